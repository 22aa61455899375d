import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Instance } from '../../../src/model/instance';
import { type Phone } from '../../../src/model/phone';
import { type Server } from '../../../src/model/server';
import { inEnglish } from '../../../src/base/message';
import { parseFilter } from '../../../src/arrange/parseFilter';
import { type RowKind, type RowsOf } from '../../../src/arrange/rowFacts';
import { filterMatches, type FilterContext, serversWith } from '../../../src/arrange/filterMatches';

const CHINESE: Readonly<Record<string, string>> = { abnormal: '异常', normal: '正常', 'shut down': '已关机' };
const context: FilterContext = {
  statusTexts: (word) => [inEnglish(word), CHINESE[word.message] ?? ''],
  serverTexts: (id) => [{ s1: 'web-01', s2: 'db-01' }[id], id],
};

const servers: readonly Server[] = [
  { id: 's1', name: 'Web-01', status: 5, address: '203.0.113.7', serverModel: 'physical.rx1', zone: 'cn-north-4a' },
  { id: 's2', name: 'db-01', status: 2, address: '203.0.113.8', phoneModel: 'rx1.cp.c15', zone: 'cn-north-4b' },
  { id: 'S3', name: '王小明的服务器', status: 10 },
  { id: 's4', status: 77 },
];
const phones: readonly Phone[] = [
  { id: 'p1', name: 'one', serverId: 's1', status: 2, model: 'rx1.cp' },
  { id: 'p2', name: 'two', serverId: 's2', status: -7 },
];
const instances: readonly Instance[] = [
  { id: 'i1', name: 'demo-1', runningStatus: 2, userId: '1008600000000000001', memberName: '王小明', sku: 'kp.c1' },
  { id: 'i2', name: '1008600000000000001', runningStatus: 1 },
  { id: 'i3', runningStatus: 2, isFrozen: true, userId: '7', isAssigned: true },
];

function found<K extends RowKind>(kind: K, rows: readonly RowsOf[K][], text: string): string {
  const hits = filterMatches(kind, rows, parseFilter(text), context);
  assert.equal(hits.length, rows.length);
  return rows
    .filter((_, place) => hits[place] === 1)
    .map(({ id }) => id)
    .join();
}

