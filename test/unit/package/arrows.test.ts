import assert from 'node:assert/strict';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { root } from '../../host/hostFacts';

/** The repo's own configuration without the rules that need types: those cost seconds, and no arrow needs them. */
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

/** @returns what the rule about arrows says to a file of that folder. */
async function complaints(folder: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `src/${folder}/someFile.ts` });
  assert.deepEqual(
    (result?.messages ?? []).filter(({ fatal }) => fatal === true),
    [],
  );
  return (result?.messages ?? [])
    .filter(({ ruleId }) => ruleId === 'no-restricted-syntax')
    .map(({ message }) => message);
}

describe('the lint rule about arrows', () => {
  const toTheTree = {
    'an import': "import { nodeId } from '../tree/nodes';\nnodeId;",
    'an import of types': "import { type Node } from '../tree/nodes';\nexport type A = Node;",
    'an import for its effect': "import '../tree/nodes';",
    'an export from': "export { nodeId } from '../tree/nodes';",
    'an export of everything': "export * from '../tree/nodes';",
    'an import when needed': "export const later = () => import('../tree/nodes');",
    'a type named in place': "export type A = import('../tree/nodes').Node;",
    'a require': "export const tree = require('../tree/nodes');",
  };
  for (const [how, code] of Object.entries(toTheTree)) {
    it(`fails for ${how} that points up`, async () => {
      assert.deepEqual(await complaints('api', code), [
        'An arrow points up or across: src/api may import only config, model, base.',
      ]);
    });
  }

  const vscode = {
    'an import': "import * as vscode from 'vscode';\nvscode;",
    'an import of types': "import type * as vscode from 'vscode';\nexport type A = vscode.Uri;",
    'an import when needed': "export const later = () => import('vscode');",
    'a type named in place': "export type A = import('vscode').Uri;",
  };
  for (const [how, code] of Object.entries(vscode)) {
    it(`fails for ${how} of vscode below its floor`, async () => {
      for (const folder of ['api', 'auth', 'config', 'inventory', 'model', 'operations']) {
        assert.deepEqual(await complaints(folder, code), [`src/${folder} stands below the vscode floor.`]);
      }
      assert.deepEqual(await complaints('ui', code), []);
    });
  }

  it('fails for a neighbour on the same storey, and for the composition root', async () => {
    assert.equal((await complaints('inventory', "import '../operations/operations';")).length, 1);
    assert.equal((await complaints('operations', "import '../inventory/inventory';")).length, 1);
    assert.equal((await complaints('commands', "import '../composition';")).length, 1);
    assert.equal((await complaints('tree', "import '../extension';")).length, 1);
    assert.equal((await complaints('tree', "import '../commands/ids';")).length, 1);
  });

  it('lets arrows pass that point down', async () => {
    assert.deepEqual(await complaints('commands', "import '../tree/nodes';\nimport '../api/errors';"), []);
    assert.deepEqual(await complaints('api', "import '../model/ids';\nimport './errors';\nimport 'valibot';"), []);
  });
});
