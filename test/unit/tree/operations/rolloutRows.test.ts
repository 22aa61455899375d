import assert from 'node:assert/strict';
import { ThemeIcon, type TreeItem } from 'vscode';
import { ROW_MENU } from '../../../support/rowMenus';
import { Emitter } from '../../../../src/base/event';
import { type HoldReason, type Operation, type Result, type TargetState } from '../../../../src/model/operation';
import { DEFAULT_POLICY, type Rollout, type RolloutEnd } from '../../../../src/model/rollout';
import { type OperationChange } from '../../../../src/operations/common/events';
import { type OperationsNode } from '../../../../src/tree/operations/operationsNodes';
import { OperationsTree } from '../../../../src/tree/operations/tree';
import { renderOperation } from '../../../../src/tree/operations/render';
import { TestClock } from '../../../support/testClock';
import { type AnyOperation } from '../../../../src/model/operationSummary';

const target = (name: string, result?: Result): TargetState => ({
  id: `id-of-${name}`,
  name,
  ...(result === undefined ? { phase: 'waiting' } : { phase: 'settled', result }),
});
const rolling = (
  progress: Partial<Rollout>,
  targets = [target('a', 'succeeded'), target('b', 'failed'), target('c')],
  endedAt?: number,
): Operation => ({
  number: 3,
  verb: 'restart',
  project: 'Staging',
  requests: 2,
  startedAt: 0,
  targets,
  rollout: {
    policy: DEFAULT_POLICY,
    waves: [1, 2],
    mostDown: 2,
    wave: 1,
    step: 'acting',
    heldMs: 0,
    ...progress,
  },
  ...(endedAt === undefined ? {} : { endedAt }),
});
const row = (operation: Operation): TreeItem => renderOperation({ kind: 'operation', operation }, 1000);
const held = (why: HoldReason, progress: Partial<Rollout> = {}): Operation => ({
  ...rolling(progress),
  hold: { why, since: 1 },
});
const over = (end: RolloutEnd): Operation =>
  rolling({ step: 'over', end }, [target('a', 'succeeded'), target('b', 'failed'), target('c', 'not sent')], 5000);

const GOING = '2 of 3 · 1 failed';
const GONE = '1 succeeded · 1 failed · 1 untouched';

/** Each state of a rollout, what its row says beside the time, and the possible steps. */
const STATES: readonly (readonly [Operation, string, readonly string[]])[] = [
  [rolling({ step: 'reading' }), `${GOING} · reading the states before the wave · wave 2 of 2`, ['pause', 'stop']],
  [rolling({}), `${GOING} · wave 2 of 2`, ['pause', 'stopAfterWave', 'stop']],
  [rolling({ stopsAfterWave: true }), `${GOING} · stops after this wave · wave 2 of 2`, ['pause', 'stop']],
  [rolling({ step: 'resting', restsUntil: 13_000 }), `${GOING} · pause: 12 s left · wave 2 of 2`, ['pause', 'stop']],
  [rolling({ step: 'resting', restsUntil: 3_601_000 }), `${GOING} · pause: 1 h left · wave 2 of 2`, ['pause', 'stop']],
  [
    held('canary', { step: 'resting', wave: 0 }),
    `waiting for you after the canary · ${GOING} · wave 1 of 2`,
    ['promote', 'stop'],
  ],
  [
    { ...rolling({}), throttledUntil: 5_500 },
    `${GOING} · throttled, waiting 5 s · wave 2 of 2`,
    ['pause', 'stopAfterWave', 'stop'],
  ],
  [
    { ...held('paused'), throttledUntil: 5_500 },
    `paused · ${GOING} · wave 2 of 2`,
    ['resume', 'stopAfterWave', 'stop'],
  ],
  [held('paused'), `paused · ${GOING} · wave 2 of 2`, ['resume', 'stopAfterWave', 'stop']],
  [held('reload', { step: 'reading' }), `waiting for you after a reload · ${GOING} · wave 2 of 2`, ['resume', 'stop']],
  [held('sleep', { step: 'reading' }), `waiting for you after a sleep · ${GOING} · wave 2 of 2`, ['resume', 'stop']],
  [
    { ...rolling({}), waitsForSignIn: true },
    `waiting for you to sign in · ${GOING} · wave 2 of 2`,
    ['pause', 'stopAfterWave', 'stop'],
  ],
  [
    held('signIn', { step: 'reading' }),
    `waiting for you to sign in and resume · ${GOING} · wave 2 of 2`,
    ['resume', 'stop'],
  ],
  [
    held('unverified', { step: 'resting' }),
    `waiting for you, not all verified · ${GOING} · wave 2 of 2`,
    ['promote', 'stop'],
  ],
  [over('finished'), GONE, []],
  [over('stopped'), `${GONE} · stopped`, []],
  [over('stoppedAfterWave'), `${GONE} · stopped after the wave`, []],
  [over('canaryFailed'), `${GONE} · stopped: the canary could not be verified`, []],
  [over('cannotSend'), `${GONE} · stopped: a request could not be sent`, []],
  [over('tooManyFailed'), `${GONE} · stopped: 1 failed`, []],
  [over('tooManyInARow'), `${GONE} · stopped: too many failed in a row`, []],
  [over('tooFewRunning'), `${GONE} · stopped: too few targets would have stayed up`, []],
  [over('overTime'), `${GONE} · stopped: the time limit was reached`, []],
  [over('cannotProve'), `${GONE} · stopped: the states before a wave could not be read`, []],
];

