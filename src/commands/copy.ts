import * as vscode from 'vscode';
import * as v from 'valibot';
import { type Node } from '../tree/nodes';
import { pickOne, BACK } from '../ui/quickInputs';
import { nodesMeant } from './argument';
import { type Command, type CommandContext } from './context';

const { t } = vscode.l10n;

/** What can be copied of a row. */
interface Part {
  readonly of: (thing: { readonly id: string; readonly name?: string | undefined }) => string | undefined;
  readonly ofProject: (project: { readonly name: string; readonly projectId?: string }) => string | undefined;
  readonly title: () => string;
  readonly placeholder: () => string;
  readonly none: () => string;
  readonly copied: (count: number) => string;
}

const ID: Part = {
  of: ({ id }) => id,
  ofProject: ({ projectId }) => projectId,
  title: () => t('Copy ID'),
  placeholder: () => t('Copy the id of which row?'),
  none: () => t('Nothing with an id has been read yet.'),
  copied: (count) => t('Copied {0} ids', count),
};

/** What has no name goes by its id in the view. */
const NAME: Part = {
  of: ({ id, name }) => (name === undefined || name === '' ? id : name),
  ofProject: ({ name }) => name,
  title: () => t('Copy Name'),
  placeholder: () => t('Copy the name of which row?'),
  none: () => t('Nothing with a name has been read yet.'),
  copied: (count) => t('Copied {0} names', count),
};

/** Copies the ids of the chosen rows, one a line. */
export const copyId: Command = (context, ...args) => copy(context, ID, args);

/** Copies the names of the chosen rows, one a line. */
export const copyName: Command = (context, ...args) => copy(context, NAME, args);

async function copy(context: CommandContext, part: Part, args: readonly unknown[]): Promise<void> {
  const texts = textsMeant(context, part, args);
  if (texts.length === 0) {
    texts.push(await askForRow(context, part));
  }
  await vscode.env.clipboard.writeText(texts.join('\n'));
  const [first] = texts;
  const message = texts.length === 1 ? t('Copied: {0}', first ?? '') : part.copied(texts.length);
  vscode.window.setStatusBarMessage(message, 3000);
}

/** A row of the Operations view is what an operation acted on. */
const TARGET = v.looseObject({
  kind: v.literal('target'),
  target: v.looseObject({ id: v.string(), name: v.optional(v.string()) }),
});

function textsMeant(context: CommandContext, part: Part, args: readonly unknown[]): string[] {
  const target = v.safeParse(TARGET, args[0]);
  if (target.success) {
    return [target.output.target].map(part.of).filter((text) => text !== undefined);
  }
  const meant = nodesMeant(context, args);
  const chosen = meant.length > 0 ? meant : context.view.selection;
  return chosen.map((node) => textOf(node, part)).filter((text) => text !== undefined);
}

function textOf(node: Node, part: Part): string | undefined {
  switch (node.kind) {
    case 'project':
      return part.ofProject(node.project);
    case 'server':
      return part.of(node.server);
    case 'phone':
      return part.of(node.phone);
    case 'instance':
      return part.of(node.instance);
    case 'group':
    case 'subgroup':
    case 'more':
    case 'notice':
      return undefined;
  }
}

async function askForRow({ settings, inventory }: CommandContext, part: Part): Promise<string> {
  const items = settings.projects().projects.flatMap((project) => {
    const own = { label: project.name, description: project.projectId ?? '', value: part.ofProject(project) };
    const rows = [
      ...(inventory.known({ kind: 'servers', project: project.name })?.rows ?? []),
      ...(inventory.known({ kind: 'instances', project: project.name })?.rows ?? []),
    ];
    return [own, ...rows.map((row) => ({ label: row.name ?? row.id, description: row.id, value: part.of(row) }))];
  });
  const withText = items.filter(({ value }) => value !== undefined);
  if (withText.length === 0) {
    void vscode.window.showInformationMessage(part.none());
    throw new vscode.CancellationError();
  }
  const picked = await pickOne({ title: part.title(), placeholder: part.placeholder(), items: withText });
  if (picked === BACK || picked === undefined) {
    throw new vscode.CancellationError();
  }
  return picked;
}
