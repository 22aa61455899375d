import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { root } from '../../tools/root';
import { entries, layers } from '../../tools/lint/layers.js';

/** The configuration of the repository, without the rules that need types: they take seconds. */
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

/** @returns the messages of the rule about imports for a file of src */
async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `src/${file}.ts` });
  assert.deepEqual(
    (result?.messages ?? []).filter(({ fatal }) => fatal === true),
    [],
  );
  return (result?.messages ?? []).filter(({ ruleId }) => ruleId === 'repo/arrows').map(({ message }) => message);
}

/** All ways in which a file can import or name another one. */
const waysToName = (name: string): Record<string, string> => ({
  'an import': `import { a } from '${name}';\na;`,
  'an import of types': `import type { A } from '${name}';\nexport type B = A;`,
  'an import for its effect': `import '${name}';`,
  'an export from': `export { a } from '${name}';`,
  'an export of types': `export type { A } from '${name}';`,
  'an export of everything': `export * from '${name}';`,
  'an import when needed': `export const later = () => import('${name}');`,
  'an import when needed, in backticks': `export const later = () => import(\`${name}\`);`,
  'a type named in place': `export type A = import('${name}').A;`,
  'the type of all of it': `export type A = typeof import('${name}');`,
  'a require': `export const a = require('${name}');`,
  'a require of types': `import a = require('${name}');\na;`,
  'a search for its path': `export const a = require.resolve('${name}');`,
});

const toTheTree = 'src/api may import only config, model, base, not src/tree.';
const toHttp = 'answer of src/api may import only errors, request of this layer, not http.';

describe('the lint rule about arrows', () => {
  for (const [how, code] of Object.entries(waysToName('../../tree/common/projectsNodes'))) {
    it(`fails for ${how} that points up`, async () => {
      assert.deepEqual(await complaints('api/answer/someFile', code), [toTheTree]);
    });
  }

  for (const [how, code] of Object.entries(waysToName('../http/retry'))) {
    it(`fails for ${how} that points to a room above`, async () => {
      assert.deepEqual(await complaints('api/answer/someFile', code), [toHttp]);
    });
  }

  for (const [how, code] of Object.entries(waysToName('vscode'))) {
    it(`fails for ${how} of vscode below the layers that may`, async () => {
      for (const [layer, { vscode }] of Object.entries(layers)) {
        const folder = Object.keys(layers[layer]?.rooms ?? {}).find((room) => room !== 'settings') ?? '.';
        assert.deepEqual(
          await complaints(path.posix.join(layer, folder, 'someFile'), code),
          vscode === true
            ? []
            : [`src/${layer} may not import vscode: only ui, tree, commands and the entry files may.`],
        );
      }
      assert.deepEqual(await complaints('extension', code), []);
    });
  }

  it('resolves a path from the place of the file, however it is written', async () => {
    for (const name of [
      '../../tree/common/projectsNodes',
      './../../tree/common/projectsNodes',
      '../answer/../../tree/common/projectsNodes',
      '../../../src/tree/common/projectsNodes',
      '../../tree/common/projectsNodes.ts',
      '../../tree/common/projectsNodes.js',
      path.join(root, 'src', 'tree', 'common', 'nodes').replaceAll(path.sep, '/'),
    ]) {
      assert.deepEqual(await complaints('api/answer/someFile', `import '${name}';`), [toTheTree], name);
    }
    assert.deepEqual(await complaints('api/answer/someFile', "import '../../api/http/retry';"), [toHttp]);
  });

  it('fails for a neighbour: a layer beside it, or a room beside it', async () => {
    for (const [file, name] of [
      ['inventory/inventory', '../operations/operations'],
      ['operations/operations', '../inventory/inventory'],
      ['tree/common/someFile', '../../commands/runCommand'],
      ['api/koophone/someFile', '../cph/schemas'],
      ['commands/act/someFile', '../view/copy'],
      ['tree/projects/rows/someFile', '../tree'],
    ] as const) {
      assert.equal((await complaints(file, `import '${name}';`)).length, 1, `${file} to ${name}`);
    }
  });

  it('tells the files directly in a layer apart from its rooms', async () => {
    assert.deepEqual(await complaints('commands/meant/someFile', "import '../context';"), []);
    assert.deepEqual(await complaints('commands/meant/someFile', "import '../runCommand';"), [
      'meant of src/commands may import only context of this layer, not runCommand.',
    ]);
    assert.deepEqual(await complaints('commands/context', "import './meant/clickedRow';"), [
      'context of src/commands may import only itself of this layer, not meant.',
    ]);
  });

  it('fails for an entry file, unless another one imports it', async () => {
    assert.deepEqual(await complaints('commands/act/someFile', "import '../../composition/compose';"), [
      'Only the entry files may import src/composition/compose.',
    ]);
    assert.deepEqual(await complaints('tree/common/someFile', "import '../../extension';"), [
      'Only the entry files may import src/extension.',
    ]);
    assert.deepEqual(
      await complaints('extension', "import './composition/compose';\nimport './tree/common/projectsNodes';"),
      [],
    );
  });

  it('fails for what is outside of src, except the types for other extensions', async () => {
    assert.deepEqual(await complaints('base/someFile', "import '../../test/support/until';"), [
      'src may not import test/support/until, which is outside of it.',
    ]);
    assert.deepEqual(await complaints('commands/exported/someFile', "import '../../../cloud-phone-manager';"), []);
  });

  it('fails for a path that is not a literal', async () => {
    const fault = ['Write the path as a plain text: what is put together cannot be checked.'];
    for (const code of [
      'export const later = (a: string) => import(a);',
      "export const later = (a: string) => import('../tree/' + a);",
      'export const later = (a: string) => import(`../tree/${a}`);',
      'export const later = (a: string) => require(a);',
    ]) {
      assert.deepEqual(await complaints('api/answer/someFile', code), fault, code);
    }
  });

  it('fails for a file outside of the listed layers and rooms, and for an import of one', async () => {
    const fault = (name: string) => [`test/tools/lint/layers.js names no place for src/${name}.`];
    assert.deepEqual(await complaints('newLayer/someFile', ''), fault('newLayer/someFile'));
    assert.deepEqual(await complaints('api/newRoom/someFile', ''), fault('api/newRoom/someFile'));
    assert.deepEqual(await complaints('someFile', ''), fault('someFile'));
    assert.deepEqual(await complaints('commands/someFile', ''), fault('commands/someFile'));
    assert.deepEqual(await complaints('extension', "import './newLayer/someFile';"), fault('newLayer/someFile'));
    assert.deepEqual(await complaints('base/someFile', "import '../toString/someFile';"), fault('toString/someFile'));
  });

  it('allows imports that point down', async () => {
    const down =
      "import '../../tree/common/projectsNodes';\nimport '../../api/errors/errors';\nimport '../meant/clickedRow';";
    assert.deepEqual(await complaints('commands/act/someFile', down), []);
    const below = "import '../../model/ids';\nimport '../errors/errors';\nimport './json';\nimport 'valibot';";
    assert.deepEqual(await complaints('api/answer/someFile', below), []);
    assert.deepEqual(await complaints('api/answer/someFile', "import 'node:fs';\nimport '@scope/package/part';"), []);
  });
});

