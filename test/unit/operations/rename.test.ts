import assert from 'node:assert/strict';
import { ApiError } from '../../../src/api/errors/errors';
import { type Renaming, Renamer } from '../../../src/operations/rename';
import { Audit } from '../../../src/operations/output/auditLog';
import { fakes, logInto } from '../../support/operations/harness';
import { MemoryFolder } from '../../support/operations/memoryFiles';
import { LocalCloud, type LocalFault } from '../../support/operations/localCloud';
import { TestClock } from '../../support/testClock';

const never = (): AbortSignal => new AbortController().signal;

/** A cloud with one server and one phone, the renamer before it, and what is recorded. */
function scene() {
  const clock = new TestClock();
  const cloud = new LocalCloud(clock, { servers: 1, phonesPerServer: 1 });
  const folder = new MemoryFolder();
  const files = folder.open();
  const log: string[] = [];
  const audit = new Audit({
    files,
    window: files.id,
    log: logInto(log),
    keepDays: () => 400,
    who: () => Promise.resolve('dev1'),
    clean: (line) => line,
    now: clock.now,
  });
  const clients = cloud.clients();
  const renamer = new Renamer({ clients, audit, log: logInto(log) });
  const [server] = cloud.fleet.servers.values();
  const [phone] = cloud.fleet.phones.values();
  assert.ok(server && phone);
  const ofServer: Renaming = {
    kind: 'server',
    project: 'Staging',
    id: server.serverId,
    name: server.name,
    newName: '前台-1',
  };
  const ofPhone: Renaming = { ...ofServer, kind: 'phone', id: phone.phoneId, name: phone.name };
  const entries = async () =>
    (await audit.text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const puts = () => cloud.requests.filter((request) => request.startsWith('PUT '));
  /** Renames the server while the cloud or the way to it has this fault. */
  const withFault = async (fault: LocalFault) => {
    let isFirst = true;
    cloud.fault = () => {
      const now = isFirst ? fault : undefined;
      isFirst = false;
      return now;
    };
    const progress = { isOver: false };
    const ended = renamer.rename(ofServer, never()).finally(() => (progress.isOver = true));
    ended.catch(() => undefined);
    for (let times = 0; !progress.isOver && times < 200; times++) {
      clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return ended;
  };
  return {
    clock,
    cloud,
    files,
    audit,
    clients,
    renamer,
    server,
    phone,
    ofServer,
    ofPhone,
    entries,
    puts,
    log,
    withFault,
  };
}

describe('a rename', () => {
  it('of a server and of a phone is one request each, and the audit log says who, what and how it ended', async () => {
    const { clock, renamer, ofServer, ofPhone, server, phone, puts, entries, log } = scene();
    const oldName = server.name;
    assert.equal(await renamer.rename(ofServer, never()), undefined);
    assert.equal(await renamer.rename(ofPhone, never()), undefined);
    assert.deepEqual([server.name, phone.name], ['前台-1', '前台-1']);
    assert.equal(puts().length, 2);
    const recorded = await entries();
    assert.deepEqual(recorded[0], {
      at: new Date(clock.now()).toISOString(),
      line: 1,
      verb: 'rename',
      project: 'Staging',
      who: 'dev1',
      event: 'started',
      kind: 'server',
      ids: [ofServer.id],
      name: oldName,
      newName: '前台-1',
    });
    assert.deepEqual(
      recorded.map(({ event, result }) => [event, result]),
      [
        ['started', undefined],
        ['result', 'succeeded'],
        ['started', undefined],
        ['result', 'succeeded'],
      ],
    );
    assert.ok(
      log.some((line) => line === `info Rename Staging: server ${oldName} (${ofServer.id}) to 前台-1: succeeded`),
    );
  });

  it('is in the audit log before its request leaves', async () => {
    const { cloud, renamer, ofServer, files } = scene();
    let before: string | undefined;
    cloud.arrived = () => {
      void Promise.all(files.names().map((name) => files.read(name))).then((texts) => {
        before ??= texts.map((text) => Buffer.from(text ?? []).toString()).join('');
      });
    };
    await renamer.rename(ofServer, never());
    assert.match(before ?? '', /"event":"started"/);
    assert.doesNotMatch(before ?? '', /"event":"result"/);
  });

  const lost: readonly LocalFault[] = ['reset', 'resetAfter', 'html502After', 'truncate', 'hang', { status: 500 }];
  for (const fault of lost) {
    it(`whose response is lost is sent once, and it is not known whether it ran: ${JSON.stringify(fault)}`, async () => {
      const { withFault, entries, puts, log } = scene();
      const error = await withFault(fault);
      assert.ok(error instanceof ApiError);
      assert.equal(puts().length, 1);
      assert.equal((await entries()).at(-1)?.['result'], 'unknown');
      assert.ok(log.some((line) => line.startsWith('error Rename Staging: ') && line.includes(': unknown')));
    });
  }

  it('that the cloud refuses fails with its word, and is recorded with the code', async () => {
    const { withFault, entries, server, ofServer } = scene();
    await assert.rejects(withFault({ status: 400, body: { error_code: 'CPS.0006', error_msg: 'no' } }), ApiError);
    const { result, code } = (await entries()).at(-1) ?? {};
    assert.deepEqual([result, code, server.name], ['rejected', 'CPS.0006', ofServer.name]);
  });

  it('that never left is recorded as not sent', async () => {
    const { withFault, entries, puts } = scene();
    await assert.rejects(withFault({ fails: Object.assign(new Error('no'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }) }));
    assert.equal((await entries()).at(-1)?.['result'], 'not sent');
    assert.deepEqual(puts(), []);
  });

  it('that the person takes back while the cloud throttles is not sent', async () => {
    const { cloud, renamer, ofServer, server, entries } = scene();
    cloud.fault = () => ({ throttle: 600 });
    const giveUp = new AbortController();
    const renaming = renamer.rename(ofServer, giveUp.signal);
    const reason = new Error('taken back');
    while (cloud.requests.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    giveUp.abort(reason);
    await assert.rejects(renaming, reason);
    assert.deepEqual([(await entries()).at(-1)?.['result'], server.name], ['not sent', ofServer.name]);
  });

  it('that is taken back while it is recorded is not sent', async () => {
    const { renamer, ofServer, entries, puts } = scene();
    await assert.rejects(renamer.rename(ofServer, AbortSignal.abort(new Error('taken back'))), /taken back/);
    assert.deepEqual(
      (await entries()).map(({ event, result }) => [event, result]),
      [
        ['started', undefined],
        ['result', 'not sent'],
      ],
    );
    assert.deepEqual(puts(), []);
  });

  it('that fails in our own code is recorded as unknown', async () => {
    const { audit, ofServer, entries, log } = scene();
    const renamer = new Renamer({
      clients: fakes({ cph: { renameServer: () => Promise.reject(new TypeError('a mistake')) } }),
      audit,
      log: logInto(log),
    });
    await assert.rejects(renamer.rename(ofServer, never()), TypeError);
    assert.equal((await entries()).at(-1)?.['result'], 'unknown');
  });

  it('of a project that nobody is signed in to is neither sent nor recorded', async () => {
    const { audit, ofServer, entries, log } = scene();
    const signedOut = new ApiError('auth', 'sign in', { didNotRun: true });
    const renamer = new Renamer({ clients: { cph: () => Promise.reject(signedOut) }, audit, log: logInto(log) });
    await assert.rejects(renamer.rename(ofServer, never()), signedOut);
    assert.deepEqual(await entries(), []);
  });
});
