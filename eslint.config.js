import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { arrows } from './test/tools/lint/arrows.js';

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

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'coverage/', 'test-results/', '.cache/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: [
            '*.js',
            '*.mjs',
            'test/host/*.mjs',
            'test/integration/*/*.cjs',
            'test/tools/*/*.{js,mjs}',
          ],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ObjectExpression > SpreadElement > ObjectExpression',
          message: 'Write the fields themselves: a spread of an object literal only steers the formatter.',
        },
      ],
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
  // Which file may import which is written down in test/tools/lint/layers.js (docs/architecture.md).
  {
    files: ['src/**/*.ts'],
    plugins: { repo: { rules: { arrows } } },
    rules: { 'repo/arrows': 'error' },
  },
  {
    files: ['src/**/*.ts'],
    rules: { 'no-restricted-properties': restricted({ ...shutBesideTheDoors, ...ofTheComputer }) },
  },
  { files: doors, rules: { 'no-restricted-properties': restricted(ofTheComputer) } },
);
