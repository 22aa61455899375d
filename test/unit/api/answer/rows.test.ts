import assert from 'node:assert/strict';
import * as v from 'valibot';
import {
  badShape,
  fieldByField,
  idLike,
  readRows,
  readShape,
  repeatedText,
  someNumber,
  someText,
} from '../../../../src/api/answer/decode';
import { ApiError } from '../../../../src/api/errors/errors';
import { message } from '../../../../src/base/message';
import { LogLines } from '../../../support/api';

const ANSWER = { request: 'GET /v1/servers', status: 200, body: {}, header: () => undefined };

const thrown = (work: () => unknown): ApiError => {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ApiError);
    return error;
  }
  throw new Error('Nothing was thrown.');
};

describe('the rows of a list', () => {
  const schema = v.object({ id: idLike, name: someText, size: someNumber });

  function read(list: readonly unknown[]) {
    const log = new LogLines();
    return { rows: readRows(schema, list, ANSWER, log), lines: log.lines };
  }

  it('are read one by one, without a word to the log', () => {
    assert.deepEqual(
      read([
        { id: ' a ', size: '7', other: [] },
        { id: 5, name: '', size: null },
      ]),
      {
        rows: [
          { id: 'a', size: 7 },
          { id: '5', name: undefined, size: undefined },
        ],
        lines: [],
      },
    );
    assert.deepEqual(read([]), { rows: [], lines: [] });
  });

  it('lose a field that is not as described, and keep the others', () => {
    const { rows, lines } = read([{ id: 'a', name: { secret: 's3' }, size: 3 }]);
    assert.deepEqual(rows, [{ id: 'a', size: 3 }]);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^warn left out a field .*: GET \/v1\/servers \[0\] name$/);
  });

  it('are left out where the field is needed, and the other rows stay', () => {
    const { rows, lines } = read([{ id: 'a' }, { id: {}, size: 'many' }, null, { id: 'b' }]);
    assert.deepEqual(
      rows.map(({ id }) => id),
      ['a', 'b'],
    );
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /^warn left out a row .* \[1\] id size$/);
    assert.match(lines[1] ?? '', /^warn left out a row .* \[2\] $/);
  });

  it('lose a whole field where only a part of it is not as described', () => {
    const nested = v.object({ id: idLike, place: v.nullish(v.object({ rack: idLike })) });
    const log = new LogLines();
    const list = [{ id: 'a', place: { rack: {} } }];
    assert.deepEqual(readRows(nested, list, ANSWER, log), [{ id: 'a' }]);
    assert.match(log.lines[0] ?? '', / place$/);
  });

  it('that are read field by field are left out and lose fields the same way', () => {
    const byField = fieldByField((row) => ({ id: row.id('id'), size: row.number('size') }));
    const log = new LogLines();
    const list = [{ id: 'a', size: [] }, { size: 3 }, { id: 'b', size: 3 }];
    assert.deepEqual(readRows(byField, list, ANSWER, log), [
      { id: 'a', size: undefined },
      { id: 'b', size: 3 },
    ]);
    assert.equal(log.lines.length, 2);
  });

  it('give a text that many rows share as it is', () => {
    assert.equal(v.parse(repeatedText, 'running'), 'running');
    assert.equal(v.parse(repeatedText, 'running'), 'running');
    assert.equal(v.parse(repeatedText, ''), undefined);
    const texts = Array.from({ length: 20_005 }, (_, index) => `state ${index}`);
    assert.deepEqual(
      texts.map((text) => v.parse(repeatedText, text)),
      texts,
    );
  });
});

describe('a body', () => {
  const schema = v.object({ jobs: v.array(v.object({ id: idLike })), count: v.exactOptional(v.number()) });

  it('is given as its schema reads it', () => {
    assert.deepEqual(readShape(schema, { jobs: [{ id: 7 }], more: 1 }, ANSWER), { jobs: [{ id: '7' }] });
  });

  const wrong: [string, unknown, RegExp][] = [
    ['a field that is missing', { jobs: [{}] }, /: jobs\.0\.id is missing\.$/],
    ['a field of another kind', { jobs: [], count: 'secret' }, /: count is not number\.$/],
    ['a body of another kind', 'secret', /: the body is not Object\.$/],
    ['no body', undefined, /: the body is missing\.$/],
  ];
  for (const [what, body, said] of wrong) {
    it(`is refused because of ${what}, without its value`, () => {
      const error = thrown(() => readShape(schema, body, ANSWER));
      assert.equal(error.kind, 'badResponse');
      assert.match(error.message, said);
      assert.ok(!error.message.includes('secret'));
    });
  }

  it('that is refused may come from a request that ran', () => {
    const error = thrown(() => badShape({ ...ANSWER, requestId: 'r1' }, message('the body is missing')));
    assert.deepEqual(error.info, { request: 'GET /v1/servers', status: 200, requestId: 'r1' });
    assert.deepEqual(thrown(() => badShape(ANSWER, message('the body is missing'))).info, {
      request: 'GET /v1/servers',
      status: 200,
    });
  });
});
