import { omit } from '../../../base/omit';
import { type Operation } from '../../../model/operation';
import { type OperationSummary } from '../../../model/operationSummary';
import { parseStored } from './parseStored';
import { FORMAT, packed, summary } from './schemas';

/** @returns an operation that has ended as one text */
export const packOperation = (ended: Operation): string =>
  JSON.stringify({ format: FORMAT, ...omit(ended, ['throttledUntil', 'waitsForSignIn', 'hold']) });

/** @returns the operation; undefined where the text is not one, or of a later version */
export function unpackOperation(file: string): Operation | undefined {
  const whole = parseStored(packed, file);
  if (whole === undefined) {
    return undefined;
  }
  const operation = { ...whole };
  Reflect.deleteProperty(operation, 'format');
  return operation;
}

/**
 * @param corrections how often the results of the operation were corrected
 * @returns the summary of a packed operation as one text
 */
export const writeSummary = (ended: OperationSummary, corrections: number): string =>
  JSON.stringify({ format: FORMAT, ...ended, corrections });

/**
 * @returns the summary, and how many corrections of the operation it knows; undefined where the text is none, or of a
 *   later version
 */
export function readSummary(
  file: string,
): { readonly summary: OperationSummary; readonly corrections: number } | undefined {
  const stored = parseStored(summary, file);
  if (stored === undefined) {
    return undefined;
  }
  const { corrections, ...known } = stored;
  Reflect.deleteProperty(known, 'format');
  return { summary: known, corrections };
}
