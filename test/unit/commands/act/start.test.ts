import assert from 'node:assert/strict';
import { startPlans } from '../../../../src/commands/act/start';
import { type CommandContext, FailedIn } from '../../../../src/commands/context';
import { type Plan } from '../../../../src/model/plan';
import { PlanRefused } from '../../../../src/operations/plan/guard';

const plan = (verb: Plan['verb'], project: string): Plan =>
  ({ verb, project, targets: [{ id: 'a', name: 'a' }] }) as unknown as Plan;

describe('the plans of one act', () => {
  it('are not started when one of them is refused', async () => {
    const started: string[] = [];
    const operations = {
      check: ({ verb }: Plan) => {
        if (verb === 'reboot') {
          throw new PlanRefused([]);
        }
      },
      start: ({ verb }: Plan) => started.push(verb),
    };
    const context = { operations } as unknown as CommandContext;
    await assert.rejects(
      startPlans(context, [plan('restart', 'Alpha'), plan('restartPhones', 'Alpha'), plan('reboot', 'Beta')], []),
      (error) => error instanceof FailedIn && error.project === 'Beta' && error.cause instanceof PlanRefused,
    );
    assert.deepEqual(started, []);
  });
});
