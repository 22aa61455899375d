import * as vscode from 'vscode';
import { type Inventory } from '../inventory/inventory';
import { type Demand } from '../model/plan';
import { type Verb } from '../model/status';
import { plainText } from '../ui/plainText';
import { BACK, askText } from '../ui/quickInputs';
import { phonesUnder } from './phonesUnder';
import { type TargetNode } from './pickTargets';

const { t } = vscode.l10n;

const NAMES_SHOWN = 5;

interface Confirmation {
  readonly message: string;
  readonly detail: readonly string[];
  readonly button: string;
}

/**
 * Says what is about to happen, to how many and to whom, and waits for the verb to be clicked.
 * @param demands what must be typed for it
 * @throws CancellationError when the person does not want it: nothing has been sent
 */
export async function confirm(
  inventory: Inventory,
  verb: Verb,
  nodes: readonly TargetNode[],
  demands: readonly Demand[],
): Promise<void> {
  const { message, detail, button } = CONFIRMATION[verb](nodes, inventory);
  const options = { modal: true, detail: detail.join('\n') };
  if ((await vscode.window.showWarningMessage(message, options, button)) !== button) {
    throw new vscode.CancellationError();
  }
  for (const { count } of demands) {
    await typeTheCount(count);
  }
}

const CONFIRMATION: Record<Verb, (nodes: readonly TargetNode[], inventory: Inventory) => Confirmation> = {
  restart: (nodes, inventory) => ({
    message: nodes.length === 1 ? t('Restart 1 server?') : t('Restart {0} servers?', nodes.length),
    detail: [...names(nodes, nameOf), phonesGoDown(nodes, inventory)],
    button: t('Restart'),
  }),
  reboot: (nodes) => ({
    message: nodes.length === 1 ? t('Reboot 1 instance?') : t('Reboot {0} instances?', nodes.length),
    detail: [...names(nodes, nameOf), loggedIn(nodes)],
    button: t('Reboot'),
  }),
  unassign: (nodes) => ({
    message: nodes.length === 1 ? t('Unassign 1 instance?') : t('Unassign {0} instances?', nodes.length),
    detail: [
      ...names(nodes, nameAndUser),
      loggedIn(nodes),
      nodes.length === 1
        ? t('The user’s data on it is erased for good.')
        : t('The users’ data on them is erased for good.'),
    ],
    button: t('Unassign and Erase'),
  }),
};

function names(nodes: readonly TargetNode[], name: (node: TargetNode) => string): string[] {
  const shown = nodes.slice(0, NAMES_SHOWN).map(name);
  const more = nodes.length - shown.length;
  return more > 0 ? [...shown, t('and {0} more', more), ''] : [...shown, ''];
}

/** On one line: a name must not look like a sentence of ours. */
const nameOf = (node: TargetNode): string =>
  plainText(node.kind === 'server' ? (node.server.name ?? node.server.id) : (node.instance.name ?? node.instance.id));

const nameAndUser = (node: TargetNode): string =>
  node.kind === 'instance' ? `${nameOf(node)} · ${node.instance.userId ?? ''}` : nameOf(node);

function phonesGoDown(nodes: readonly TargetNode[], inventory: Inventory): string {
  const counts = nodes.map((node) =>
    node.kind === 'server' ? phonesUnder(inventory, node.project, node.server.id) : undefined,
  );
  if (counts.some((count) => count === undefined)) {
    return nodes.length === 1 ? t('All phones on it go down too.') : t('All phones on them go down too.');
  }
  const phones = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  if (phones === 1) {
    return nodes.length === 1 ? t('The 1 phone on it goes down too.') : t('The 1 phone on them goes down too.');
  }
  return nodes.length === 1
    ? t('The {0} phones on it go down too.', phones)
    : t('The {0} phones on them go down too.', phones);
}

function loggedIn(nodes: readonly TargetNode[]): string {
  const instances = nodes.map((node) => (node.kind === 'instance' ? node.instance : undefined));
  if (instances.some((instance) => instance?.isLoggedIn === undefined)) {
    const known = instances.filter((instance) => instance?.isLoggedIn === true).length;
    return t('Users logged in: at least {0}; not known for all.', known);
  }
  const count = instances.filter((instance) => instance?.isLoggedIn === true).length;
  if (count === 0) {
    return t('No user is logged in.');
  }
  return count === 1 ? t('1 has a user logged in.') : t('{0} have a user logged in.', count);
}

async function typeTheCount(count: number): Promise<void> {
  const typed = await askText({
    title: t('Unassign {0} instances', count),
    prompt: t('Type {0} to erase the users’ data on {0} instances.', count),
    validate: (text) =>
      text === `${count}` ? undefined : t('Type the number {0}, or press Escape to leave everything as it is.', count),
  });
  if (typed === BACK) {
    throw new vscode.CancellationError();
  }
}
