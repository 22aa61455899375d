import { parse } from 'lossless-json';

/** Finds a number of 16 or more digits in the place of a value. JSON.parse can lose digits only of such a number. */
const LONG_NUMBER = /[:[,]\s*-?\d{16}/;

/**
 * Reads JSON. A whole number beyond 2^53 becomes a text with all its digits. The user ids of the cloud have 19 and more
 * digits, and UnassignInstance.html shows one as a number.
 * @param text may begin with a byte order mark
 * @throws Error when the text is not JSON
 */
export function parseJson(text: string): unknown {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  // The texts that lossless-json returns are slices of the whole text. Without the copy, one row would keep the whole
  // response in memory.
  return LONG_NUMBER.test(json)
    ? structuredClone(parse(json, null, { parseNumber, onDuplicateKey: lastWins }))
    : JSON.parse(json);
}

function parseNumber(digits: string): number | string {
  const value = Number(digits);
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(value) ? digits : value;
}

/** For a key that comes twice the last value counts, as with JSON.parse. */
const lastWins = ({ newValue }: { newValue: unknown }): unknown => newValue;
