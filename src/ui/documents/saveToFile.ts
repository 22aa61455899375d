import * as os from 'node:os';
import * as vscode from 'vscode';

/**
 * Writes a text into the file that a person chooses.
 * @param name what is suggested, in the open folder or at home
 * @param filters endings by what they are called
 * @throws CancellationError when the person closes the question
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
