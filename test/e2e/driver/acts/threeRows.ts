import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const manifest = {
  name: 'three-rows',
  publisher: 'cloudphone',
  version: '0.0.0',
  engines: { vscode: '^1.100.0' },
  main: './extension.js',
  activationEvents: ['onStartupFinished'],
  contributes: {
    viewsContainers: { activitybar: [{ id: 'threeRows', title: 'Three Rows', icon: '$(list-flat)' }] },
    views: { threeRows: [{ id: 'threeRows.rows', name: 'Rows', icon: '$(list-flat)' }] },
  },
};

const code = `
const vscode = require('vscode');
exports.activate = (context) => {
  const treeDataProvider = {
    getChildren: () => ['one', 'two', 'three'],
    getTreeItem: (label) => new vscode.TreeItem(label),
  };
  context.subscriptions.push(vscode.window.createTreeView('threeRows.rows', { treeDataProvider }));
};
`;

/** The selector of its icon in the activity bar. */
export const THREE_ROWS_ICON = '.action-label[aria-label^="Three Rows"]';

/**
 * Puts a minimal extension with a tree into a data folder, in place of all that are installed there. It starts at the
 * same moment as ours. Its activation is the measure for this VS Code and machine.
 */
export function installThreeRowsAlone(dataFolder: string): void {
  const extensions = path.join(dataFolder, 'extensions');
  rmSync(extensions, { recursive: true });
  const folder = path.join(extensions, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'extension.js'), code);
}