const COMMANDS: Readonly<Record<string, string>> = {
  promoteRollout: 'promote',
  resumeRollout: 'resume',
  pauseRollout: 'pause',
  stopRolloutAfterWave: 'stopAfterWave',
  stopRollout: 'stop',
};

describe('the row of a rolling operation', () => {
  for (const [operation, words, steps] of STATES) {
    it(`says “${words}”, and offers the possible steps: ${steps.join(', ') || 'none'}`, () => {
      const item = row(operation);
      assert.equal(item.label, '#3 Rolling restart');
      assert.equal(item.description, `${words} · just now`);
      assert.equal(item.accessibilityInformation?.label, `#3 Rolling restart, ${item.description}`);
      const offered = ROW_MENU.filter(({ command, group, when }) => {
        const pattern = /^view == cloudPhone\.operations && (?:!listMultiSelection && )?viewItem =~ \/(.+)\/$/.exec(
          when,
        )?.[1];
        return (
          group.startsWith('2_power') &&
          command.replace('cloudPhone.', '') in COMMANDS &&
          new RegExp(pattern ?? '$.').test(item.contextValue ?? '')
        );
      });
      const found = offered.map(({ command }) => COMMANDS[command.replace('cloudPhone.', '')]);
      assert.deepEqual(found, steps);
    });
  }

  it('does not call failed what was only not verified', () => {
    const targets = [target('a', 'succeeded'), target('b', 'unverified'), target('c', 'unknown')];
    const { description, iconPath } = row(rolling({ step: 'over', end: 'finished' }, targets, 5000));
    assert.equal(description, '1 succeeded · 2 unverified · just now');
    assert.equal(iconPath instanceof ThemeIcon && iconPath.id, 'question');
    const running = row({ ...rolling({ step: 'resting' }, targets), hold: { why: 'unverified', since: 1 } });
    assert.equal(
      running.description,
      'waiting for you, not all verified · 3 of 3 · 2 unverified · wave 2 of 2 · just now',
    );
  });

  it('has Sign In beside it while it waits for a sign-in, and then only', () => {
    const inline = ROW_MENU.filter(
      ({ command, when, group }) =>
        command === 'cloudPhone.signIn' && group === 'inline' && when.startsWith('view == cloudPhone.operations'),
    );
    assert.deepEqual(
      inline.map(({ when }) => when),
      ['view == cloudPhone.operations && viewItem =~ /\\bcan:signIn\\b/'],
    );
    const plain: Operation = {
      number: 4,
      verb: 'reboot',
      project: 'Staging',
      requests: 1,
      startedAt: 0,
      targets: [target('a')],
    };
    for (const operation of [plain, rolling({})]) {
      for (const [waiting, words] of [
        [{ waitsForSignIn: true }, 'waiting for you to sign in'],
        [{ hold: { why: 'signIn', since: 1 } }, 'waiting for you to sign in and resume'],
        [{ hold: { why: 'reload', since: 1 } }, undefined],
        [{}, undefined],
      ] as const) {
        const { contextValue = '', description } = row({ ...operation, ...waiting });
        assert.equal(/\bcan:signIn\b/.test(contextValue), words !== undefined, contextValue);
        assert.ok(words === undefined || String(description).startsWith(`${words} · `), String(description));
      }
    }
  });

  it('names its project only where several are configured, and last', () => {
    const named = renderOperation({ kind: 'operation', operation: rolling({}) }, 7_200_000, true);
    assert.equal(named.description, `${GOING} · wave 2 of 2 · 2 hr. ago · Staging`);
  });

  it('can be retried when it has ended, and never has Stop Watching among its buttons', () => {
    assert.match(row(over('stopped')).contextValue ?? '', /\bcan:retry\b/);
    assert.doesNotMatch(row(rolling({})).contextValue ?? '', /^operation running\b|can:retry/);
  });
});

