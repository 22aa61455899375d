import assert from 'node:assert/strict';
import { actTitle, actWords, countsOf, protectedWords } from '../../../../src/ui/words/actWords';
import { type Plan } from '../../../../src/model/plan';
import { type Verb } from '../../../../src/model/verbs';

const plan = (verb: Verb, policy?: object): Plan => ({ verb, policy }) as unknown as Plan;

describe('the words of an act', () => {
  it('are those of its only verb', () => {
    assert.equal(actTitle([plan('reboot'), plan('reboot')]), 'Reboot instances');
    assert.equal(actTitle([plan('restart', {})]), 'Rolling restart');
    assert.equal(actWords(['unassign']).button(), 'Unassign and Erase');
    assert.equal(actWords(['restartPhones']).none(), 'There is no phone that can be restarted now.');
  });

  it('of several verbs are those of a restart', () => {
    assert.equal(actTitle([plan('restart'), plan('reboot')]), 'Restart');
    assert.equal(actWords(['restart', 'reboot']).none(), 'No action is possible on the selected rows now.');
  });

  it('count what is protected by kind', () => {
    assert.equal(protectedWords([{ kind: 'phone', count: 2 }]), '2 phones are protected.');
    const counts = countsOf([
      { kind: 'server', count: 1 },
      { kind: 'phone', count: 1 },
      { kind: 'server', count: 2 },
    ]);
    assert.equal(protectedWords(counts), 'These are protected: 3 servers and 1 phone.');
  });
});
