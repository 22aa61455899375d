import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { askForProject } from '../../../../../src/commands/projects/addProject/addProject';
import { type Project } from '../../../../../src/model/project';
import { type ProjectEntry } from '../../../../../src/config/sharedProjects';
import { type Written } from '../../../../../src/ui/settings';
import { theProject } from '../../../../support/theProject';
import { type Bench, openBench } from '../../../../support/signIn';
import { until } from '../../../../support/until';
import { goBack, pressEscape, WatchedWindow } from '../../../support/window';

const isCancelled = (error: unknown): boolean => error instanceof vscode.CancellationError;

describe('adding a project', () => {
  let bench: Bench;
  let window: WatchedWindow;
  let entries: ProjectEntry[];
  let configured: Project[];
  let shown: string[];
  /** Runs before an entry is written. */
  let beforeWritten: () => Promise<void>;
  let written: Written;
  /** The accounts whose entry is expected, with the number of secrets that were stored before. */
  let expected: [account: string, stored: number][];

  beforeEach(async () => {
    bench = await openBench();
    window = new WatchedWindow();
    entries = [];
    configured = [];
    shown = [];
    beforeWritten = () => Promise.resolve();
    written = 'written';
    expected = [];
  });
  afterEach(async () => {
    window.dispose();
    await pressEscape();
    await bench.close();
  });

  const add = (): Promise<void> =>
    askForProject({
      sessions: bench.sessions,
      log: bench.log,
      accounts: {
        expect: (account) => void expected.push([account, bench.secrets.stored.size]),
      },
      settings: {
        projects: () => ({ projects: configured, problems: [] }),
        mentionedAccounts: () => new Set(configured.flatMap(({ name, account }) => [name, account])),
        updateProject: () => Promise.reject(new Error('Nothing is to be updated.')),
        addProject: async (entry) => {
          await beforeWritten();
          entries.push(entry);
          return written;
        },
      },
      view: {
        show: (name) => Promise.resolve(void shown.push(name)),
      },
    });
  const endpoints = () => ({ iam: bench.cloud.origin, cph: bench.cloud.origin, koophone: bench.cloud.origin });
  const mainId = () => bench.cloud.account.projectId;
  const typeKey = async (): Promise<void> => {
    const { accessKeyId, secretAccessKey } = bench.cloud.account.accessKey;
    await window.type('Access key (recommended)');
    await window.type(accessKeyId);
    await window.type(secretAccessKey);
  };
  /** Answers the questions until the one for the name. */
  const typeUntilName = async (): Promise<void> => {
    await window.typeFreely(bench.cloud.origin);
    await window.type('cn-north-4');
    await typeKey();
    await window.type('cn-north-4');
  };

  it('takes one address for all services, a sign-in, and one of the projects that it can use', async () => {
    const adding = add();
    await window.typeFreely(bench.cloud.origin);
    await window.type('cn-north-4');
    await typeKey();
    const choice = await window.type('cn-north-4');
    assert.ok('items' in choice);
    assert.deepEqual(
      choice.items.map(({ label }) => label),
      ['cn-north-4', 'cn-north-4_lab'],
    );
    assert.equal(bench.secrets.stored.size, 0);
    const name = await window.type('Mine');
    assert.equal(name.value, 'Mine');
    await adding;
    const entry = { name: 'Mine', region: 'cn-north-4', endpoints: endpoints(), projectId: mainId() };
    assert.deepEqual(entries, [entry]);
    assert.deepEqual(shown, ['Mine']);
    assert.equal(await bench.sessions.state(theProject({ ...entry })), 'signedIn');
    assert.deepEqual([...bench.secrets.stored.keys()], ['cloudPhone.credential.Mine']);
  });

  it('suggests the name of the project that was chosen, with a number where it is taken', async () => {
    configured = [bench.project({ name: 'cn-north-4_lab' })];
    const adding = add();
    await window.typeFreely(bench.cloud.origin);
    await window.type('cn-north-4');
    await typeKey();
    await window.type('cn-north-4_lab');
    const box = await window.nextBox();
    assert.equal(box.value, 'cn-north-4_lab 2');
    await pressEscape();
    await assert.rejects(adding, isCancelled);
  });

  it('stores nothing when the person cancels at the name', async () => {
    const adding = add();
    await window.typeFreely(bench.cloud.origin);
    await window.type('cn-north-4');
    await typeKey();
    await window.type('cn-north-4');
    await window.nextBox();
    await pressEscape();
    await assert.rejects(adding, isCancelled);
    assert.deepEqual([entries, shown, bench.secrets.stored.size], [[], [], 0]);
    assert.deepEqual([...bench.sessions.liveSecrets()], []);
  });

  it('goes back from the name through every question to the region', async () => {
    const adding = add();
    await window.typeFreely(bench.cloud.origin);
    await window.type('cn-north-4');
    await typeKey();
    await window.type('cn-north-4');
    for (const expected of [/Name/, /Which project/, /Secret/, /key ID/, /How do/, /Which region/]) {
      const box = await window.nextBox();
      const said = ('items' in box ? box.placeholder : box.prompt) ?? '';
      assert.match(said, expected);
      await goBack();
    }
    const where = await window.nextBox();
    assert.ok('items' in where);
    const [region] = where.items;
    assert.deepEqual([region?.label, region?.description], ['CN North-Beijing4', 'cn-north-4']);
    assert.deepEqual([where.matchOnDescription, where.buttons], [true, []]);
    assert.match(where.placeholder ?? '', /Region of the project/);
    await pressEscape();
    await assert.rejects(adding, isCancelled);
    assert.equal(bench.secrets.stored.size, 0);
  });

  it('takes a typed id or none, and leaves the sign-in for later', async () => {
    for (const [typed, stored] of [
      ['0123456789abcdef0123456789abcdef', { projectId: '0123456789abcdef0123456789abcdef' }],
      ['', {}],
    ] as const) {
      entries = [];
      const adding = add();
      await window.type('cn-south-1');
      await window.type('Enter by hand, sign in later');
      await window.type(typed);
      await window.type('By hand');
      await adding;
      assert.deepEqual(entries, [{ name: 'By hand', region: 'cn-south-1', ...stored }]);
    }
    assert.equal(bench.cloud.requests.length, 0);
    assert.equal(bench.secrets.stored.size, 0);
  });

  it('shares the sign-in of another project', async () => {
    configured = [bench.project()];
    await bench.signIn(bench.project(), { password: true }, { kind: 'accessKey', ...bench.cloud.account.accessKey });
    const adding = add();
    await window.typeFreely(bench.cloud.origin);
    await window.type('cn-north-4');
    await window.type('Same as Simulated cloud');
    await window.type('cn-north-4_lab');
    await window.type('Lab');
    await adding;
    const [entry] = entries;
    assert.deepEqual([entry?.name, entry?.account], ['Lab', 'Simulated cloud']);
    assert.notEqual(entry?.projectId, mainId());
    assert.equal(bench.secrets.stored.size, 1);
  });

  it('asks for the addresses of a region that is not in the list, and refuses an invalid address', async () => {
    const adding = add();
    await window.typeFreely('xx-nowhere-1');
    const first = await window.nextBox();
    assert.equal(first.value, 'https://iam.myhuaweicloud.com');
    await window.fill(first, 'http://iam.example.com');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await until(() => 'validationMessage' in first && first.validationMessage !== '', 'what is wrong');
    await window.fill(first, bench.cloud.origin);
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await window.type(bench.cloud.origin);
    await window.type(bench.cloud.origin);
    await window.type('Enter by hand, sign in later');
    await window.type('');
    await window.type('Nowhere');
    await adding;
    assert.deepEqual(entries, [{ name: 'Nowhere', region: 'xx-nowhere-1', endpoints: endpoints() }]);
  });

  it('asks before it sends anything to hosts that are not the provider’s', async () => {
    const adding = add();
    await window.typeFreely('https://cloud.example.com');
    await window.type('cn-north-4');
    await assert.rejects(adding, isCancelled);
    assert.match(window.messages[0]?.detail ?? '', /https:\/\/cloud\.example\.com/);
    assert.deepEqual(entries, []);
  });

  it('refuses a name that another window takes while it is being typed', async () => {
    const adding = add();
    await window.type('cn-south-1');
    await window.type('Enter by hand, sign in later');
    await window.type('');
    const box = await window.nextBox();
    configured = [bench.project({ name: 'Mine' })];
    await window.fill(box, 'Mine');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await until(() => 'validationMessage' in box && box.validationMessage !== '', 'what is wrong');
    assert.deepEqual(entries, []);
    await pressEscape();
    await assert.rejects(adding, isCancelled);
  });

  it('refuses the name of a project that is still being stored', async () => {
    let store: (() => void) | undefined;
    beforeWritten = () => new Promise((resolve) => (store = resolve));
    const first = add();
    await typeUntilName();
    await window.type('Mine');
    await until(() => store !== undefined);
    const second = add();
    await typeUntilName();
    const box = await window.nextBox();
    await window.fill(box, 'Mine');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await until(() => 'validationMessage' in box && box.validationMessage !== '', 'what is wrong');
    await pressEscape();
    await assert.rejects(second, isCancelled);
    store?.();
    await first;
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['Mine'],
    );
    assert.deepEqual([...bench.secrets.stored.keys()], ['cloudPhone.credential.Mine']);
  });

  it('leaves the sign-in of the project that took its name meanwhile', async () => {
    beforeWritten = () => {
      configured = [bench.project({ name: 'Mine' })];
      return Promise.reject(new Error('Another project is already named Mine.'));
    };
    const adding = add();
    await typeUntilName();
    await window.type('Mine');
    await assert.rejects(adding, /already named Mine/);
    assert.deepEqual([...bench.secrets.stored.keys()], ['cloudPhone.credential.Mine']);
  });

  it('keeps the sign-in when the person pastes the entry, and shows no project before that', async () => {
    written = 'copied';
    const adding = add();
    await window.typeFreely(bench.cloud.origin);
    await window.type('cn-north-4');
    await typeKey();
    await window.type('cn-north-4');
    await window.type('Mine');
    await adding;
    assert.deepEqual(shown, []);
    assert.deepEqual(expected, [['Mine', 0]], 'it is remembered before it is stored');
    assert.deepEqual([...bench.secrets.stored.keys()], ['cloudPhone.credential.Mine']);
  });

  it('leaves no sign-in behind when the setting cannot be written', async () => {
    beforeWritten = () => Promise.reject(new Error('The setting cannot be written.'));
    const adding = add();
    await window.typeFreely(bench.cloud.origin);
    await window.type('cn-north-4');
    await typeKey();
    await window.type('cn-north-4');
    await window.type('Mine');
    await assert.rejects(adding, /cannot be written/);
    assert.equal(bench.secrets.stored.size, 0);
  });
});