describe('the layers and rooms that the lint rule reads', () => {
  const names = Object.keys(layers);
  const folders = (at: string): string[] =>
    readdirSync(path.join(root, 'src', at), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => path.posix.join(at, name));
  const files = (at: string): string[] =>
    readdirSync(path.join(root, 'src', at), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name.replace(/\.ts$/, ''));
  const foldersBelow = (at: string): string[] => folders(at).flatMap((folder) => [folder, ...foldersBelow(folder)]);

  it('name every folder of src and no other', () => {
    const ofEntries = entries.filter((entry) => entry.endsWith('/')).map((entry) => entry.slice(0, -1));
    assert.deepEqual([...names, ...ofEntries].sort(), folders('.').sort());
  });

  it('name every entry file and no other', () => {
    assert.deepEqual(entries.filter((entry) => !entry.endsWith('/')).sort(), files('.').sort());
  });

  for (const [layer, { rooms = { '.': [] } }] of Object.entries(layers)) {
    it(`name every folder of src/${layer} that has files, and nothing that does not exist`, () => {
      const withFiles = foldersBelow(layer)
        .filter((folder) => files(folder).length > 0)
        .map((folder) => path.posix.relative(layer, folder));
      const single = files(layer).filter((file) => Object.hasOwn(rooms, file));
      const rest = files(layer).length > single.length ? ['.'] : [];
      assert.deepEqual(Object.keys(rooms).sort(), [...withFiles, ...single, ...rest].sort());
    });

    it(`let the rooms of src/${layer} import only existing rooms, and in no circle`, () => {
      assert.deepEqual(circle(rooms), []);
    });
  }

  it('let layers import only existing layers, and in no circle', () => {
    assert.deepEqual(circle(Object.fromEntries(names.map((name) => [name, layers[name]?.mayImport ?? []]))), []);
  });

  it('fail this test with a circle or an unknown name', () => {
    assert.deepEqual(circle({ a: ['b'], b: ['c'], c: ['b'] }), ['a', 'b', 'c']);
    assert.deepEqual(circle({ a: ['a'] }), ['a']);
    assert.deepEqual(circle({ a: ['b'] }), ['a']);
    assert.deepEqual(circle({ a: ['b', 'c'], b: ['c'], c: [] }), []);
  });
});

/**
 * Removes, again and again, the names whose imports are all removed already.
 * @returns the rest: the names that lead into a circle or to an unknown name
 */
function circle(arrows: Readonly<Record<string, readonly string[]>>): string[] {
  let left = Object.keys(arrows);
  const done = new Set<string>();
  for (let before = -1; before !== left.length;) {
    before = left.length;
    const free = left.filter((name) => arrows[name]?.every((other) => done.has(other)) === true);
    free.forEach((name) => done.add(name));
    left = left.filter((name) => !done.has(name));
  }
  return left;
}
