import assert from 'node:assert/strict';
import { demandWords, questionFor } from '../../../../src/commands/act/questionText';
import { message } from '../../../../src/base/message';
import { DEFAULT_GUARD, type Plan } from '../../../../src/model/plan';
import { type Project } from '../../../../src/model/project';
import { asOneAct, makePlans, type PlanInput } from '../../../../src/operations/plan/plan';
import { RESTARTS } from '../../../../src/operations/verbs/registry';
import { leftOutWords } from '../../../../src/ui/words/planWords';
import { projectNamed } from '../../../support/operations/planned';

const id = (number: number): string => number.toString(16).padStart(32, '0');
const base = { operations: [], guard: DEFAULT_GUARD, now: 5 };
const at = (project: string) => projectNamed(project, `https://${project.toLowerCase()}.example`);

/** Servers 1, 2 … of a project. */
const ofServers = (project: string, count: number, more: Partial<PlanInput> = {}): PlanInput => {
  const rows = Array.from({ length: count }, (_, n) => ({ id: id(n + 1), name: `web-${n + 1}`, status: 5 }));
  return { ...base, verb: 'restart', project: at(project), chosen: rows, list: { kind: 'server', rows }, ...more };
};
/** Phones on the servers with these numbers. */
const ofPhones = (project: string, serverNumbers: readonly number[]): PlanInput => {
  const rows = serverNumbers.map((number, n) => ({
    id: id(100 + n),
    name: `phone-${n + 1}`,
    status: 2,
    serverId: id(number),
  }));
  return { ...base, verb: 'restartPhones', project: at(project), chosen: rows, list: { kind: 'phone', rows } };
};
const ofInstances = (project: string, count: number): PlanInput => {
  const rows = Array.from({ length: count }, (_, n) => ({
    id: `kp${n + 1}`,
    name: `demo-${n + 1}`,
    runningStatus: 2,
    isLoggedIn: n === 0,
  }));
  return { ...base, verb: 'reboot', project: at(project), chosen: rows, list: { kind: 'instance', rows } };
};

const settings = { project: (name: string) => ({ region: name === 'Beta' ? 'cn-south-1' : 'cn-north-4' }) as Project };
const actOf = (...inputs: PlanInput[]): readonly Plan[] => asOneAct(makePlans(inputs), DEFAULT_GUARD);
const asked = (...inputs: PlanInput[]) => questionFor({ settings }, actOf(...inputs));

describe('the question before a restart of several kinds of targets', () => {
  it('counts each kind, and names the targets of each below the project', () => {
    const { message, detail, button } = asked(
      ofServers('Production', 2),
      ofPhones('Production', [7, 8, 9]),
      ofInstances('Production', 1),
    );
    assert.equal(message, 'Restart 2 servers, 3 phones and 1 instance in Production?');
    assert.deepEqual(detail, [
      'Production · cn-north-4',
      'Servers: 2',
      '• web-1',
      '• web-2',
      'Phones: 3',
      '• phone-1',
      '• phone-2',
      '• phone-3',
      'Instances: 1',
      '• demo-1',
      '',
      'Servers: All phones on them go down too.',
      'Instances: 1 instance has a user logged in.',
    ]);
    assert.equal(button, 'Restart');
  });

  it('has a block for each project, with the count of its targets', () => {
    const { message, detail } = asked(ofServers('Alpha', 1), ofServers('Beta', 1), ofPhones('Alpha', [7]));
    assert.equal(message, 'Restart 2 servers and 1 phone in 2 projects?');
    assert.deepEqual(detail.slice(0, -2), [
      'Alpha · cn-north-4: 2',
      'Servers: 1',
      '• web-1',
      'Phones: 1',
      '• phone-1',
      '',
      'Beta · cn-south-1: 1',
      'Servers: 1',
      '• web-1',
    ]);
  });

  it('leaves out the phones whose server is selected too', () => {
    const inputs = [ofServers('Alpha', 1), ofPhones('Alpha', [1, 7, 1])];
    assert.equal(asked(...inputs).message, 'Restart 1 server and 1 phone in Alpha?');
    assert.deepEqual(
      actOf(...inputs).flatMap(({ leftOut }) => leftOut.map(leftOutWords)),
      ['phone-1: its server is selected too', 'phone-3: its server is selected too'],
    );
  });

  it('is that of the servers alone where all the phones are on them', () => {
    const { message, detail } = asked(ofServers('Alpha', 1), ofPhones('Alpha', [1]));
    assert.equal(message, 'Restart 1 server in Alpha?');
    assert.deepEqual(detail, ['Alpha · cn-north-4', '• web-1', '', 'All phones on it go down too.']);
  });

  it('counts the phones that go down by state, over all projects, where all are known', () => {
    const phonesUnder = () => [
      { word: message('running'), count: 5500 },
      { word: message('shut down'), count: 3 },
    ];
    const lastOf = (...inputs: PlanInput[]) => asked(...inputs).detail.at(-1);
    assert.equal(
      lastOf(ofServers('Alpha', 1, { phonesUnder })),
      'The 5,503 phones on it go down too: 5,500 running, 3 shut down.',
    );
    assert.equal(
      lastOf(ofServers('Alpha', 1, { phonesUnder }), ofServers('Beta', 1, { phonesUnder })),
      'The 11,006 phones on them go down too: 11,000 running, 6 shut down.',
    );
    const one = { phonesUnder: () => [{ word: message('abnormal'), count: 1 }] };
    assert.equal(lastOf(ofServers('Alpha', 1, one)), 'The 1 phone on it goes down too: 1 abnormal.');
    assert.equal(lastOf(ofServers('Alpha', 1, { phonesUnder: () => [] })), 'It has no phones.');
    assert.equal(
      lastOf(ofServers('Alpha', 1, { phonesUnder }), ofServers('Beta', 1)),
      'All phones on them go down too.',
    );
  });

  it('wants what is typed for all of them, and counts the limit over all of them', () => {
    const guard = { ...DEFAULT_GUARD, maxTargets: 3 };
    const servers = ofServers('Alpha', 1);
    const unread = { ...servers, list: { kind: 'server', rows: [{ id: id(1), name: 'web-1' }] } } as const;
    const plans = asOneAct(makePlans([unread, ofPhones('Alpha', [7, 8]), ofInstances('Beta', 1)]), guard);
    for (const { demands, refusals } of plans) {
      assert.deepEqual(demands, [{ why: 'unread', phrase: '4', count: 4 }]);
      assert.deepEqual(
        refusals.map(({ args }) => args),
        [[4, 3]],
      );
    }
    assert.deepEqual(demandWords({ why: 'unread', phrase: '4', count: 4 }, RESTARTS, 'Alpha, Beta'), {
      title: 'Restart',
      prompt: 'Type 4 to act on 4 targets in Alpha, Beta that are not fully known.',
    });
    assert.equal(
      demandWords({ why: 'protected', phrase: '2', count: 2 }, RESTARTS, 'Alpha').title,
      'Restart protected targets',
    );
  });
});