describe('the waves of a rolling operation', () => {
  let changes: Emitter<OperationChange>;
  let clock: TestClock;
  let drawn: (readonly OperationsNode[] | undefined)[];
  let known: AnyOperation[];
  let stored: Map<number, Operation>;
  let tree: OperationsTree;

  beforeEach(() => {
    changes = new Emitter();
    clock = new TestClock();
    drawn = [];
    known = [rolling({})];
    stored = new Map();
    const open = (number: number) => Promise.resolve(stored.get(number));
    const engine = { list: () => known, load: () => Promise.resolve(), open, onDidChange: changes.event };
    tree = new OperationsTree(engine, clock, (nodes) => drawn.push(nodes));
  });
  afterEach(() => {
    tree.dispose();
  });

  const texts = async (below?: OperationsNode): Promise<string[]> =>
    (await tree.getChildren(below))
      .map((node) => tree.getTreeItem(node))
      .map(({ label, description }) => `${typeof label === 'string' ? label : ''}: ${String(description)}`);

  it('stand below it, each with its targets and its three lists', async () => {
    const [operation] = await tree.getChildren();
    assert.deepEqual(await texts(operation), [
      'Wave 1, the canary: 1 succeeded',
      'Wave 2: under way · 1 failed · 1 left',
    ]);
    const [, second] = await tree.getChildren(operation);
    assert.deepEqual(await texts(second), ['b: failed', 'c: waiting']);
    const [b] = await tree.getChildren(second);
    assert.ok(b && second);
    assert.equal(tree.getParent(b), second);
    assert.equal(tree.getParent(second), operation);
    changes.fire({ kind: 'progressed', operation: over('stopped'), before: {} });
    assert.deepEqual(await texts(operation), ['Wave 1, the canary: 1 succeeded', 'Wave 2: 1 failed · 1 untouched']);
  });

  it('have ids that no target can have', async () => {
    known = [rolling({}, [target('a'), { ...target('b'), id: 'wave:0' }, target('c')])];
    const [operation] = await tree.getChildren();
    const waves = await tree.getChildren(operation);
    const targets = (await Promise.all(waves.map((wave) => tree.getChildren(wave)))).flat();
    const ids = [...waves, ...targets].map((node) => tree.getTreeItem(node).id);
    assert.equal(new Set(ids).size, 5);
  });

  it('count a pause down once a second, as long as VS Code draws the row', async () => {
    known = [rolling({ step: 'resting', restsUntil: clock.now() + 30_000 })];
    const [operation] = await tree.getChildren();
    assert.ok(operation);
    assert.match(String(tree.getTreeItem(operation).description), /pause: 30 s left/);
    clock.advance(1000);
    assert.deepEqual(drawn, [[operation]]);
    assert.match(String(tree.getTreeItem(operation).description), /pause: 29 s left/);
    clock.advance(1000);
    assert.equal(drawn.length, 2);
    clock.advance(10_000);
    assert.equal(drawn.length, 2);
  });
});
