import * as vscode from 'vscode';

/** The largest file that is read, in bytes. What a person imports is far smaller. */
const LARGEST_FILE = 1_000_000;

/**
 * Reads a text file that the person chooses.
 * @param filters the file extensions of each file type, by its name
 * @param title the title of the dialog
 * @param tooLarge what is said of a file that is too large
 * @throws CancellationError when the person closes the dialog
 */
export async function readFromFile(
  filters: Readonly<Record<string, string[]>>,
  title: string,
  tooLarge: string,
): Promise<string> {
  const [uri] = (await vscode.window.showOpenDialog({ filters: { ...filters }, title })) ?? [];
  if (uri === undefined) {
    throw new vscode.CancellationError();
  }
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > LARGEST_FILE) {
    throw new Error(tooLarge);
  }
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
