import * as vscode from 'vscode';
import * as v from 'valibot';
import { type RowPlace } from '../../inventory/findRow';
import { type Scope } from '../../inventory/inventory';
import { type Target } from '../../model/operation';
import { VERBS } from '../../operations/verbs/registry';
import { isTargetNode, rowIn, scopeOfTarget, scopeWith } from '../../tree/common/targetNodes';
import { type AnyOperation } from '../../model/operationSummary';
import { chooseOne, type PickItem } from '../../ui/ask/quickInputs';
import { tell } from '../../ui/tell/tell';
import { clickedNode } from '../meant/clickedRow';
import { type Command, type CommandContext } from '../context';
import { readUnlessRead } from '../meant/readWithProgress';
import { findById } from './findById';

const { t } = vscode.l10n;

/** The argument that names a target of an operation: a row of the Operations view. */
const TARGET = v.looseObject({
  number: v.number(),
  target: v.looseObject({ id: v.string() }),
});

/**
 * Reveals a row in the Projects view: the target of an operation, the clicked row, or the row that the person picks.
 */
export const revealTarget: Command = async (context, ...args) => {
  const { scope, id } = (await placeMeant(context, args)) ?? (await askForPlace(context));
  await readUnlessRead(context.inventory, listsFor(scope), (signal) => read(context, scope, signal));
  if (await context.view.reveal(scope, id)) {
    return;
  }
  if (context.view.filter === '') {
    void tell.info(t('The cloud does not list it any more.'));
    return;
  }
  const clear = t('Clear Filter');
  if ((await tell.info(t('The filter hides it.'), clear)) === clear) {
    context.view.setFilter('');
    await context.view.reveal(scope, id);
  }
};

async function placeMeant(context: CommandContext, args: readonly unknown[]): Promise<RowPlace | undefined> {
  const named = v.safeParse(TARGET, args[0]);
  if (named.success) {
    await context.operations.load();
    const { number, target } = named.output;
    const operation = context.operations.list().find((one) => one.number === number);
    const stored = operation?.targets?.find((one) => one.id === target.id);
    return operation && placeOf(operation, stored ?? target);
  }
  const node = clickedNode(context, args);
  return node !== undefined && isTargetNode(node) ? { scope: scopeWith(node), id: rowIn(node).id } : undefined;
}

const placeOf = ({ project, verb }: AnyOperation, { id, serverId }: Pick<Target, 'id' | 'serverId'>): RowPlace => ({
  scope: scopeOfTarget(VERBS[verb].on, project, serverId),
  id,
});

/** Asks for one of the servers and instances that are known, or for an ID. The phones are too many for a list. */
async function askForPlace(context: CommandContext): Promise<RowPlace> {
  const { settings, inventory } = context;
  const rows = settings.projects().projects.flatMap(({ name: project }) =>
    (['servers', 'instances'] as const).flatMap((kind) => {
      const known: readonly { readonly id: string; readonly name?: string }[] =
        inventory.known({ kind, project })?.rows ?? [];
      return known.map(({ id, name }): PickItem<RowPlace | undefined> => ({
        label: name ?? id,
        description: id,
        value: { scope: { kind, project }, id },
      }));
    }),
  );
  const byId: PickItem<RowPlace | undefined> = {
    label: t('Find by ID…'),
    description: t('of a server, a phone or an instance'),
    alwaysShow: true,
    value: undefined,
  };
  let typed = '';
  const place = await chooseOne({
    title: t('Show in Projects'),
    placeholder: t('Show which row?'),
    items: [byId, ...rows],
    whileTyping: (text) => (typed = text),
  });
  return place ?? findById(context, typed);
}

/** @returns the lists that must be read before the row can be revealed */
const listsFor = (scope: Scope): readonly Scope[] =>
  scope.kind === 'phones' ? [{ kind: 'servers', project: scope.project }, scope] : [scope];

async function read({ inventory }: CommandContext, scope: Scope, signal?: AbortSignal): Promise<void> {
  switch (scope.kind) {
    case 'servers':
      await inventory.servers(scope.project, signal);
      break;
    case 'instances':
      await inventory.instances(scope.project, signal);
      break;
    case 'phones':
      await inventory.servers(scope.project, signal);
      await inventory.phones(scope.project, scope.serverId, signal);
      break;
  }
}
