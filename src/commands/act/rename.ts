import * as vscode from 'vscode';
import { type ApiError } from '../../api/errors/errors';
import { isResourceName } from '../../model/ids';
import { type Renaming } from '../../operations/rename';
import { type PhoneNode, type ServerNode } from '../../tree/common/projectsNodes';
import { rowIn, scopeWith, targetOf } from '../../tree/common/targetNodes';
import { chooseOne, enterText } from '../../ui/ask/quickInputs';
import { errorSentence } from '../../ui/tell/errorText';
import { tell } from '../../ui/tell/tell';
import { type Command, type CommandContext, FailedIn } from '../context';
import { clickedNode } from '../meant/clickedRow';
import { noProjectWith, pickProject } from '../meant/pickProject';
import { readUnlessRead, withProgress } from '../meant/readWithProgress';

const { t } = vscode.l10n;

/** Renames the clicked server or phone, or a server that the person picks. One request, without a plan. */
export const rename: Command = async (context, ...args) => {
  const node = clickedNode(context, args) ?? (await pickServer(context));
  if (node.kind !== 'server' && node.kind !== 'phone') {
    void tell.info(t('Only servers and phones can be renamed.'));
    return;
  }
  const { id, name } = targetOf(node);
  const newName = await enterText({
    title: t('Rename {0}', name),
    prompt: t('The new name: 1 to 60 letters, digits, Chinese characters, - and _'),
    value: name,
    validate: (text) =>
      text === name || isResourceName(text)
        ? undefined
        : t('Use 1 to 60 letters, digits, Chinese characters, - and _.'),
  });
  if (newName === name) {
    return;
  }
  await send(context, node, { kind: node.kind, project: node.project, id, name, newName });
};

async function pickServer(context: CommandContext): Promise<ServerNode> {
  const { inventory } = context;
  const title = t('Rename');
  const { name: project } = await pickProject(context, {
    title,
    fits: ({ services }) => services.includes('cph'),
    none: noProjectWith('cph'),
  });
  const { rows } = await readUnlessRead(inventory, [{ kind: 'servers', project }], (signal) =>
    inventory.servers(project, signal),
  );
  const server = await chooseOne({
    title,
    placeholder: t('Rename which server?'),
    items: rows.map((row) => ({ label: row.name ?? row.id, detail: row.id, value: row })),
  });
  return { kind: 'server', project, server };
}

/** @throws FailedIn when it surely was not renamed, CancellationError when the person took the request back */
async function send(context: CommandContext, node: ServerNode | PhoneNode, renaming: Renaming): Promise<void> {
  const { project, name, newName } = renaming;
  let lost: ApiError | undefined;
  try {
    lost = await withProgress(t('Renaming {0}…', name), (takeBack) => context.renamer.rename(renaming, takeBack));
  } catch (error) {
    throw error instanceof vscode.CancellationError ? error : new FailedIn(project, error);
  }
  const isRead = await readAgain(context, node);
  if (lost === undefined) {
    tell.status(t('{0} is now called {1}.', name, newName), 5000);
    return;
  }
  void tell.warn(lostWords(renaming, isRead ? nameNow(context, node) : undefined, lost));
}

/** @param now the name that was read after it; undefined when it could not be read */
function lostWords({ name, newName }: Renaming, now: string | undefined, lost: ApiError): string {
  const why = errorSentence(lost);
  if (now === newName) {
    return t('{0} is now called {1}, although the response was lost. {2}', name, newName, why);
  }
  return now === undefined
    ? t(
        'It is not known whether {0} was renamed to {1}. Refresh, and look before you try it again. {2}',
        name,
        newName,
        why,
      )
    : t(
        'The response was lost, and {0} does not have the new name {1} yet. Refresh, and look before you try it again. {2}',
        name,
        newName,
        why,
      );
}

/** @returns whether the row could be read again */
async function readAgain({ inventory, log }: CommandContext, node: ServerNode | PhoneNode): Promise<boolean> {
  const { project } = node;
  try {
    await (node.kind === 'server'
      ? inventory.refreshRows(project, 'servers', [node.server.id])
      : inventory.refresh({ kind: 'phones', project, serverId: node.serverId }));
    return true;
  } catch (error) {
    log.warn(`The row was not read again after the rename: ${String(error)}`);
    return false;
  }
}

function nameNow({ inventory }: CommandContext, node: ServerNode | PhoneNode): string | undefined {
  const { id } = rowIn(node);
  const rows = (inventory.known(scopeWith(node))?.rows ?? []) as readonly { id: string; name?: string }[];
  return rows.find((row) => row.id === id)?.name;
}
