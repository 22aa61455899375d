import assert from 'node:assert/strict';
import { type Nameable, pairsOfFile, readUsers } from '../../../../src/commands/meant/readUsers';

const free = (count: number): Nameable[] =>
  Array.from({ length: count }, (_, index) => ({ id: `kp${index + 1}`, name: `demo-${index + 1}`, isFree: true }));
const taken: Nameable = { id: 'kp9', name: 'demo-9', isFree: false };

/** @returns the pairs, or the sentence on what is wrong */
function read(text: string, rows: readonly Nameable[], isPart = false): unknown {
  const answer = readUsers(text, { rows, isPart });
  return 'wrong' in answer ? answer.wrong : Object.fromEntries(answer.users);
}

describe('the users of instances, as a person writes them,', () => {
  it('are pairs, however they are separated', () => {
    const both = { kp1: 'u1', kp2: 'u2' };
    for (const text of [
      'kp1,u1;kp2,u2',
      'kp1,u1 kp2,u2',
      ' kp1 , u1 ; kp2 , u2 ; ',
      'kp2,u2\r\nkp1,u1\n',
      'kp1，u1；kp2，u2',
    ]) {
      assert.deepEqual(read(text, free(2)), both, text);
    }
  });

  it('are one for each free row, in the order of the rows, where no instance is named', () => {
    assert.deepEqual(read('u1 u2;u3', [...free(2), taken, { id: 'kp7', name: 'demo-7', isFree: true }]), {
      kp1: 'u1',
      kp2: 'u2',
      kp7: 'u3',
    });
  });

  it('keep their digits', () => {
    assert.deepEqual(read('kp1,1008600000000000001', free(1)), { kp1: '1008600000000000001' });
  });

  it('may be those of some instances where all instances of a project are meant, and are pairs then', () => {
    assert.deepEqual(read('kp2,u2', free(3), true), { kp2: 'u2' });
    assert.equal(read('u2', free(1), true), 'u2: write an instance ID, a comma and a user ID.');
    assert.equal(read('', free(1), true), 'Name at least one instance with its user.');
    assert.equal(read('kp8,u8', free(1), true), 'kp8,u8: no such instance.');
  });

  it('are not a list of users where an instance is named without its user', () => {
    assert.equal(read('kp1 u1', free(2)), 'kp1: write an instance ID, a comma and a user ID.');
  });

  it('are pairs where the order of the rows is not that of one list', () => {
    const answer = readUsers('u1 u2', { rows: free(2), isPart: false, needsPairs: true });
    assert.deepEqual(answer, { wrong: 'u1: write an instance ID, a comma and a user ID.' });
  });

  const wrong: readonly (readonly [text: string, sentence: string])[] = [
    ['', 'Instances: 2. User IDs: 0.'],
    ['u1', 'Instances: 2. User IDs: 1.'],
    ['u1 u2 u3', 'Instances: 2. User IDs: 3.'],
    ['u1 a/b', 'This is not a user ID: a/b'],
    ['kp1,u1', 'No user is named for demo-2 (kp2).'],
    ['kp1,u1;kp2', 'kp2: write an instance ID, a comma and a user ID.'],
    ['kp1,u1;kp2,', 'kp2,: write an instance ID, a comma and a user ID.'],
    ['kp1,u1;,u2', ',u2: write an instance ID, a comma and a user ID.'],
    // A browser that takes the line breaks out of what is pasted makes this of two pairs.
    ['kp1,u1kp2,u2', 'kp1,u1kp2,u2: write an instance ID, a comma and a user ID.'],
    ['kp1,u1;kp8,u8', 'kp8,u8: this instance was not chosen.'],
    ['kp9,u9;kp1,u1', 'kp9,u9: this instance cannot be assigned now.'],
    [`kp1,${'u'.repeat(33)}`, `kp1,${'u'.repeat(33)}: the user ID is not well formed.`],
    ['kp1,u1;kp2,u2;kp1,u3', 'kp1,u3: this instance is named twice.'],
  ];
  for (const [text, sentence] of wrong) {
    it(`are refused where the text is “${text}”: ${sentence}`, () => {
      assert.equal(read(text, [...free(2), taken]), sentence);
    });
  }
});

describe('a file with the users of instances', () => {
  it('has a pair on each line, with any of the usual separators, quotes and a line of column names', () => {
    for (const csv of [
      'kp1,u1\nkp2,u2\n',
      '\uFEFFInstance ID;User ID\r\n"kp1";"u1"\r\n\r\nkp2;u2',
      'instance_id\tuser_id\nkp1\tu1\nkp2\tu2',
    ]) {
      assert.equal(pairsOfFile(csv), 'kp1,u1; kp2,u2', csv);
    }
  });

  it('may have users alone', () => {
    assert.equal(pairsOfFile('user\nu1\nu2\n'), 'u1; u2');
    assert.equal(pairsOfFile('u1\nu2'), 'u1; u2');
  });

  it('with a wrong line comes into the box as it is, and is refused there', () => {
    assert.equal(
      read(pairsOfFile('kp1,u1,x\nkp2,u2'), free(2)),
      'kp1,u1,x: write an instance ID, a comma and a user ID.',
    );
    assert.equal(pairsOfFile(''), '');
  });
});
