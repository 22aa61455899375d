import assert from 'node:assert/strict';
import { type Page, readAllPages } from '../../../src/base/paging';
import { turnOfTheLoop } from '../../support/until';

interface Row {
  readonly id: number;
}

/** A list that a test can change between two pages. It counts the requests under way. */
class List {
  rows: number[] = [];
  /** The most rows of a page, however many the request asks for. */
  cap = 100;
  total: (() => number | undefined) | undefined;
  asked: string[] = [];
  underWay = 0;
  mostUnderWay = 0;
  warnings: string[] = [];
  beforePage: (nth: number) => void = () => undefined;

  constructor(count: number) {
    this.rows = Array.from({ length: count }, (_, index) => index);
  }

  readonly read = async (index: number, size: number, signal: AbortSignal): Promise<Page<Row>> => {
    signal.throwIfAborted();
    this.asked.push(`${index}/${size}`);
    this.beforePage(this.asked.length);
    this.underWay++;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    const rows = this.rows.slice(index * size, index * size + Math.min(size, this.cap)).map((id) => ({ id }));
    const total = this.total === undefined ? this.rows.length : this.total();
    await turnOfTheLoop();
    this.underWay--;
    return { rows, received: rows.length, ...(total === undefined ? {} : { total }) };
  };

  options(signal = new AbortController().signal) {
    return {
      read: this.read,
      idOf: (row: Row) => String(row.id),
      size: 100,
      maxConcurrent: 4,
      signal,
      warn: (line: string) => this.warnings.push(line),
    };
  }

  readAll(signal?: AbortSignal) {
    return readAllPages(this.options(signal));
  }
}

const ids = (read: { rows: readonly Row[] }): readonly number[] => read.rows.map((row) => row.id).sort((a, b) => a - b);

describe('reading all pages of a list', () => {
  for (const count of [0, 1, 99, 100, 101, 250, 1000]) {
    it(`brings ${count} rows in order with the fewest requests`, async () => {
      const list = new List(count);
      const { rows, total } = await list.readAll();
      assert.deepEqual(
        rows.map((row) => row.id),
        list.rows,
      );
      assert.equal(total, count);
      assert.equal(list.asked.length, Math.max(1, Math.ceil(count / 100)));
      assert.deepEqual(list.warnings, []);
    });
  }

  it('keeps to its limit of requests under way', async () => {
    const list = new List(2000);
    await list.readAll();
    assert.equal(list.mostUnderWay, 4);
  });

  it('goes on after the rows that came when the cloud sends fewer rows in a page than requested', async () => {
    const list = new List(250);
    list.cap = 60;
    const read = await list.readAll();
    assert.deepEqual(ids(read), list.rows);
    assert.deepEqual(list.asked, ['0/100', '1/60', '2/60', '3/60', '4/60']);
  });

  it('reads until a short page when the cloud gives no total', async () => {
    for (const count of [0, 30, 100, 230, 300]) {
      const list = new List(count);
      list.total = () => undefined;
      const read = await list.readAll();
      assert.deepEqual(ids(read), list.rows);
      assert.equal(read.total, count);
    }
  });

  it('ends when the list repeats a page for ever, with and without a total', async () => {
    for (const total of [undefined, 1_000_000]) {
      const list = new List(100);
      list.total = () => total;
      const read = list.read;
      const repeated = (_index: number, size: number, signal: AbortSignal) => read(0, size, signal);
      const { rows } = await readAllPages({ ...list.options(), read: repeated });
      assert.equal(rows.length, 100);
      assert.ok(list.asked.length < 25, `${list.asked.length} requests`);
      assert.equal(list.warnings.length, 1);
    }
  });

  it('ends when rows never come, however high the total is', async () => {
    const list = new List(150);
    list.total = () => 1_000_000;
    const { rows, total } = await list.readAll();
    assert.deepEqual([rows.length, total], [150, 1_000_000]);
    assert.ok(list.asked.length < 25, `${list.asked.length} requests`);
  });

  it('loses no row when other rows are removed meanwhile', async () => {
    const list = new List(500);
    list.beforePage = (nth) => {
      if (nth === 3) {
        list.rows.splice(10, 5);
      }
    };
    const read = await list.readAll();
    assert.deepEqual(ids(read), list.rows);
    assert.equal(read.total, 495);
  });

  it('returns new rows, and no row twice, when rows are added meanwhile', async () => {
    const list = new List(500);
    list.beforePage = (nth) => {
      if (nth === 3) {
        list.rows.unshift(1000, 1001);
      }
    };
    const read = await list.readAll();
    assert.deepEqual(
      ids(read),
      [...list.rows].sort((a, b) => a - b),
    );
  });

  it('returns what it has found, with a warning in the log, when the list keeps changing', async () => {
    const list = new List(300);
    list.beforePage = (nth) => {
      list.rows.unshift(1000 + nth);
    };
    const read = await list.readAll();
    const found = new Set(ids(read));
    assert.equal(found.size, read.rows.length);
    assert.ok(Array.from({ length: 290 }, (_, index) => index).every((id) => found.has(id)));
    assert.equal(list.warnings.length, 1);
    assert.ok(list.asked.length <= 15);
  });

  it('returns a row that comes and goes rather than losing it', async () => {
    const list = new List(300);
    list.beforePage = (nth) => {
      if (nth % 2 === 0) {
        list.rows.shift();
      } else {
        list.rows.unshift(-nth);
      }
    };
    const read = await list.readAll();
    const found = new Set(ids(read));
    assert.ok(list.rows.slice(1).every((id) => found.has(id)));
    assert.equal(found.size, read.rows.length);
  });

  it('accepts a wrong total when two readings agree', async () => {
    const list = new List(150);
    list.total = () => 170;
    const { rows, total } = await list.readAll();
    assert.equal(rows.length, 150);
    assert.equal(total, 170);
    assert.deepEqual(list.asked, ['0/100', '1/100', '0/93', '1/93']);
    assert.deepEqual(list.warnings, ['The cloud counts 170 and lists 150']);
  });

  it('counts rows that cannot be read as received', async () => {
    let pages = 0;
    const warnings: string[] = [];
    const { rows, total } = await readAllPages<Row>({
      read: (index, size) => {
        pages++;
        const all = Array.from({ length: size }, (_, row) => ({ id: index * size + row }));
        return Promise.resolve({ rows: all.slice(1), received: size, total: 2 * size });
      },
      idOf: (row) => String(row.id),
      size: 100,
      maxConcurrent: 4,
      signal: new AbortController().signal,
      warn: (line) => warnings.push(line),
    });
    assert.equal(pages, 2);
    assert.deepEqual(warnings, []);
    assert.equal(rows.length, 198);
    assert.equal(total, 200);
  });

  it('fails at the first failure, and begins no further page', async () => {
    const list = new List(5000);
    list.beforePage = (nth) => {
      if (nth === 6) {
        throw new Error('no page');
      }
    };
    await assert.rejects(list.readAll(), /no page/);
    assert.equal(list.underWay, 0);
    assert.ok(list.asked.length <= 10);
  });

  it('fails when the signal aborts', async () => {
    const list = new List(5000);
    const stop = new AbortController();
    list.beforePage = (nth) => {
      if (nth === 6) {
        stop.abort(new Error('given up'));
      }
    };
    await assert.rejects(list.readAll(stop.signal), /given up/);
    assert.ok(list.asked.length <= 10);
  });
});
