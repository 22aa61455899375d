import assert from 'node:assert/strict';
import { type Operation, type Target, type TargetState } from '../../../../src/model/operation';
import { holderOf, lockedTargets, lockKey } from '../../../../src/operations/plan/busyTargets';
import { makePlans, type PlanInput } from '../../../../src/operations/plan/plan';
import { DEFAULT_GUARD } from '../../../../src/model/plan';
import { type Verb } from '../../../../src/model/verbs';
import { serverId, servers } from '../../../support/operations/harness';
import { phones } from '../../../support/operations/phones';
import { projectNamed } from '../../../support/operations/planned';

describe('the targets that operations have', () => {
  const target = (id: string, phase: TargetState['phase']): TargetState => ({ id, name: id, phase });
  const operation: Operation = {
    number: 7,
    verb: 'reboot',
    project: 'Staging',
    host: 'koophone.example.com',
    requests: 1,
    startedAt: 1,
    targets: [target('kp1', 'waiting'), target('kp2', 'sent'), target('kp3', 'settled')],
  };
  const has = (locks: ReadonlyMap<string, number>, id: string) => locks.get(lockKey(operation, id));

  it('are those without a result', () => {
    const locks = lockedTargets([operation]);
    assert.deepEqual(
      ['kp1', 'kp2', 'kp3'].map((id) => has(locks, id)),
      [7, 7, undefined],
    );
  });

  it('are none of one that has ended, whatever its targets say', () => {
    assert.equal(lockedTargets([{ ...operation, endedAt: 2 }]).size, 0);
  });

  it('are others on another host and of another service, with the same id', () => {
    const locks = lockedTargets([operation]);
    assert.equal(locks.get(lockKey({ ...operation, host: 'other.example.com' }, 'kp1')), undefined);
    assert.equal(locks.get(lockKey({ ...operation, verb: 'restart' }, 'kp1')), undefined);
    assert.equal(locks.get(lockKey({ ...operation, verb: 'unassign' }, 'kp1')), 7);
  });
});

describe('a server and its phones', () => {
  const host = 'cph.example.com';
  const under = (number: number, verb: Verb, targets: Operation['targets']): Operation => ({
    number,
    verb,
    project: 'Staging',
    host,
    requests: 1,
    startedAt: 1,
    targets,
  });
  const sent = (targets: readonly Target[]): TargetState[] => targets.map((one) => ({ ...one, phase: 'sent' }));
  const [first, second] = phones(2, 1);
  const [server] = servers(1);
  assert.ok(first && second && server);

  const ofPhones = ['restartPhones', 'startPhones', 'shutDownPhones', 'resetPhones'] as const;
  for (const verb of ofPhones) {
    it(`keep each other out: ${verb} of one and the restart of the other`, () => {
      const byPhone = lockedTargets([under(3, verb, sent([first]))]);
      assert.equal(holderOf(byPhone, { verb: 'restart', host }, server), 3);
      assert.equal(holderOf(byPhone, { verb: 'restart', host }, { id: serverId(2) }), undefined);
      const byServer = lockedTargets([under(4, 'restart', sent([server]))]);
      assert.equal(holderOf(byServer, { verb, host }, first), 4);
      assert.equal(holderOf(byServer, { verb, host }, second), undefined);
    });
  }

  it('are known by their ids, however they are spelt', () => {
    const locks = lockedTargets([under(3, 'restartPhones', sent([first]))]);
    assert.equal(holderOf(locks, { verb: 'restart', host }, { id: server.id.replace(/^(.{8})/, '$1-') }), 3);
    assert.equal(holderOf(locks, { verb: 'resetPhones', host }, { ...first, id: first.id.toUpperCase() }), 3);
  });

  it('do not keep out one another’s sisters: two phones of a server are two targets', () => {
    const [one, two] = phones(2);
    assert.ok(one && two);
    const locks = lockedTargets([under(3, 'restartPhones', sent([one]))]);
    assert.equal(holderOf(locks, { verb: 'restartPhones', host }, two), undefined);
    assert.equal(holderOf(locks, { verb: 'restartPhones', host }, one), 3);
  });

  it('are free again with the results, and are others on another host', () => {
    const settled: TargetState[] = [{ ...first, phase: 'settled', result: 'succeeded' }];
    assert.equal(lockedTargets([under(3, 'restartPhones', settled)]).size, 0);
    const locks = lockedTargets([under(3, 'restartPhones', sent([first]))]);
    assert.equal(holderOf(locks, { verb: 'restart', host: 'other.example.com' }, server), undefined);
  });

  it('are only as far apart as is known: a phone without a server keeps none out', () => {
    const alone = { id: first.id, name: first.name };
    const locks = lockedTargets([under(3, 'restartPhones', sent([alone]))]);
    assert.equal(holderOf(locks, { verb: 'restart', host }, server), undefined);
    assert.equal(
      holderOf(lockedTargets([under(4, 'restart', sent([server]))]), { verb: 'restartPhones', host }, alone),
      undefined,
    );
  });

  it('are not acted on in one act: the plan that is made first has them', () => {
    const base = { project: projectNamed('Staging'), operations: [], guard: DEFAULT_GUARD, now: 1 };
    const ofServers: PlanInput = {
      ...base,
      verb: 'restart',
      chosen: [server],
      list: { kind: 'server', rows: [{ id: server.id, name: server.name, status: 5 }] },
    };
    const ofBoth: PlanInput = {
      ...base,
      verb: 'restartPhones',
      chosen: [first, second],
      list: { kind: 'phone', rows: [first, second].map((one) => ({ ...one, status: 2 })) },
    };
    const told = (inputs: readonly PlanInput[]) =>
      makePlans(inputs).map(({ targets, leftOut }) => [
        targets.map(({ name }) => name),
        leftOut.map(({ name, why }) => `${name}: ${why}`),
      ]);
    assert.deepEqual(told([ofServers, ofBoth]), [
      [['web-1'], []],
      [['phone-2'], ['phone-1: withServer']],
    ]);
    assert.deepEqual(told([ofBoth, ofServers]), [
      [['phone-1', 'phone-2'], []],
      [[], ['web-1: withServer']],
    ]);
  });
});
