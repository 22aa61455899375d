import assert from 'node:assert/strict';
import { message } from '../../../../src/base/message';
import { DEFAULT_GUARD } from '../../../../src/model/plan';
import { makePlan } from '../../../../src/operations/plan/plan';
import { planJson } from '../../../../src/operations/plan/planJson';
import { planDocumentText } from '../../../../src/ui/words/planDocumentText';
import { serverId } from '../../../support/operations/harness';
import { projectNamed } from '../../../support/operations/planned';

const rows = [1, 2, 3].map((number) => ({ id: serverId(number), name: `web-${number}`, status: 5 }));
const running = { word: message('running'), count: 55 };
const off = { word: message('shut down'), count: 5 };
const phones = new Map([
  [serverId(1), [running, off]],
  [serverId(2), []],
]);
const plan = (count: number) =>
  makePlan({
    verb: 'restart',
    project: projectNamed('Alpha'),
    chosen: rows.slice(0, count),
    list: { kind: 'server', rows },
    phonesUnder: (id) => phones.get(id),
    operations: [],
    guard: DEFAULT_GUARD,
    now: 0,
  });

describe('a plan as text and as JSON', () => {
  it('has the phones of each server by state, and all of them', () => {
    const lines = planDocumentText(plan(2), [], 'token', [])(0).split('\n');
    assert.ok(lines.includes('The 60 phones on them go down too: 55 running, 5 shut down.'), lines.join('\n'));
    assert.deepEqual(
      lines.filter((line) => line.startsWith('  web-')),
      [`  web-1  ${serverId(1)} · 60 phones: 55 running, 5 shut down`, `  web-2  ${serverId(2)} · 0 phones`],
    );
    const json = planJson(plan(3), []) as { waves: unknown; blast: unknown };
    assert.deepEqual(json.waves, [
      [
        {
          id: serverId(1),
          name: 'web-1',
          serverId: serverId(1),
          phones: 60,
          phoneStates: { running: 55, 'shut down': 5 },
        },
        { id: serverId(2), name: 'web-2', serverId: serverId(2), phones: 0, phoneStates: {} },
        { id: serverId(3), name: 'web-3', serverId: serverId(3) },
      ],
    ]);
    assert.deepEqual((json.blast as { phoneStates: unknown }).phoneStates, { running: 55, 'shut down': 5 });
  });
});
