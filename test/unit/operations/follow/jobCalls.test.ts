import assert from 'node:assert/strict';
import { type Watched } from '../../../../src/operations/common/verb';
import { jobCalls } from '../../../../src/operations/follow/jobCalls';

let number = 0;
/** Jobs of one request, or of none that is known. */
function jobsOf(requestId: string | undefined, count = 1, tracking: Watched['tracking'] = {}): Watched[] {
  return Array.from({ length: count }, () => ({
    target: {
      id: `server ${(number += 1)}`,
      name: 'web',
      phase: 'sent',
      ...(requestId === undefined ? {} : { requestId }),
    },
    since: 0,
    tracking: { ...tracking },
  }));
}
const requests = (count: number, jobsEach = 1): Watched[] =>
  Array.from({ length: count }, (_, index) => jobsOf(`r${index + 1}`, jobsEach)).flat();

const none = () => false;

/** @returns the request ids and the number of jobs of each question, and what is left */
function asked(watched: readonly Watched[], isDoubtful: (job: Watched) => boolean = none) {
  const { calls, left, looks } = jobCalls(watched, isDoubtful);
  return { calls: calls.map(({ ids, jobs }) => [ids.length, jobs.length]), left: left.length, looks };
}

describe('the questions about jobs', () => {
  it('are none for no job', () => {
    assert.deepEqual(asked([]), { calls: [], left: 0, looks: 0 });
  });

  it('ask for the jobs of up to 20 requests at once', () => {
    assert.deepEqual(asked(requests(20)), { calls: [[20, 20]], left: 0, looks: 1 });
    const { calls } = jobCalls(requests(21), none);
    assert.deepEqual(
      calls.map(({ ids }) => [ids.length, ids[0], ids.at(-1)]),
      [
        [20, 'r1', 'r20'],
        [1, 'r21', 'r21'],
      ],
    );
    assert.equal(calls[1]?.jobs[0]?.target.requestId, 'r21');
  });

  it('ask by itself for each job whose request is not known, and last', () => {
    const lone = jobsOf(undefined, 2);
    const { calls } = jobCalls([...lone, ...requests(2)], none);
    assert.deepEqual(
      calls.map(({ ids, jobs }) => [ids, jobs.length]),
      [
        [['r1', 'r2'], 2],
        [[], 1],
        [[], 1],
      ],
    );
    assert.deepEqual(
      calls.slice(1).map(({ jobs }) => jobs[0]),
      lone,
    );
  });

  it('ask by itself for a request with a job that an answer about others could hide', () => {
    const watched = requests(3, 2);
    const { calls } = jobCalls(watched, (job) => job === watched[3]);
    assert.deepEqual(
      calls.map(({ ids }) => ids),
      [['r1', 'r3'], ['r2']],
    );
  });

  it('fill at most 20 pages in one look, and leave the rest to the next looks', () => {
    // 100 jobs of a request fill a page: 20 requests fill the 20 pages of a look.
    assert.deepEqual(asked(requests(20, 100)), { calls: [[20, 2000]], left: 0, looks: 1 });
    assert.deepEqual(asked(jobsOf(undefined, 20)), { calls: Array(20).fill([0, 1]), left: 0, looks: 1 });
    assert.deepEqual(asked(jobsOf(undefined, 21)), { calls: Array(20).fill([0, 1]), left: 1, looks: 2 });
    assert.equal(asked(jobsOf(undefined, 41)).looks, 3);
    const many = jobsOf(undefined, 22);
    assert.deepEqual(jobCalls(many, none).left, many.slice(20));
  });

  it('fill more pages where there are more hundreds of jobs to watch', () => {
    assert.deepEqual(asked(requests(25, 100)), {
      calls: [
        [20, 2000],
        [5, 500],
      ],
      left: 0,
      looks: 1,
    });
    const { calls, left, looks } = asked([...requests(30, 100), ...jobsOf(undefined, 5)]);
    assert.deepEqual(calls, [
      [20, 2000],
      [10, 1000],
      [0, 1],
    ]);
    assert.deepEqual([left, looks], [4, 2]);
  });

  it('count the rows of all jobs of a request, also of those that have settled since', () => {
    const big = jobsOf('big', 2100);
    assert.equal(asked(big).looks, 1);
    // All but one have settled, and the cloud still gives 21 pages for them.
    const last = big.slice(-1);
    assert.deepEqual(asked([...last, ...jobsOf('other')]), { calls: [[1, 1]], left: 1, looks: 2 });
    assert.equal(asked([...jobsOf('big'), ...last, ...jobsOf('other')]).left, 1);
    assert.deepEqual(asked([...jobsOf('big'), ...jobsOf('other')]), { calls: [[2, 2]], left: 0, looks: 1 });
  });

  it('ask always for the first request, however many pages it has', () => {
    const big = jobsOf('big', 5000);
    jobCalls(big, none);
    const left = big.slice(0, 1);
    assert.deepEqual(asked(left), { calls: [[1, 1]], left: 0, looks: 3 });
  });

  it('are, while a round of looks goes on, about what it left and about what is new', () => {
    const due = jobsOf('due', 1, { dueAt: 5, wasAsked: true });
    const done = jobsOf('done', 1, { wasAsked: true });
    const fresh = jobsOf('fresh');
    const ids = (watched: readonly Watched[]) => jobCalls(watched, none).calls.flatMap((call) => call.ids);
    assert.deepEqual(ids([...due, ...done, ...fresh]), ['due', 'fresh']);
    assert.deepEqual(ids([...done, ...fresh]), ['done', 'fresh']);
  });
});
