import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectSetting } from '../cloud/project';
import { processTree } from '../tools/processes/processTree';
import { json, type RawServer, startRawServer } from '../support/rawServer';
import { SecretSearch, waysToWrite } from '../support/secretSearch';
import { newLines } from './driver/acts/newLines';
import { installProcessReport, WRITE_REPORT } from './driver/measure/processReport';
import { sessionFor } from './driver/acts/sessionFor';
import { signInBy } from './driver/acts/signIn';
import { readUntil } from '../support/until';

const FIRST = 'Simulated cloud';
const SECOND = 'Second';
const MARKED = {
  password: 'Marked+pass/word "7c1f93e2" ü',
  otherPassword: 'Marked=other&password 58ab02cd',
  passcode: 'Marked-passcode-19e4b7',
};

/** All files in a folder and its subfolders. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);

/** Some files, such as a heartbeat, disappear between the listing and the reading. Such a file has no contents. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return '';
    }
    throw error;
  }
}

describe('secrets', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-secrets-'));
  const workspace = path.join(folder, 'hostile.code-workspace');
  const report = path.join(folder, 'report.json');
  /** The texts that a person could see, at every step. */
  const seen: string[] = [];
  let elsewhere: RawServer;

  before(async () => {
    elsewhere = await startRawServer((response) => {
      json(response, {});
    });
    const account = { region: 'cn-north-4', projectId: '0123456789abcdef0123456789abcdef' };
    const projects = [FIRST, SECOND].map((name) => ({
      ...account,
      name,
      endpoints: { cph: elsewhere.origin, koophone: elsewhere.origin, iam: elsewhere.origin },
    }));
    const settings = {
      'window.title': 'Hostile workspace',
      'cloudPhone.projects': projects,
      'http.proxy': elsewhere.origin,
      'http.proxyStrictSSL': false,
    };
    mkdirSync(path.join(folder, 'one', '.vscode'), { recursive: true });
    mkdirSync(path.join(folder, 'two', '.vscode'), { recursive: true });
    for (const name of ['one', 'two']) {
      writeFileSync(path.join(folder, name, '.vscode', 'settings.json'), JSON.stringify(settings));
    }
    writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }], settings }));
  });
  const session = sessionFor({
    cloud: {
      servers: 2,
      phonesPerServer: 1,
      instances: 2,
      jobMs: 300,
      accounts: [
        { domain: 'acct1', user: 'dev1', password: MARKED.password },
        { domain: 'acct2', user: 'dev2', password: MARKED.otherPassword, passcode: MARKED.passcode },
      ],
    },
    settings: (cloud) => {
      const [, second] = cloud.accounts;
      assert.ok(second);
      return {
        'cloudPhone.jobs.pollIntervalSeconds': 0.25,
        'cloudPhone.projects': [
          projectSetting(cloud, FIRST),
          projectSetting({ origin: cloud.origin, account: second }, SECOND),
        ],
      };
    },
    opened: { workspace },
    logLevel: 'trace',
    prepare: installProcessReport,
  });
  after(async () => {
    await elsewhere.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    const { page, notifications } = session().workbench;
    seen.push(await page.content(), ...(await notifications.texts()));
  });

  const tokens = new Set<string>();
  /** The secrets that must not be found anywhere after they were used. */
  const secrets = (): Readonly<Record<string, string>> => {
    const { cloud } = session();
    const sent = [...tokens].map((token, number) => [`token ${number + 1}`, token]);
    assert.ok(sent.length >= 2, 'Too few tokens were used.');
    return {
      ...MARKED,
      'secret access key': cloud.account.accessKey.secretAccessKey,
      ...(Object.fromEntries(sent) as Record<string, string>),
    };
  };
  const noteTokens = (): string => {
    const used = session().cloud.requests.flatMap(({ headers }) => headers['x-auth-token'] ?? []);
    used.flat().forEach((token) => tokens.add(token));
    return used.flat().at(-1) ?? '';
  };
  const restart = async (): Promise<void> => {
    const { workbench } = session();
    const linesUntil = await newLines(workbench);
    await workbench.projects.expand('Servers');
    await workbench.projects.row('web-01');
    await workbench.projects.contextMenu('web-01', 'Restart Servers…');
    await workbench.dialog.press('Restart');
    seen.push((await linesUntil(/done/)).map(({ text }) => text).join('\n'));
  };

  it('are typed for every way to sign in, and used, in a window whose workspace points elsewhere', async () => {
    const { cloud, workbench } = session();
    const { accessKeyId, secretAccessKey } = cloud.account.accessKey;
    await workbench.openView();
    await signInBy(session(), FIRST, 'Access key (recommended)', [
      ['Access key ID', accessKeyId],
      ['Secret access key', secretAccessKey],
    ]);
    await restart();
    seen.push(await workbench.page.content());
    await signInBy(session(), FIRST, 'Token', [['Token', cloud.issueToken()]]);
    await restart();
    noteTokens();
    const named = [
      ['Account name', 'acct1'],
      ['User name', 'dev1'],
    ] as const;
    await signInBy(
      session(),
      FIRST,
      'IAM user',
      [...named, ['Password', 'wrong password 1'], ['not accepted', MARKED.password]],
      'Keep me signed in',
    );
    await restart();
    noteTokens();
    await signInBy(session(), SECOND, 'IAM user with MFA', [
      ['Account name', 'acct2'],
      ['User name', 'dev2'],
      ['Password', MARKED.otherPassword],
      ['User ID', cloud.accounts[1]?.userId ?? ''],
      ['Passcode', MARKED.passcode],
    ]);
  });

  it('come back from the cloud in every text, and are masked in what a person sees', async () => {
    const { cloud, workbench } = session();
    const { projects, notifications } = workbench;
    await workbench.viewAction('Refresh All');
    await readUntil(
      () => Promise.resolve(noteTokens()),
      (token) => token !== '',
      'A request with a token',
    );
    const body = {
      request_id: 'r1',
      error_code: 'CPS.0001',
      error_msg: `No permission for ${noteTokens()}.`,
    };
    const fault = { status: 403, body } as const;
    cloud.faults.next({ path: 'batch-restart', times: 9, fault });
    await restart();
    cloud.faults.next({ path: '/servers', times: 9, fault });
    await workbench.viewAction('Refresh All');
    await projects.row('Could not be read', ({ description }) => description.includes('<redacted>'));
    seen.push(await workbench.page.content(), ...(await notifications.texts()));
  });

  it('are found in no file, no channel, no notification, no row and no diagnostics, whole or in pieces', async () => {
    const { dataFolder, workbench } = session();
    noteTokens();
    await workbench.palette(WRITE_REPORT);
    await workbench.quickInput.waitFor('Which file?');
    await workbench.quickInput.enter(report);
    const text = (): Promise<string> => Promise.resolve(existsSync(report) ? readFileSync(report, 'utf8') : '');
    await readUntil(text, (written) => written.trimEnd().endsWith('}'), 'The report of the extension host');
    const search = new SecretSearch(secrets());
    const files = [...filesBelow(dataFolder), report];
    assert.ok(
      files.some((file) => /exthost.*Cloud Phone\.log$/.test(file)),
      'The channel has no file.',
    );
    const findings = files.flatMap((file) => search.find(textOf(file)).map((found) => `${file}: ${found}`));
    const processes = process.platform === 'linux' ? processTree(dataFolder) : [];
    findings.push(
      ...processes.flatMap(({ command, environment }) => search.find(`${command}\n${environment}`)),
      ...seen.flatMap((text) => search.find(text)),
    );
    console.log(
      `      searched ${files.length} files, ${processes.length} processes, ${seen.length} looks at the window`,
    );
    assert.deepEqual(findings, []);
  });

  it('are found by the same search where one is planted, in every spelling and in pieces', () => {
    const { dataFolder } = session();
    const search = new SecretSearch(secrets());
    const planted = path.join(dataFolder, 'data', 'logs', 'planted.log');
    for (const [name, secret] of Object.entries(secrets())) {
      for (const [way, spelling] of Object.entries(waysToWrite(secret))) {
        writeFileSync(planted, `2026-01-01 00:00:00.000 [info] ${spelling.slice(2, 20)} end\n`);
        assert.ok(search.find(readFileSync(planted, 'utf8')).length > 0, `${name}, ${way}`);
      }
    }
    rmSync(planted);
  });

  it('went to no host that the workspace names', () => {
    assert.deepEqual(elsewhere.seen, []);
  });
});