describe('a search', () => {
  it('finds all rows without a term, and words in name, id, address, user and member in either case', () => {
    assert.equal(found('servers', servers, ''), 's1,s2,S3,s4');
    assert.equal(found('servers', servers, 'WEB'), 's1');
    assert.equal(found('servers', servers, 's3'), 'S3');
    assert.equal(found('servers', servers, '113.8'), 's2');
    assert.equal(found('servers', servers, '小明'), 'S3');
    assert.equal(found('phones', phones, 'TWO'), 'p2');
    assert.equal(found('instances', instances, '0001'), 'i1,i2');
    assert.equal(found('instances', instances, '小明'), 'i1');
  });

  it('requires every term, and the opposite of a term with a minus', () => {
    assert.equal(found('servers', servers, '01 113.7 web'), 's1');
    assert.equal(found('servers', servers, '01 -web'), 's2');
    assert.equal(found('servers', servers, '-status:normal -王'), 's2,s4');
    assert.equal(found('servers', servers, 'web db'), '');
  });

  it('does not find a word across two fields', () => {
    assert.equal(found('servers', servers, '"web-01 s1"'), '');
    assert.equal(found('servers', servers, 'web-01s1'), '');
  });

  it('takes special characters literally', () => {
    for (const text of ['.*', 'w?b', 'undefined', '\\', '[a-z]']) {
      assert.equal(found('servers', servers, text), '', text);
    }
  });

  it('finds a status by its words in both languages and by its number, but not inside another word', () => {
    assert.equal(found('servers', servers, 'status:normal'), 's1');
    assert.equal(found('servers', servers, 'status:abnormal'), 's2');
    assert.equal(found('servers', servers, 'status:ABN'), 's2');
    assert.equal(found('servers', servers, 'status:异常'), 's2');
    assert.equal(found('servers', servers, 'status:"shut down"'), 'S3');
    assert.equal(found('servers', servers, 'status:down'), 'S3');
    assert.equal(found('servers', servers, 'status:2'), 's2');
    assert.equal(found('servers', servers, 'status:77'), 's4');
    assert.equal(found('phones', phones, 'status:-7'), 'p2');
    assert.equal(found('instances', instances, 'status:running'), 'i1');
    assert.equal(found('instances', instances, 'status:frozen'), 'i3');
    assert.equal(found('instances', instances, 'status:2'), 'i1,i3');
    assert.equal(found('servers', [{ id: 'new' }], 'status:x'), '');
  });

  it('finds by user, model, zone and server only rows with that field', () => {
    assert.equal(found('instances', instances, 'user:1008'), 'i1');
    assert.equal(found('instances', instances, '-user:1008'), 'i2,i3');
    assert.equal(found('servers', servers, 'model:rx1'), 's1,s2');
    assert.equal(found('phones', phones, 'model:rx1'), 'p1');
    assert.equal(found('instances', instances, 'model:c1'), 'i1');
    assert.equal(found('servers', servers, 'az:4b'), 's2');
    assert.equal(found('servers', servers, 'server:web'), 's1');
    assert.equal(found('phones', phones, 'server:web'), 'p1');
    assert.equal(found('phones', phones, '-server:web'), 'p2');
    assert.equal(found('instances', instances, 'server:web'), '');
    assert.equal(found('servers', servers, 'user:7'), '');
  });

  it('finds exactly what a search of each row finds, however many there are', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '0', '1', '-', 'ß', 'İ', '王'), maxLength: 6 });
    const row = fc.record({ id: text, name: fc.option(text, { nil: undefined }), address: text });
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 40 }),
        fc.array(text, { maxLength: 3 }),
        fc.integer({ min: 1, max: 400 }),
        (some, words, times) => {
          const rows = Array.from({ length: times }, () => some)
            .flat()
            .map(({ name, ...rest }) => (name === undefined ? rest : { ...rest, name }));
          const { terms } = parseFilter(words.join(' '));
          const expected = rows.map((one: Server) =>
            terms.every(({ value, isNegated }) => {
              const texts = [one.name, one.id, one.address].map((field) => (field ?? '').toLowerCase());
              return texts.some((field) => field.includes(value)) !== isNegated;
            })
              ? 1
              : 0,
          );
          assert.deepEqual([...filterMatches('servers', rows, { terms, unknownKeys: [] }, context)], expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('finds exactly what a search of each row finds, among rows with long ids of which few contain a word', () => {
    const many = Array.from({ length: 9_000 }, (_, at): Instance => {
      const id = (BigInt(at + 1) * 0x9e3779b97f4a7c15n).toString(16).padStart(20, '0');
      const status = { runningStatus: at % 6, isFrozen: at % 50 === 0 };
      return { id, name: `demo-${at}`, userId: `1008${at * 7}`, sku: `kp.c${at % 3}`, ...status };
    });
    const textOf = ({ name = '', id, userId = '' }: Instance): string => `${name}\n${id}\n${userId}`;
    const expected: Readonly<Record<string, (row: Instance) => boolean>> = {
      '42': (row) => textOf(row).includes('42'),
      '042': (row) => textOf(row).includes('042'),
      '0000': (row) => textOf(row).includes('0000'),
      'demo-8 0a -b1': (row) => /demo-8/.test(textOf(row)) && /0a/.test(textOf(row)) && !/b1/.test(textOf(row)),
      'a e 9 -7': (row) => ['a', 'e', '9'].every((word) => textOf(row).includes(word)) && !/7/.test(textOf(row)),
      'user:0087': ({ userId }) => userId?.includes('0087') === true,
      '-user:77 model:c1': ({ userId, sku }) => userId?.includes('77') !== true && sku === 'kp.c1',
      'status:2 421': (row) => row.runningStatus === 2 && textOf(row).includes('421'),
      'az:4a': () => false,
    };
    for (const [text, fits] of Object.entries(expected)) {
      const ids = many.filter(fits).map(({ id }) => id);
      assert.equal(found('instances', many, text), ids.join(), text);
      assert.equal(ids.length > 0, text !== 'az:4a', text);
    }
  });

  it('names the servers with a matching phone, each once', () => {
    const some: readonly Phone[] = [...phones, { id: 'p3', serverId: 's2' }, { id: 'p4' }];
    assert.deepEqual(serversWith(some, Uint8Array.of(0, 1, 1, 1)), ['s2']);
    assert.deepEqual(serversWith(some, Uint8Array.of(0, 0, 0, 1)), []);
  });
});
