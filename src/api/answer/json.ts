import { parse } from 'lossless-json';

/** A number of 16 digits or more where a value can stand: only then can JSON.parse lose digits. */
const LONG_NUMBER = /[:[,]\s*-?\d{16}/;

/**
 * Reads JSON so that a whole number beyond 2^53 keeps every digit, as text: the cloud's user ids have 19 digits and
 * more, and UnassignInstance.html shows one as a bare number.
 * @throws Error when the text is not JSON
 */
export function parseJson(text: string): unknown {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  // What lossless-json returns are slices of the whole text: a row that is kept would keep all of the answer in memory.
  return LONG_NUMBER.test(json)
    ? structuredClone(parse(json, null, { parseNumber, onDuplicateKey: lastWins }))
    : JSON.parse(json);
}

function parseNumber(digits: string): number | string {
  const value = Number(digits);
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(value) ? digits : value;
}

/** As JSON.parse does it. */
const lastWins = ({ newValue }: { newValue: unknown }): unknown => newValue;
