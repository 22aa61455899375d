import { crc32 } from 'node:zlib';

/** `checksum line epoch json`. The checksum is the CRC-32 of all that follows it, as 8 hexadecimal digits. */
export function encode(line: number, epoch: number, json: string): string {
  const rest = `${line} ${epoch} ${json}`;
  return `${checksumOf(rest)} ${rest}\n`;
}

const checksumOf = (rest: string): string => crc32(rest).toString(16).padStart(8, '0');

/** A line of a journal, in its parts. */
export interface Line {
  readonly line: number;
  readonly epoch: number;
  readonly json: string;
}

/** @returns the parts of a line; undefined where its form or its checksum is wrong */
export function decode(written: string): Line | undefined {
  const [, checksum, rest = '', line, epoch, json = ''] = /^([0-9a-f]{8}) ((\d+) (\d+) (.*))/s.exec(written) ?? [];
  return checksum === checksumOf(rest) ? { line: Number(line), epoch: Number(epoch), json } : undefined;
}
