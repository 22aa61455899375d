import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { fieldByField, idLike, readShape, repeatedText, someNumber, someText } from '../../../../src/api/answer/decode';
import { omitUndefined } from '../../../../src/base/omitUndefined';

type Schema = v.GenericSchema<unknown, object>;

/** The same row both ways. */
const asObject: Schema = v.object({ id: idLike, text: someText, repeated: repeatedText, number: someNumber });
const byFields: Schema = fieldByField((row) => ({
  id: row.id('id'),
  text: row.text('text'),
  repeated: row.repeatedText('repeated'),
  number: row.number('number'),
}));

/** @returns the row that the schema reads, or the fields that are not as described */
function read(schema: Schema, row: unknown): unknown {
  const result = v.safeParse(schema, row);
  return result.success ? omitUndefined(result.output) : result.issues.map((issue) => v.getDotPath(issue));
}

describe('a row that is read field by field', () => {
  const field = fc.oneof(
    fc.constantFrom('', ' ', ' a ', '7', ' -7 ', '+7', '1.5', '7e2', '9007199254740993', true, false, null),
    fc.double({ noNaN: true }),
    fc.integer(),
    fc.jsonValue({ maxDepth: 1 }),
  );
  const row = fc.record({ id: field, text: field, repeated: field, number: field, other: field }, { requiredKeys: [] });

  it('is read as an object of the same fields is', () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: row }, fc.jsonValue({ maxDepth: 1 })), (value) => {
        assert.deepEqual(read(byFields, value), read(asObject, value));
      }),
      { numRuns: 2000 },
    );
  });

  it('names each field that is not as described, once', () => {
    assert.deepEqual(read(byFields, { id: {}, text: [], number: '1.5' }), ['id', 'text', 'number']);
    assert.deepEqual(read(byFields, 'no row at all'), [null]);
  });
});

describe('the shape of an answer', () => {
  it('is told by the field alone where no pattern says what it should be', () => {
    const answer = { request: 'GET /v1/servers', status: 200, body: {}, header: () => undefined };
    assert.throws(
      () => readShape(v.object({ count: someNumber }), { count: 1.5 }, answer),
      /: count is not as described/,
    );
  });
});
