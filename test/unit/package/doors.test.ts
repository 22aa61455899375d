import assert from 'node:assert/strict';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { root } from '../../tools/root';

/** The configuration of the repository, without the rules that need types: they take seconds. */
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

/** @returns the messages of the rule about messages, boxes and the status bar for a file */
async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: file });
  assert.deepEqual(
    (result?.messages ?? []).filter(({ fatal }) => fatal === true),
    [],
  );
  return (result?.messages ?? [])
    .filter(({ ruleId }) => ruleId === 'no-restricted-properties')
    .map(({ message }) => message);
}

const WAYS = [
  'showInformationMessage',
  'showWarningMessage',
  'showErrorMessage',
  'setStatusBarMessage',
  'withProgress',
  'withScmProgress',
  'showQuickPick',
  'createQuickPick',
  'showInputBox',
  'createInputBox',
  'showWorkspaceFolderPick',
  'createStatusBarItem',
];
const call = (way: string): string => `import * as vscode from 'vscode';\nvoid vscode.window.${way}('a');`;

describe('the lint rule about messages, boxes and the status bar', () => {
  for (const way of WAYS) {
    it(`fails for ${way} outside of the files that take links, commands and icons out`, async () => {
      const files = ['commands/any', 'commands/signIn/any', 'tree/any', 'ui/any', 'composition/any', 'exports'];
      for (const file of files) {
        assert.equal((await complaints(`src/${file}.ts`, call(way))).length, 1, file);
      }
    });
  }

  it('fails for other ways to reach one of these functions', async () => {
    for (const code of [
      "import { window } from 'vscode';\nvoid window.showErrorMessage('a');",
      "import * as vscode from 'vscode';\nvoid vscode.window['showErrorMessage']('a');",
      "import * as vscode from 'vscode';\nconst { showErrorMessage } = vscode.window;\nvoid showErrorMessage('a');",
      "import * as vscode from 'vscode';\nexport const show = vscode.window.showErrorMessage;",
    ]) {
      assert.equal((await complaints('src/commands/any.ts', code)).length, 1, code);
    }
  });

  it('says what to use instead', async () => {
    const [said] = await complaints('src/commands/any.ts', call('showErrorMessage'));
    assert.match(said ?? '', /tell of src\/ui\/tell\/tell\.ts/);
    const [asked] = await complaints('src/commands/any.ts', call('createQuickPick'));
    assert.match(asked ?? '', /src\/ui\/ask\/quickInputs\.ts/);
  });

  it('allows the functions in these files, and the use of these files elsewhere', async () => {
    for (const file of ['tell/tell', 'ask/quickInputs', 'tell/statusBar']) {
      assert.deepEqual(await complaints(`src/ui/${file}.ts`, call('showErrorMessage')), []);
    }
    assert.deepEqual(
      await complaints('src/commands/any.ts', "import { tell } from '../ui/tell/tell';\nvoid tell.info('a');"),
      [],
    );
  });

  it('fails everywhere for dates and numbers in the language of the operating system', async () => {
    for (const file of ['src/commands/any.ts', 'src/ui/tell/tell.ts', 'src/model/any.ts']) {
      for (const way of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
        assert.equal((await complaints(file, `export const a = new Date().${way}();`)).length, 1, `${file} ${way}`);
      }
    }
  });
});
