import assert from 'node:assert/strict';
import { asCsv, asText, targetsAsText } from '../../../../src/operations/output/textAndCsv';
import { message } from '../../../../src/base/message';
import { type Operation } from '../../../../src/model/operation';

const running: Operation = {
  number: 3,
  verb: 'restart',
  project: 'Staging',
  requests: 1,
  startedAt: Date.UTC(2026, 0, 5, 8),
  targets: [
    {
      id: 'a'.repeat(32),
      name: 'web-01',
      phase: 'settled',
      result: 'succeeded',
      jobId: 'b'.repeat(32),
      requestId: 'c'.repeat(32),
      sentAt: Date.UTC(2026, 0, 5, 8),
      settledAt: Date.UTC(2026, 0, 5, 8, 0, 12),
    },
    {
      id: 'd'.repeat(32),
      name: '=cmd()',
      phase: 'settled',
      result: 'failed',
      code: 'CPS.0158',
      text: 'said "no", twice\nand again',
    },
    { id: 'e'.repeat(32), name: 'web-03', phase: 'sent' },
  ],
};

const operation: Operation = { ...running, endedAt: Date.UTC(2026, 0, 5, 8, 1) };

describe('an operation that is copied', () => {
  it('as text reads as it did in the output channel', () => {
    assert.deepEqual(asText(operation).split('\n'), [
      'Restart #3 Staging: 3 servers in 1 request',
      `Restart #3 web-01 (${'a'.repeat(32)}) job ${'b'.repeat(32)}: succeeded in 12 s`,
      `Restart #3 =cmd() (${'d'.repeat(32)}): failed CPS.0158 said "no", twice and again`,
      'Restart #3 done: 1 succeeded, 1 failed in 60 s',
    ]);
  });

  it('as text while it runs has no end', () => {
    assert.deepEqual(asText(running).split('\n'), asText(operation).split('\n').slice(0, -1));
  });

  it('as text of some targets has only their lines, also of one without a result', () => {
    assert.deepEqual(targetsAsText(operation, operation.targets.slice(0, 1)), asText(operation).split('\n')[1]);
    assert.equal(targetsAsText(running, running.targets.slice(2)), `web-03 (${'e'.repeat(32)}): sent`);
  });

  it('as CSV of several operations has one line of names', () => {
    const lines = asCsv([operation, { ...operation, number: 4 }]).split('\r\n');
    assert.deepEqual(
      lines.map((line) => line.split(',')[0]),
      ['operation', '3', '3', '3', '4', '4', '4', ''],
    );
  });

  it('as CSV names the user of a target and what to do', () => {
    const target = { id: 'i1', name: 'demo', userId: 'user1', phase: 'settled', result: 'failed' } as const;
    const advice = message('Refresh the list.');
    const [, line] = asCsv([{ ...operation, verb: 'unassign', targets: [{ ...target, advice }] }]).split('\r\n');
    assert.equal(line, '3,unassign,Staging,i1,demo,user1,failed,,,Refresh the list.,,,,');
  });

  it('as CSV has a line for each target, with quotes doubled and no formula', () => {
    const [names, first, ...rest] = asCsv([operation]).split('\r\n');
    assert.equal(names, 'operation,verb,project,id,name,user,result,code,text,advice,job,request,sent,settled');
    assert.equal(
      first,
      `3,restart,Staging,${'a'.repeat(32)},web-01,,succeeded,,,,${'b'.repeat(32)},${'c'.repeat(32)},2026-01-05T08:00:00.000Z,2026-01-05T08:00:12.000Z`,
    );
    assert.equal(
      rest[0],
      `3,restart,Staging,${'d'.repeat(32)},'=cmd(),,failed,CPS.0158,"said ""no"", twice\nand again",,,,,`,
    );
    assert.equal(rest[1], `3,restart,Staging,${'e'.repeat(32)},web-03,,sent,,,,,,,`);
  });
});
