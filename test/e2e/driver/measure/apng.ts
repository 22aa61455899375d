import { crc32 } from 'node:zlib';

/** One frame of an animation: a PNG, and how long it is shown. */
export interface Frame {
  readonly png: Buffer;
  readonly ms: number;
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

const SIGNATURE = 8;

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE; at < png.length;) {
    const length = png.readUInt32BE(at);
    const data = png.subarray(at + 8, at + 8 + length);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data });
    at += length + 12;
  }
  return chunks;
}

function written({ type, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

const numbers = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
  return bytes;
};

/**
 * The control chunk before a frame: it covers the whole picture, replaces the former frame, and says how long it is
 * shown.
 */
function control(sequence: number, header: Buffer, ms: number): Chunk {
  const rest = Buffer.alloc(6);
  rest.writeUInt16BE(ms, 0);
  rest.writeUInt16BE(1000, 2);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  return { type: 'fcTL', data: Buffer.concat([numbers(sequence, width, height, 0, 0), rest]) };
}

/**
 * Makes an animated PNG that repeats without end. All pictures must have the same size and pixel format. Their data is
 * copied unchanged (https://www.w3.org/TR/png-3/#apng-frame-based-animation).
 * @throws Error when a picture differs from the first in size or pixel format
 */
export function animate(frames: readonly Frame[]): Buffer {
  const pictures = frames.map(({ png, ms }) => ({ chunks: chunksOf(png), ms }));
  const headers = pictures.map(({ chunks }) => chunks.find(({ type }) => type === 'IHDR')?.data);
  const [header] = headers;
  if (header === undefined || !headers.every((one) => one?.equals(header) === true)) {
    throw new Error('The pictures of an animation must be PNGs of one size and kind.');
  }
  let sequence = 0;
  const chunks: Chunk[] = [
    { type: 'IHDR', data: header },
    { type: 'acTL', data: numbers(frames.length, 0) },
  ];
  for (const [index, picture] of pictures.entries()) {
    chunks.push(control(sequence++, header, picture.ms));
    for (const { data } of picture.chunks.filter(({ type }) => type === 'IDAT')) {
      chunks.push(
        index === 0 ? { type: 'IDAT', data } : { type: 'fdAT', data: Buffer.concat([numbers(sequence++), data]) },
      );
    }
  }
  chunks.push({ type: 'IEND', data: Buffer.alloc(0) });
  const signature = frames[0]?.png.subarray(0, SIGNATURE) ?? Buffer.alloc(0);
  return Buffer.concat([signature, ...chunks.map(written)]);
}
