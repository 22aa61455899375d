import assert from 'node:assert/strict';
import { statusCounts, unsettled } from '../../../src/arrange/statusCounts';
import { inEnglish } from '../../../src/base/message';
import { type Server } from '../../../src/model/server';
import { type Verb } from '../../../src/model/verbs';

const NORMAL = 5;
const ABNORMAL = 2;
const SHUT_DOWN = 10;
const STARTING = 13;
const inStates = (...states: number[]): readonly Server[] =>
  states.map((status, index) => ({ id: `s${index}`, status }));

function said(rows: readonly Server[], verbs: Readonly<Record<string, Verb>> = {}): readonly string[] {
  const { states, busy } = statusCounts('servers', rows, (id) => verbs[id]);
  return [
    ...states.map(({ facts, count }) => `${count} ${inEnglish(facts.word)}`),
    ...[...busy].map(([verb, count]) => `${count} ${verb}`),
  ];
}

describe('the counts of rows by status', () => {
  it('counts each state that is not good, broken states first', () => {
    const rows = inStates(SHUT_DOWN, NORMAL, STARTING, ABNORMAL, SHUT_DOWN, ABNORMAL, ABNORMAL);
    assert.deepEqual(said(rows), ['3 abnormal', '1 starting', '2 shut down']);
  });

  it('is empty when all rows are good, and without rows', () => {
    assert.deepEqual(said(inStates(NORMAL, NORMAL)), []);
    assert.deepEqual(said([]), []);
  });

  it('distinguishes undocumented states', () => {
    assert.deepEqual(said(inStates(77, 78, 77)), ['2 status 77', '1 status 78']);
  });

  it('counts a row that an operation acts on by the verb, and in no state', () => {
    const rows = inStates(ABNORMAL, ABNORMAL, NORMAL, STARTING);
    assert.deepEqual(said(rows, { s0: 'restart', s2: 'restart', s3: 'unassign' }), [
      '1 abnormal',
      '2 restart',
      '1 unassign',
    ]);
  });

  it('names the rows whose status is about to change by itself', () => {
    assert.deepEqual(unsettled('servers', inStates(NORMAL, STARTING, ABNORMAL, STARTING)), ['s1', 's3']);
  });
});
