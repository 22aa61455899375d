import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const manifest = {
  name: 'process-report',
  publisher: 'cloudphone',
  version: '0.0.0',
  engines: { vscode: '^1.100.0' },
  main: './extension.js',
  contributes: { commands: [{ command: 'processReport.write', title: 'Process Report: Write' }] },
};

const code = `
const vscode = require('vscode');
exports.activate = (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand('processReport.write', async () => {
      const file = await vscode.window.showInputBox({ prompt: 'Which file?' });
      process.report.writeReport(file, new Error('asked for'));
    }),
  );
};
`;

/** The command that asks for a file and writes the diagnostic report of the extension host into it. */
export const WRITE_REPORT = 'Process Report: Write';

/** Installs an extension that lets Node.js describe the process that it shares with our extension. */
export function installProcessReport(dataFolder: string): void {
  const folder = path.join(dataFolder, 'extensions', `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'extension.js'), code);
}
