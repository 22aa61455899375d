// VS Code as a server with a workbench in the browser, from the npm package code-server: only npm and the machine's
// compiler are needed. The server runs on the Node.js of node_modules/.bin.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError, aptInstall, cached, hasApt, npm, root, run, say, which } from './shell.mjs';

/** Large, and of no use to a test host: the assistant, its sandbox, the container tool. They are loaded on demand only. */
const leftOut = ['@github/copilot-sdk', '@microsoft/mxc-sdk', '@devcontainers/cli'];
/** Without the log library every output channel stays empty; without the watchdog each start logs an error. The rest may stay unbuilt. */
const compiled = ['@vscode/spdlog', '@vscode/native-watchdog', 'native-watchdog'];
const extensionsLeftOut = ['copilot', 'mermaid-markdown-features'];

async function download(version, integrity, folder) {
  const answer = await npm(['pack', '--json', '--prefer-offline', '--pack-destination', folder, version], {
    cwd: folder,
  });
  const [packed] = JSON.parse(answer);
  if (integrity !== undefined && packed.integrity !== integrity) {
    throw new SetupError(`${version} is not the package that test/tools/setup/versions.json pins.`);
  }
  const file = path.join(folder, packed.filename);
  await run('tar', ['xzf', file, '-C', folder]);
  rmSync(file);
  return path.join(folder, 'package');
}

/** The C headers of the Node.js that will run the server: its npm package carries them. Elsewhere node-gyp downloads them. */
async function headers(folder) {
  const node = JSON.parse(readFileSync(path.join(root, 'node_modules', 'node', 'package.json'), 'utf8')).version;
  if (process.platform !== 'linux') {
    return {};
  }
  mkdirSync(folder);
  return { npm_config_nodedir: await download(`node-linux-${process.arch}@${node}`, undefined, folder) };
}

async function needCompiler() {
  const wanted = ['g++', 'make', 'python3'];
  const missing = wanted.filter((program) => which(program) === undefined);
  if (process.platform !== 'linux' || missing.length === 0) {
    return;
  }
  if (!hasApt()) {
    throw new SetupError(`Please install ${missing.join(', ')}: VS Code's log library has to be compiled.`);
  }
  say(`Installing ${missing.join(', ')} with apt-get.`);
  await aptInstall(missing);
}

async function make(version, folder) {
  const app = path.join(
    await download(`code-server@${version.codeServer}`, version.integrity, folder),
    'lib',
    'vscode',
  );
  const manifestFile = path.join(app, 'package.json');
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  manifest.dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies).filter(([name]) => !leftOut.includes(name)),
  );
  writeFileSync(manifestFile, JSON.stringify(manifest));
  extensionsLeftOut.forEach((name) => rmSync(path.join(app, 'extensions', name), { recursive: true, force: true }));
  // Not npm ci: the shrinkwrap that code-server carries is out of step with its manifest.
  await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: app });
  await npm(['rebuild', ...compiled.filter((name) => existsSync(path.join(app, 'node_modules', name)))], {
    cwd: app,
    env: await headers(path.join(folder, 'headers')),
  });
  renameSync(app, path.join(folder, 'vscode'));
  rmSync(path.join(folder, 'package'), { recursive: true, force: true });
  rmSync(path.join(folder, 'headers'), { recursive: true, force: true });
}

/** Counted up with each change of what is made here, so that an older cache is not taken for it. */
const recipe = 3;

/** The folder of one version of the server, made where it is missing. */
export async function installServer(version) {
  const name = `vscode-${version.vscode}-r${recipe}-${process.platform}-${process.arch}`;
  const folder = await cached(name, async (partial) => {
    await needCompiler();
    say(`Fetching VS Code ${version.vscode} for the browser (code-server ${version.codeServer} from npm).`);
    await make(version, partial);
    say(`VS Code ${version.vscode} is ready.`);
  });
  return path.join(folder, 'vscode');
}
