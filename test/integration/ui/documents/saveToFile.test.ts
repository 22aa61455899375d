import assert from 'node:assert/strict';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { folderToSaveIn } from '../../../../src/ui/documents/saveToFile';

describe('the folder in which a file is saved', () => {
  const startsIn = (...folders: string[]): string =>
    folderToSaveIn(folders.map((folder) => ({ uri: vscode.Uri.parse(folder) }))).toString();
  const home = vscode.Uri.file(os.homedir()).toString();

  it('is the first of the workspace, on this computer or on the one that the window is connected to', () => {
    assert.equal(startsIn('file:///work', 'file:///other'), 'file:///work');
    assert.equal(startsIn('vscode-remote://ssh/work'), 'vscode-remote://ssh/work');
  });

  it('is the home folder in a virtual workspace, and without a workspace', () => {
    assert.equal(startsIn('vscode-vfs://github/owner/repository'), home);
    assert.equal(startsIn(), home);
    assert.equal(folderToSaveIn(undefined).toString(), home);
  });
});
