import assert from 'node:assert/strict';
import { isSame } from '../../../../src/commands/act/confirmFresh';
import { message } from '../../../../src/base/message';
import { type Plan, type PlanTarget } from '../../../../src/model/plan';

/** A plan of one target. */
function planWith(own: Partial<PlanTarget>, demands: Plan['demands'] = []): readonly Plan[] {
  const target = { id: 'a', name: 'web-1', phones: [{ word: message('running'), count: 20 }], ...own };
  const plan: Plan = {
    verb: 'restart',
    project: 'Staging',
    host: 'cloud.example',
    madeAt: 0,
    targets: [target],
    waves: [1],
    mostDown: 1,
    fleet: { listed: 1, running: 1 },
    requests: [{ wave: 0, ids: ['a'] }],
    leftOut: [],
    blast: {
      servers: 1,
      instances: 0,
      phones: 20,
      phoneStates: target.phones,
      serversWithUnknownPhones: 0,
      loggedIn: 0,
      unknownLogins: 0,
      unread: 0,
    },
    demands,
    refusals: [],
  };
  return [plan];
}

const PHONES = [
  { phones: [] },
  { phones: [{ word: message('running'), count: 60 }] },
  { phones: [{ word: message('shut down'), count: 20 }] },
];

describe('a plan that is made again', () => {
  it('is the same when only its age is another', () => {
    assert.ok(
      isSame(
        planWith({}),
        planWith({}).map((plan) => ({ ...plan, madeAt: 9 })),
      ),
    );
  });

  it('is another one when its target has another name, is known only from the settings, or has other phones', () => {
    for (const own of [{ name: 'db-1' }, { isUnread: true }, ...PHONES, { confirmed: { isAssigned: false } }]) {
      assert.equal(isSame(planWith({}), planWith(own)), false, JSON.stringify(own));
    }
  });

  it('is the same without the plan of a project of which nothing was left', () => {
    const empty = planWith({}).map((plan) => ({ ...plan, project: 'Test', targets: [], waves: [] }));
    assert.ok(isSame([...planWith({}), ...empty], planWith({})));
  });

  it('is another one when other numbers must be typed', () => {
    assert.equal(isSame(planWith({}), planWith({}, [{ why: 'protected', phrase: '1', count: 1 }])), false);
  });

  it('is the same when the list of its phones has become old meanwhile, or was read meanwhile', () => {
    const unknown = planWith({}).map((plan) => ({
      ...plan,
      targets: plan.targets.map(({ id, name }) => ({ id, name })),
    }));
    assert.ok(isSame(planWith({}), unknown));
    assert.ok(isSame(unknown, planWith({})));
  });
});
