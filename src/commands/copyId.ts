import * as vscode from 'vscode';
import * as v from 'valibot';
import { type Node } from '../tree/nodes';
import { pickOne, BACK } from '../ui/quickInputs';
import { nodesMeant } from './argument';
import { type Command, type CommandContext } from './context';

const { t } = vscode.l10n;

/** Copies the ids of the chosen rows, one a line. */
export const copyId: Command = async (context, ...args) => {
  const ids = idsMeant(context, args);
  if (ids.length === 0) {
    ids.push(await askForId(context));
  }
  await vscode.env.clipboard.writeText(ids.join('\n'));
  vscode.window.setStatusBarMessage(
    ids.length === 1 ? t('Copied: {0}', ids[0] ?? '') : t('Copied {0} ids', ids.length),
    3000,
  );
};

/** A row of the Operations view is what an operation acted on. */
const TARGET = v.looseObject({ kind: v.literal('target'), target: v.looseObject({ id: v.string() }) });

function idsMeant(context: CommandContext, args: readonly unknown[]): string[] {
  const target = v.safeParse(TARGET, args[0]);
  if (target.success) {
    return [target.output.target.id];
  }
  const meant = nodesMeant(context, args);
  const chosen = meant.length > 0 ? meant : context.view.selection;
  return chosen.map(idOf).filter((id) => id !== undefined);
}

/** @returns the cloud's id of what a row shows. */
function idOf(node: Node): string | undefined {
  switch (node.kind) {
    case 'project':
      return node.project.projectId;
    case 'server':
      return node.server.id;
    case 'phone':
      return node.phone.id;
    case 'instance':
      return node.instance.id;
    case 'group':
    case 'subgroup':
    case 'more':
    case 'notice':
      return undefined;
  }
}

async function askForId({ settings, inventory }: CommandContext): Promise<string> {
  const items = settings
    .projects()
    .projects.flatMap(({ name: project, projectId }) => [
      ...(projectId === undefined ? [] : [{ label: project, description: projectId, value: projectId }]),
      ...[
        ...(inventory.known({ kind: 'servers', project })?.rows ?? []),
        ...(inventory.known({ kind: 'instances', project })?.rows ?? []),
      ].map((row) => ({ label: row.name ?? row.id, description: row.id, value: row.id })),
    ]);
  if (items.length === 0) {
    void vscode.window.showInformationMessage(t('Nothing with an id has been read yet.'));
    throw new vscode.CancellationError();
  }
  const picked = await pickOne({ title: t('Copy ID'), placeholder: t('Copy the id of which row?'), items });
  if (picked === BACK) {
    throw new vscode.CancellationError();
  }
  return picked;
}
