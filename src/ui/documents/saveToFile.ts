import * as os from 'node:os';
import * as vscode from 'vscode';

/**
 * Writes a text into a file that the person chooses.
 * @param name the suggested file name, in the first workspace folder or else in the home folder
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
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(os.homedir());
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, name),
    filters: { ...filters },
    title,
  });
  if (uri === undefined) {
    throw new vscode.CancellationError();
  }
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}
