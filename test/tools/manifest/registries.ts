import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type VerbDefinition } from '../../../src/operations/common/defineVerb';
import { root } from '../root';

/** The folders of the verbs, in the order in which the kinds are offered. */
const FOLDERS = ['servers', 'phones', 'instances'] as const;
const VERBS = 'src/operations/verbs';

interface VerbFile {
  /** The name of the file, of what it exports, and of its words. */
  readonly name: string;
  readonly folder: string;
  readonly verb: VerbDefinition;
}

/** @returns the verbs that have a file, in the order in which they are offered: what erases comes last of its kind */
async function verbFiles(): Promise<readonly VerbFile[]> {
  const files: VerbFile[] = [];
  for (const folder of FOLDERS) {
    const own: VerbFile[] = [];
    for (const file of readdirSync(path.join(root, VERBS, folder)).sort()) {
      const name = path.basename(file, '.ts');
      const loaded = (await import(pathToFileURL(path.join(root, VERBS, folder, file)).href)) as Record<
        string,
        unknown
      >;
      own.push({ name, folder, verb: loaded[name] as VerbDefinition });
    }
    files.push(...own.filter(({ verb }) => !verb.erases), ...own.filter(({ verb }) => verb.erases));
  }
  return files;
}

const API = 'cloud-phone-manager.d.ts';

/** @returns the declarations, where each of these types is a union of these texts */
const withTypes = (declarations: string, types: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(types).reduce(
    (text, [name, members]) =>
      text.replace(
        new RegExp(`^export type ${name} =[^;]*;`, 'm'),
        `export type ${name} = ${members.map((member) => `'${member}'`).join(' | ')};`,
      ),
    declarations,
  );

const HEAD = '// Made of the files of the verbs by npm run manifest.\n';

/** @returns the text of each file that lists the verbs, by its path */
export async function registries(): Promise<Readonly<Record<string, string>>> {
  const files = await verbFiles();
  // These functions get ids only.
  const exported = files.filter(({ verb }) => !verb.takesUser).map(({ verb }) => verb.commands.act);
  const byName = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const byPath = files.toSorted((a, b) => (`${a.folder}/${a.name}` < `${b.folder}/${b.name}` ? -1 : 1));
  return {
    'src/model/verbs.ts': `${HEAD}
/** The verbs: what an operation can do to its targets. They are stored, so none is renamed. */
export const VERB_IDS = [${files.map(({ verb }) => `'${verb.verb}'`).join(', ')}] as const;

/** The context value of a row names the verbs that its status allows, as \`can:restart\`. */
export type Verb = (typeof VERB_IDS)[number];
`,
    'src/exportedActions.ts': `${HEAD}
/** The functions of the exported API that act. */
export const ACTION_NAMES = [${exported.map((name) => `'${name}'`).join(', ')}] as const;
`,
    [API]: withTypes(readFileSync(path.join(root, API), 'utf8'), {
      CloudPhoneVerb: files.map(({ verb }) => verb.verb),
      CloudPhoneActionName: exported,
    }),
    'src/operations/verbs/all.ts': `${HEAD}import { type Verb } from '../../model/verbs';
import { type VerbDefinition } from '../common/defineVerb';
${byPath.map(({ name, folder }) => `import { ${name} } from './${folder}/${name}';`).join('\n')}

/** The verbs, by their id. */
export const VERBS: Readonly<Record<Verb, VerbDefinition>> = {
${files.map(({ name, verb }) => `  ${verb.verb}: ${name},`).join('\n')}
};
`,
    'src/ui/words/verbs/all.ts': `${HEAD}import { type Verb } from '../../../model/verbs';
${byName.map(({ name }) => `import { ${name} } from './${name}';`).join('\n')}
import { type VerbWords } from './verbWords';

/** The words of the verbs, by their id. */
export const VERB_WORDS: Readonly<Record<Verb, VerbWords>> = {
${files.map(({ name, verb }) => `  ${verb.verb}: ${name},`).join('\n')}
};
`,
  };
}
