import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Hold,
  HOLD_REASONS,
  type HoldReason,
  type Operation,
  type Result,
  type TargetState,
} from '../../../../src/model/operation';
import { DEFAULT_POLICY, type Rollout, type RolloutPolicy } from '../../../../src/model/rollout';
import { nextStep, type RolloutFacts, type RolloutStep } from '../../../../src/operations/rollout/nextStep';
import { type HoldEvent, nextHold } from '../../../../src/operations/state/operation';
import { nextTarget, TARGET_TRANSITIONS } from '../../../../src/operations/state/target';
import { root } from '../../../tools/root';

const paper = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');

/** @returns what stands below a heading of the fourth level */
const chapter = (heading: string): string => {
  const [, text = ''] = paper.split(`\n#### ${heading}\n`);
  return text.split(/\n#{2,4} /)[0] ?? '';
};

/** @returns the cells of the one table of a text: its first row, and the others */
function tableIn(text: string): { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const [head = [], , ...rows] = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return { head, rows };
}

/** @returns the arrows of the diagram of a text, such as `a --> b : label`; without those from and to the ends */
const arrowsIn = (text: string): string[] =>
  [...text.matchAll(/^ {2}(\w+ --> \w+(?: : .+)?)$/gm)].map(([, arrow = '']) => arrow).sort();

describe('the table of a target in docs/architecture.md', () => {
  const text = chapter('A target');
  const { head, rows } = tableIn(text);
  const phases = Object.keys(TARGET_TRANSITIONS) as TargetState['phase'][];

  it('is TARGET_TRANSITIONS', () => {
    assert.deepEqual(head, ['From', ...phases.map((phase) => `to ${phase}`)]);
    const inCode = phases.map((from) => [
      from,
      ...phases.map((to) => (TARGET_TRANSITIONS[from].includes(to) ? 'yes' : 'no')),
    ]);
    assert.deepEqual(rows, inCode);
  });

  it('is what a target can do', () => {
    for (const [from, ...cells] of rows) {
      const old: TargetState = { id: 'a', name: 'a', phase: from as TargetState['phase'] };
      const possible = phases.map((to) =>
        nextTarget(old, to === 'settled' ? { result: 'not sent' } : { phase: to }, 1) === undefined ? 'no' : 'yes',
      );
      assert.deepEqual(cells, possible);
    }
  });

  it('is drawn', () => {
    const inCode = phases.flatMap((from) => TARGET_TRANSITIONS[from].map((to) => `${from} --> ${to}`));
    assert.deepEqual(arrowsIn(text), inCode.sort());
  });
});

describe('the table of a hold in docs/architecture.md', () => {
  const text = chapter('A hold');
  const { head, rows } = tableIn(text);
  const events: HoldEvent[] = [...HOLD_REASONS, 'resume', 'promote'];
  const holds = ['none', ...HOLD_REASONS] as const;
  const after = (from: 'none' | HoldReason, event: HoldEvent): 'none' | HoldReason => {
    const hold: Hold | undefined = from === 'none' ? undefined : { why: from, since: 1 };
    return nextHold(hold, event, 2)?.why ?? 'none';
  };

  it('is nextHold of each hold and each event', () => {
    assert.deepEqual(head, ['Hold', ...events]);
    assert.deepEqual(
      rows,
      holds.map((hold) => [hold, ...events.map((event) => after(hold, event))]),
    );
  });

  it('is drawn: each event that changes something', () => {
    const inCode = holds.flatMap((from) =>
      holds.flatMap((to) => {
        const labels = events.filter((event) => from !== to && after(from, event) === to);
        return labels.length === 0 ? [] : [`${from} --> ${to} : ${labels.join(', ')}`];
      }),
    );
    assert.deepEqual(arrowsIn(text), inCode.sort());
  });
});

/** One situation of the table. What is not named is as it is in the middle of a rollout without trouble. */
interface Situation {
  readonly rollout?: Partial<Rollout>;
  readonly policy?: Partial<RolloutPolicy>;
  /** The targets of the wave under way; two that succeeded where absent. */
  readonly wave?: readonly (Result | 'waiting' | 'sent')[];
  readonly facts?: Partial<RolloutFacts>;
  readonly isHeld?: boolean;
}

const WAITS: Situation['wave'] = ['sent', 'waiting'];

/** By the step and the words of the table. */
const SITUATIONS: Readonly<Record<string, Situation>> = {
  'over: always, whatever the results are': { wave: ['failed', 'not sent'], facts: { isOverTime: true } },
  'reading: a stop rule holds': { wave: ['not sent', 'waiting'] },
  'acting: a stop rule holds': { rollout: { wave: 0 }, wave: ['failed', 'sent'] },
  'resting: a stop rule holds': { rollout: { wave: 0 }, wave: ['failed', 'succeeded'] },
  'reading: the time for all waves is over': { wave: WAITS, facts: { isOverTime: true } },
  'reading: it is on hold': { wave: WAITS, isHeld: true },
  'reading: otherwise': { wave: WAITS },
  'acting: a target of the wave waits, and it is on hold': { wave: WAITS, isHeld: true },
  'acting: a target of the wave waits, and requests of it are being sent': { wave: WAITS, facts: { isSending: true } },
  'acting: a target of the wave waits, and nothing is being sent': { wave: WAITS },
  'acting: no target of the wave waits, and one has no result': { wave: ['succeeded', 'sent'] },
  'acting: all have a result, and a person wanted it to stop after the wave': { rollout: { stopsAfterWave: true } },
  'acting: all have a result, and it was the canary that a person promotes': {
    rollout: { wave: 0 },
    policy: { asksAfterFirst: true },
  },
  'acting: all have a result, and one is not proved': { wave: ['succeeded', 'unverified'] },
  'acting: all have a result, and all are proved': {},
  'resting: it is on hold': { isHeld: true },
  'resting: the pause is not over': { facts: { restMs: 1 } },
  'resting: the pause is over': {},
};

function stepIn(step: Rollout['step'], situation: Situation): RolloutStep {
  const { wave = ['succeeded', 'succeeded'], facts, isHeld = false } = situation;
  const rollout: Rollout = {
    policy: { ...DEFAULT_POLICY, asksAfterFirst: false, ...situation.policy },
    waves: [2, 2, 1],
    mostDown: 2,
    wave: 1,
    step,
    heldMs: 0,
    ...situation.rollout,
  };
  const before = rollout.wave === 0 ? [] : (['succeeded', 'succeeded'] as const);
  const targets = [...before, ...wave, ...Array.from({ length: 3 - before.length }, () => 'waiting' as const)].map(
    (what, place): TargetState => {
      const id = `s${place}`;
      return what === 'waiting' || what === 'sent'
        ? { id, name: id, phase: what }
        : { id, name: id, phase: 'settled', result: what, text: 'no connection' };
    },
  );
  const operation: Operation = {
    number: 1,
    verb: 'restart',
    project: 'Staging',
    requests: 3,
    startedAt: 1,
    targets,
    rollout,
    ...(isHeld ? { hold: { why: 'paused', since: 1 } } : {}),
  };
  return nextStep(operation, rollout, { isSending: false, isOverTime: false, restMs: 0, ...facts });
}

function wordsOf(step: RolloutStep): string {
  if (step.do === 'end') {
    return `end: ${step.why}`;
  }
  return step.do === 'rest' && step.asks !== undefined ? `rest, asks ${step.asks}` : step.do;
}

describe('the table of a rollout in docs/architecture.md', () => {
  const text = chapter('A rollout');
  const { rows } = tableIn(text);

  it('has each situation once', () => {
    const inPaper = rows.map(([step, when]) => `${step ?? ''}: ${when ?? ''}`);
    assert.deepEqual(inPaper.sort(), Object.keys(SITUATIONS).sort());
  });

  for (const [step = '', when = '', does] of rows) {
    it(`says what nextStep does: ${step}, ${when}`, () => {
      const situation = SITUATIONS[`${step}: ${when}`] ?? {};
      assert.equal(wordsOf(stepIn(step as Rollout['step'], situation)), does);
    });
  }

  it('is drawn: each thing to do that leads to another step', () => {
    const leadsTo: Readonly<Record<string, string>> = {
      read: 'acting',
      readAgain: 'reading',
      rest: 'resting',
      nextWave: 'reading',
      end: 'over',
    };
    const arrows = rows.flatMap(([from = '', , does = '']) => {
      const [what = ''] = does.split(/[:,]/);
      return leadsTo[what] === undefined ? [] : [`${from} --> ${leadsTo[what]} : ${what}`];
    });
    assert.deepEqual(arrowsIn(text), [...new Set(arrows)].sort());
  });
});
