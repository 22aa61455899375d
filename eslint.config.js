import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * The storeys of the house (docs/architecture.md): the folders that each folder of src/ may import.
 * A folder that is not in a list is above it or beside it, and an arrow to it fails the lint.
 */
export const mayImport = {
  // Two files of it still name what stands above them.
  base: ['api', 'inventory'],
  storage: ['base'],
  model: ['base'],
  config: ['model', 'base'],
  api: ['config', 'model', 'base'],
  auth: ['api', 'config', 'model', 'base'],
  inventory: ['auth', 'api', 'config', 'model', 'storage', 'base'],
  // One file of it still names a row of the tree.
  arrange: ['tree', 'inventory', 'model', 'base'],
  operations: ['auth', 'api', 'config', 'model', 'storage', 'base'],
  ui: ['operations', 'inventory', 'auth', 'api', 'config', 'model', 'base'],
  tree: ['arrange', 'ui', 'operations', 'inventory', 'auth', 'api', 'config', 'model', 'base'],
  commands: ['tree', 'arrange', 'ui', 'operations', 'inventory', 'auth', 'api', 'config', 'model', 'base'],
};
const folders = Object.keys(mayImport);
const mayUseVscode = new Set(['ui', 'tree', 'commands']);

/** Every way in which a file can name another one: import, export from, import(), require(), import('…').Type. */
const namingNodes = [
  'ImportDeclaration > Literal.source',
  'ExportNamedDeclaration > Literal.source',
  'ExportAllDeclaration > Literal.source',
  'ImportExpression > Literal.source',
  'TSImportType Literal',
  "CallExpression[callee.name='require'] > Literal",
  'TSExternalModuleReference > Literal',
];
const forbid = (pattern, message) => namingNodes.map((node) => ({ selector: `${node}[value=/${pattern}/]`, message }));

/** What a person is told goes through these files, which take links, commands and icons out of it. */
const doors = ['src/ui/tell/tell.ts', 'src/ui/ask/quickInputs.ts', 'src/ui/tell/statusBar.ts'];
const shutBesideTheDoors = {
  ...Object.fromEntries(
    [
      'showInformationMessage',
      'showWarningMessage',
      'showErrorMessage',
      'setStatusBarMessage',
      'withProgress',
      'withScmProgress',
    ].map((name) => [name, 'Say it with tell of src/ui/tell/tell.ts: foreign text must make no link of a command.']),
  ),
  ...Object.fromEntries(
    ['showQuickPick', 'createQuickPick', 'showInputBox', 'createInputBox', 'showWorkspaceFolderPick'].map((name) => [
      name,
      'Ask with src/ui/ask/quickInputs.ts: foreign text must make no link of a command, and no icon.',
    ]),
  ),
  createStatusBarItem: 'Show it with src/ui/tell/statusBar.ts: foreign text must make no icon.',
};

/** They speak the language of the computer, not the one that the person chose for VS Code. */
const ofTheComputer = Object.fromEntries(
  ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'].map((name) => [
    name,
    'Use Intl with vscode.env.language, as src/ui/words/timeText.ts and src/ui/words/words.ts do.',
  ]),
);

/** A rule that is given twice for one file counts as it is given last. */
const restricted = (properties) => [
  'error',
  ...Object.entries(properties).map(([property, message]) => ({ property, message })),
];

const arrows = folders.map((folder) => {
  const shut = [
    ...folders.filter((other) => other !== folder && !mayImport[folder].includes(other)),
    'extension',
    'composition',
    'clients',
  ];
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...forbid(
          `^(\\.\\.\\u002F)+(${shut.join('|')})(\\u002F|$)`,
          `An arrow points up or across: src/${folder} may import only ${mayImport[folder].join(', ') || 'itself'}.`,
        ),
        ...(mayUseVscode.has(folder) ? [] : forbid('^vscode$', `src/${folder} stands below the vscode floor.`)),
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'coverage/', 'test-results/', '.cache/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.mjs', 'test/host/*.mjs', 'test/integration/*/*.cjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-console': 'error',
    },
  },
  { files: ['test/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', fetch: 'readonly', setTimeout: 'readonly' },
    },
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  ...arrows,
  {
    files: ['src/**/*.ts'],
    rules: { 'no-restricted-properties': restricted({ ...shutBesideTheDoors, ...ofTheComputer }) },
  },
  { files: doors, rules: { 'no-restricted-properties': restricted(ofTheComputer) } },
);
