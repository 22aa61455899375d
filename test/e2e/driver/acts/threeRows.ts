import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const manifest = {
  name: 'three-rows',
  publisher: 'cloudphone',
  version: '0.0.0',
  engines: { vscode: '^1.100.0' },
  main: './extension.js',
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

/**
 * Puts a minimal extension with a tree into a data folder. Its activation is the measure for this VS Code and machine.
 */
export function installThreeRows(dataFolder: string): void {
  const folder = path.join(dataFolder, 'extensions', `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'extension.js'), code);
}
