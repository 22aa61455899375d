import { format, resolveConfig } from 'prettier';
import path from 'node:path';
import manifest from '../../../package.json';
import { root } from '../root';
import { DECLARED_SETTINGS } from './declaredSettings';
import { withMarked } from './marked';
import { MANIFEST, readTexts, type Texts } from './languages';

/** The papers that carry the tables, each with the texts of the manifest in its language, and its own words. */
export const READMES = [
  {
    file: 'README.md',
    texts: MANIFEST.english,
    words: {
      commands: ['Command', 'Where'],
      settings: ['Setting', 'Default', 'Meaning'],
      places: {
        commandPalette: 'command palette',
        'view/title': 'view title bar',
        'view/item/context': 'context menu',
      },
      comma: ', ',
    },
  },
  {
    file: 'README.zh-CN.md',
    texts: MANIFEST.chinese,
    words: {
      commands: ['命令', '位置'],
      settings: ['设置', '默认值', '含义'],
      places: { commandPalette: '命令面板', 'view/title': '视图标题栏', 'view/item/context': '右键菜单' },
      comma: '、',
    },
  },
] as const;

type Words = (typeof READMES)[number]['words'];
interface MenuItem {
  readonly command?: string;
  readonly when?: string;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...body] = rows.map((row) => `| ${row.map(cell).join(' | ')} |`);
  return [head, `|${(rows[0] ?? []).map(() => ' --- |').join('')}`, ...body].join('\n');
};

/** `%key%` as the manifest has it, in words. */
const textOf = (key: string, texts: Texts): string => texts[key.slice(1, -1)] ?? key;

/** The settings editor makes a link of `#key#`, and nothing else does. */
const withoutSettingLinks = (text: string): string => text.replace(/`#([^#`]+)#`/g, '`$1`');

/** Every command that is offered in the palette or in a menu under a title of its own, and where. */
function commandsTable(texts: Texts, words: Words): string {
  const menus: Readonly<Record<string, readonly MenuItem[]>> = manifest.contributes.menus;
  const isHidden = (id: string): boolean =>
    (menus['commandPalette'] ?? []).some(({ command, when }) => command === id && when === 'false');
  const titles = new Set(manifest.contributes.commands.map(({ title }) => title));
  const rows = [...titles].map((title) => {
    const ids = manifest.contributes.commands.filter((one) => one.title === title).map(({ command }) => command);
    const places = Object.entries(words.places).filter(([menu]) =>
      menu === 'commandPalette'
        ? ids.some((id) => !isHidden(id))
        : (menus[menu] ?? []).some(({ command }) => ids.some((id) => id === command)),
    );
    return [`**${textOf(title, texts)}**`, places.map(([, place]) => place).join(words.comma)];
  });
  return table([words.commands, ...rows.filter(([, places]) => places !== '')]);
}

/** Every setting with its default and its meaning, in the order of the settings editor. */
function settingsTable(texts: Texts, words: Words): string {
  const rows = Object.entries(DECLARED_SETTINGS)
    .sort(([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0))
    .map(([name, setting]) => [
      `\`${name}\``,
      `\`${JSON.stringify(setting.default)}\``,
      withoutSettingLinks(textOf(setting.markdownDescription ?? setting.description ?? '', texts)),
    ]);
  return table([words.settings, ...rows]);
}

/** @returns the paper with its tables made from the manifest of today, formatted */
export async function withTables(readme: string, { file, texts: source, words }: (typeof READMES)[number]) {
  const texts = readTexts(source);
  const tables = withMarked(readme, 'commands', commandsTable(texts, words));
  const filepath = path.join(root, file);
  const style = await resolveConfig(filepath);
  return await format(withMarked(tables, 'settings', settingsTable(texts, words)), { ...style, filepath });
}
