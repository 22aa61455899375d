import assert from 'node:assert/strict';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { root } from '../../tools/root';

/** The configuration of the repository, without the rules that need types: they take seconds. */
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

/** @returns the messages of the rule about spreads for a file */
async function complaints(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  assert.deepEqual(
    (result?.messages ?? []).filter(({ fatal }) => fatal === true),
    [],
  );
  return (result?.messages ?? [])
    .filter(({ ruleId }) => ruleId === 'no-restricted-syntax')
    .map(({ message }) => message);
}

describe('the lint rule about spreads', () => {
  const FAULT = ['Write the fields themselves: a spread of an object literal only steers the formatter.'];

  for (const file of ['src/base/someFile.ts', 'src/tree/common/someFile.ts', 'test/unit/base/someFile.ts', 'any.js']) {
    it(`fails for an object literal that is spread in another one in ${file}`, async () => {
      assert.deepEqual(await complaints(file, 'export const a = { ...{ b: 1, c: 2 }, d: 3 };'), FAULT);
      assert.deepEqual(await complaints(file, 'export const a = [{ d: { ...{} } }];'), FAULT);
    });
  }

  it('allows every other spread', async () => {
    const code = [
      'const b = { c: 1 };',
      'export const a = (d: boolean) => ({ ...b, ...(d ? { e: 1 } : {}), ...Object.assign({ f: 1 }, b) });',
      "export const g = [...[1, 2], ...'h'];",
    ].join('\n');
    assert.deepEqual(await complaints('src/base/someFile.ts', code), []);
  });
});
