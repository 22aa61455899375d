import * as vscode from 'vscode';
import * as v from 'valibot';
import { type Node } from '../../tree/common/projectsNodes';
import { chooseOne } from '../../ui/ask/quickInputs';
import { listed, shortened } from '../../ui/words/words';
import { tell } from '../../ui/tell/tell';
import { chosenNodes, keyedNodes, selectedNodes } from '../meant/clickedRow';
import { type Command, type CommandContext } from '../context';

const { t } = vscode.l10n;

/** How long the status bar tells what was copied, in milliseconds. */
const SHOWN_MS = 5000;

/** The name of a row, and the text that is copied. */
interface Copied {
  readonly name: string;
  readonly text: string;
}

interface Thing {
  readonly id: string;
  readonly name?: string | undefined;
}

/** A part of a row that can be copied: its id or its name. */
interface Part {
  readonly of: (thing: Thing) => string;
  readonly ofProject: (project: { readonly name: string; readonly projectId?: string }) => string | undefined;
  readonly title: () => string;
  readonly placeholder: () => string;
  readonly none: () => string;
  readonly notSelected: () => string;
  readonly copied: (rows: readonly Copied[]) => string;
}

const nameOf = ({ id, name }: Thing): string => (name === undefined || name === '' ? id : name);

const ID: Part = {
  of: ({ id }) => id,
  ofProject: ({ projectId }) => projectId,
  title: () => t('Copy ID'),
  placeholder: () => t('Copy the ID of which row?'),
  none: () => t('Nothing with an ID has been read yet.'),
  notSelected: () => t('No row with an ID is selected.'),
  copied: ([first, ...others]) => {
    if (first !== undefined && others.length === 0) {
      return t('Copied the ID of {0}: {1}', first.name, first.text);
    }
    const rows = first === undefined ? others : [first, ...others];
    return t('Copied {0} IDs: {1}', rows.length, namesOf(rows));
  },
};

/** The id takes the place of a name that is absent, as in the view. */
const NAME: Part = {
  of: nameOf,
  ofProject: ({ name }) => name,
  title: () => t('Copy Name'),
  placeholder: () => t('Copy the name of which row?'),
  none: () => t('Nothing with a name has been read yet.'),
  notSelected: () => t('No row with a name is selected.'),
  copied: (rows) =>
    rows.length === 1 ? t('Copied: {0}', namesOf(rows)) : t('Copied {0} names: {1}', rows.length, namesOf(rows)),
};

const namesOf = (rows: readonly Copied[]): string => listed(shortened(rows.map(({ name }) => name)));

/** Copies the ids of the chosen rows, one a line. */
export const copyId: Command = (context, ...args) => copy(context, ID, args);

/** Copies the names of the chosen rows, one a line. */
export const copyName: Command = (context, ...args) => copy(context, NAME, args);

/**
 * Copies a part of the rows that are meant, and tells which rows these are: a key acts on the selected rows, not on the
 * focused one.
 */
async function copy(context: CommandContext, part: Part, args: readonly unknown[]): Promise<void> {
  const keyed = keyedNodes(context, args);
  const nodes = keyed ?? (args.length === 0 ? selectedNodes(context) : chosenNodes(context, args));
  const rows = [...targetsMeant(part, args), ...nodes.flatMap((node) => copiedOf(node, part))];
  if (rows.length === 0 && keyed !== undefined) {
    tell.status(part.notSelected(), SHOWN_MS);
    return;
  }
  if (rows.length === 0) {
    rows.push(await askForRow(context, part));
  }
  await vscode.env.clipboard.writeText(rows.map(({ text }) => text).join('\n'));
  tell.status(part.copied(rows), SHOWN_MS);
}

/** The argument that names a target: a row of the Operations view. */
const TARGET = v.looseObject({
  kind: v.literal('target'),
  target: v.looseObject({ id: v.string(), name: v.optional(v.string()) }),
});

/** VS Code passes the selected rows only when the clicked row is one of them. */
function targetsMeant(part: Part, [clicked, selected]: readonly unknown[]): Copied[] {
  const rows: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  return rows.flatMap((row) => {
    const target = v.safeParse(TARGET, row);
    return target.success ? copiedOfThing(target.output.target, part) : [];
  });
}

const copiedOfThing = (thing: Thing, part: Part): Copied[] => [{ name: nameOf(thing), text: part.of(thing) }];

function copiedOf(node: Node, part: Part): Copied[] {
  switch (node.kind) {
    case 'project': {
      const text = part.ofProject(node.project);
      return text === undefined ? [] : [{ name: node.project.name, text }];
    }
    case 'server':
      return copiedOfThing(node.server, part);
    case 'phone':
      return copiedOfThing(node.phone, part);
    case 'instance':
      return copiedOfThing(node.instance, part);
    case 'group':
    case 'subgroup':
    case 'more':
    case 'notice':
      return [];
  }
}

/** Asks for one of the projects, servers and instances that are known. */
async function askForRow({ settings, inventory }: CommandContext, part: Part): Promise<Copied> {
  const items = settings.projects().projects.flatMap((project) => {
    const things = [
      ...(inventory.known({ kind: 'servers', project: project.name })?.rows ?? []),
      ...(inventory.known({ kind: 'instances', project: project.name })?.rows ?? []),
    ];
    const own = copiedOf({ kind: 'project', project, signIn: 'checking' }, part);
    return [
      ...own.map((value) => ({ label: project.name, description: project.projectId ?? '', value })),
      ...things.flatMap((thing) =>
        copiedOfThing(thing, part).map((value) => ({ label: value.name, description: thing.id, value })),
      ),
    ];
  });
  if (items.length === 0) {
    void tell.info(part.none());
    throw new vscode.CancellationError();
  }
  return chooseOne({ title: part.title(), placeholder: part.placeholder(), items });
}
