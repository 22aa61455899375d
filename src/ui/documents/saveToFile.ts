import * as os from 'node:os';
import * as vscode from 'vscode';

/**
 * Writes a text into a file that the person chooses.
 * @param name the suggested file name, in the folder of `folderToSaveIn`
 * @param filters the file extensions of each file type, by its name
 * @param title the title of the dialog
 * @throws CancellationError when the person closes the dialog
 */
export async function saveToFile(
  text: string,
  name: string,
  filters: Readonly<Record<string, string[]>>,
  title: string,
): Promise<void> {
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folderToSaveIn(vscode.workspace.workspaceFolders), name),
    filters: { ...filters },
    title,
  });
  if (uri === undefined) {
    throw new vscode.CancellationError();
  }
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

/** The schemes of folders on a disk: of this computer, or of the one that the window is connected to. */
const ON_DISK = new Set(['file', 'vscode-remote']);

/**
 * @param folders the folders of the workspace
 * @returns the first one when it is on a disk, else the home folder: a virtual folder may not take files
 */
export const folderToSaveIn = (folders: readonly { readonly uri: vscode.Uri }[] | undefined): vscode.Uri => {
  const uri = folders?.[0]?.uri;
  return uri !== undefined && ON_DISK.has(uri.scheme) ? uri : vscode.Uri.file(os.homedir());
};
