import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CloudPhoneApi, CloudPhoneOperationChange } from '../../../../cloud-phone-manager';
import { ACTION_NAMES } from '../../../../src/exportedActions';
import { type Cloud } from '../../../cloud/cloud';
import { PROJECT, projectSetting } from '../../../cloud/project';
import { Installed } from '../../support/installed';
import { WatchedWindow } from '../../support/window';

describe('the API for other extensions', function () {
  this.timeout(60_000);
  let installed: Installed;
  let cloud: Cloud;
  let window: WatchedWindow;
  let api: CloudPhoneApi;

  before(async () => {
    installed = await Installed.open({ servers: 4, phonesPerServer: 2, instances: 3, jobMs: 300 });
    ({ cloud } = installed);
    const extension = vscode.extensions.getExtension<CloudPhoneApi>('cloudphone.cloud-phone-manager');
    assert.ok(extension);
    api = await extension.activate();
    window = new WatchedWindow();
    await installed.signIn(window);
  });
  after(async () => {
    window.dispose();
    await installed.close();
  });
  beforeEach(() => {
    cloud.clearRequests();
    window.messages.length = 0;
    window.answer = () => undefined;
  });

  const posts = (): unknown[] =>
    cloud.requests.filter(({ method, path }) => method === 'POST' && !path.startsWith('/v3/')).map(({ body }) => body);
  const ids = (names: readonly string[]): string[] => names.map((name) => cloud.fleet.server(name).serverId);

  it('tells its version, the projects, and what they have', async () => {
    assert.match(api.version, /^1\.\d+\.\d+$/);
    const { region, projectId } = projectSetting(cloud);
    assert.deepEqual(await api.projects(), [
      { name: PROJECT, region, projectId, services: ['cph', 'koophone'], isSignedIn: true },
    ]);
    const servers = await api.list(PROJECT, 'servers');
    assert.deepEqual(
      servers.map(({ name, status, statusCode, can }) => ({ name, status, statusCode, can })),
      ['web-01', 'web-02', 'web-03', 'web-04'].map((name) => ({
        name,
        status: 'normal',
        statusCode: 5,
        can: ['restart'],
      })),
    );
    const [first] = servers;
    assert.ok(first);
    const phones = await api.list(PROJECT, 'phones', first.id);
    assert.deepEqual(
      phones.map(({ serverId, status }) => [serverId, status]),
      [
        [first.id, 'running'],
        [first.id, 'running'],
      ],
    );
    const instances = await api.list(PROJECT, 'instances');
    assert.equal(instances.length, 3);
    assert.deepEqual(instances[0]?.can, ['reboot', 'resetInstances', 'unassign']);
    assert.deepEqual(phones[0]?.can, ['restartPhones', 'shutDownPhones', 'resetPhones']);
  });

  it('sends nothing before the person agrees, and nothing when the person does not', async () => {
    for (const [work, message, button] of [
      [
        () => api.restartServers(PROJECT, ids(['web-01', 'web-02'])),
        'Restart 2 servers in Simulated cloud?',
        'Restart',
      ],
      [() => api.rebootInstances(PROJECT, ['']), undefined, undefined],
    ] as const) {
      const answer = await work().catch((error: unknown) => error);
      assert.deepEqual(posts(), []);
      const asked = window.messages.filter(({ isModal }) => isModal);
      if (message === undefined) {
        assert.ok(answer instanceof Error && /wrong argument/.test(answer.message));
      } else {
        assert.equal(answer, undefined);
        assert.deepEqual(
          asked.map(({ text, buttons }) => [text, buttons]),
          [[message, [button]]],
        );
      }
      window.messages.length = 0;
    }
    const [instance] = await api.list(PROJECT, 'instances');
    assert.ok(instance);
    assert.equal(await api.rebootInstances(PROJECT, [instance.id]), undefined);
    assert.equal(await api.unassignInstances(PROJECT, [instance.id]), undefined);
    assert.deepEqual(
      window.messages.filter(({ isModal }) => isModal).map(({ text, buttons }) => [text, ...buttons]),
      [
        ['Reboot 1 instance in Simulated cloud?', 'Reboot'],
        ['Unassign 1 instance in Simulated cloud?', 'Unassign and Erase'],
      ],
    );
    assert.deepEqual(posts(), []);
  });

  it('refuses an unknown project, an unknown row and an argument of a wrong form, and sends nothing', async () => {
    const call = (name: keyof CloudPhoneApi, ...args: unknown[]): Promise<unknown> =>
      (api[name] as (...args: unknown[]) => Promise<unknown>)(...args);
    const wrong: readonly [work: () => Promise<unknown>, said: RegExp][] = [
      [() => api.restartServers('Elsewhere', ['x']), /Elsewhere/],
      [() => api.restartServers(PROJECT, ['f'.repeat(32)]), /nothing with this id/],
      [() => api.restartServers(PROJECT, []), /wrong argument/],
      [() => call('restartServers', PROJECT, 'all'), /wrong argument/],
      [() => call('list', PROJECT, 'secrets'), /wrong argument/],
      [() => api.list(PROJECT, 'phones'), /wrong argument/],
    ];
    for (const [work, said] of wrong) {
      await assert.rejects(work(), said);
    }
    assert.deepEqual(posts(), []);
    assert.deepEqual(
      window.messages.filter(({ isModal }) => isModal),
      [],
    );
  });

  it('works for the example extension, which restarts abnormal servers and gets the events', async () => {
    const example = vscode.extensions.getExtension<{ heard: CloudPhoneOperationChange[] }>(
      'cloudphone.cloud-phone-example',
    );
    assert.ok(example);
    const { heard } = await example.activate();
    cloud.fleet.server('web-02').status = 2;
    cloud.fleet.server('web-04').status = 2;
    await vscode.commands.executeCommand('cloudPhone.refresh');
    window.answer = ({ isModal }) => (isModal ? 'Restart' : undefined);
    const results = await vscode.commands.executeCommand('cloudPhoneExample.restartAbnormal');
    assert.deepEqual(results, ['web-02: succeeded', 'web-04: succeeded']);
    assert.deepEqual(posts(), [{ server_ids: ids(['web-02', 'web-04']) }]);
    assert.deepEqual(
      heard.map(({ kind }) => kind).filter((kind) => kind !== 'target'),
      ['started', 'ended'],
    );
    const settled = heard.flatMap((change) => (change.kind === 'target' ? [change.target] : []));
    assert.deepEqual(
      settled.filter(({ phase }) => phase === 'settled').map(({ name, result }) => [name, result]),
      [
        ['web-02', 'succeeded'],
        ['web-04', 'succeeded'],
      ],
    );
  });

  it('reveals no secret, neither in its answers nor in its errors', async () => {
    await vscode.commands.executeCommand('cloudPhone.refresh');
    const [token = ''] = cloud.requests.flatMap(({ headers }) => headers['x-auth-token'] ?? []);
    assert.notEqual(token, '');
    const body = { error_code: 'CPS.0001', error_msg: token };
    cloud.faults.next({ path: '/cloud-phone/phones', times: 9, fault: { status: 403, body } });
    const [server] = await api.list(PROJECT, 'servers');
    const given = [
      await api.projects(),
      server,
      await api.list(PROJECT, 'instances'),
      await api.list(PROJECT, 'phones', ids(['web-03'])[0]).catch((error: unknown) => error),
    ];
    const seen = new Set<unknown>();
    const texts: string[] = [];
    const walk = (value: unknown): void => {
      if (typeof value === 'string') {
        texts.push(value);
      } else if (typeof value === 'object' && value !== null && !seen.has(value)) {
        seen.add(value);
        Reflect.ownKeys(value).forEach((key) => {
          walk(Reflect.get(value, key));
        });
      }
    };
    walk(given);
    walk(api);
    assert.ok(texts.length > 20 && texts.some((text) => /Permission denied/.test(text)));
    for (const secret of [cloud.account.password, token]) {
      assert.deepEqual(
        texts.filter((text) => text.includes(secret)),
        [],
      );
    }
    assert.deepEqual(
      Object.keys(api).sort(),
      ['list', 'onDidChangeOperation', 'projects', 'version', ...ACTION_NAMES].sort(),
    );
  });
});
