import assert from 'node:assert/strict';
import { deflateSync, inflateSync } from 'node:zlib';
import { animate } from '../../e2e/driver/measure/apng';

const chunk = (type: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
};

/** A grey picture, one pixel high. */
function png(...pixels: readonly number[]): Buffer {
  const header = Buffer.from([0, 0, 0, pixels.length, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, ...pixels]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunks(file: Buffer): { type: string; data: Buffer }[] {
  const found: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12) {
    found.push({
      type: file.toString('latin1', at + 4, at + 8),
      data: file.subarray(at + 8, at + 8 + file.readUInt32BE(at)),
    });
  }
  return found;
}

describe('an animated PNG', () => {
  it('has every picture with its time, the first where other programs look for it', () => {
    const made = chunks(
      animate([
        { png: png(1, 2), ms: 500 },
        { png: png(3, 4), ms: 900 },
      ]),
    );
    assert.deepEqual(
      made.map(({ type }) => type),
      ['IHDR', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'IEND'],
    );
    assert.equal(made[1]?.data.readUInt32BE(0), 2);
    assert.deepEqual(
      [made[2], made[4]].map((one) => one?.data.readUInt16BE(20)),
      [500, 900],
    );
    assert.deepEqual(
      [made[2], made[4], made[5]].map((one) => one?.data.readUInt32BE(0)),
      [0, 1, 2],
    );
    assert.deepEqual([...inflateSync(made[3]?.data ?? Buffer.alloc(0))], [0, 1, 2]);
    assert.deepEqual([...inflateSync(made[5]?.data.subarray(4) ?? Buffer.alloc(0))], [0, 3, 4]);
  });

  it('is not made of pictures of several sizes', () => {
    assert.throws(
      () =>
        animate([
          { png: png(1), ms: 1 },
          { png: png(1, 2), ms: 1 },
        ]),
      /one size/,
    );
    assert.throws(() => animate([]), /one size/);
  });
});
