import { type Operation, type TargetState } from '../../model/operation';
import { inEnglish } from '../../base/message';
import { linesFor } from './logLines';

/** @returns an operation as the output channel told it, one line per target, for a ticket or a chat */
export function asText(operation: Operation): string {
  const lines = [
    ...linesFor({ kind: 'accepted', operation }),
    ...operation.targets.flatMap((target) => linesFor({ kind: 'target', operation, target })),
    ...(operation.endedAt === undefined ? [] : linesFor({ kind: 'done', operation })),
  ];
  return lines.map(({ line }) => line).join('\n');
}

/** @returns targets of an operation as text, one line each, also of those without a result */
export const targetsAsText = (operation: Operation, targets: readonly TargetState[]): string =>
  targets
    .map((target) => {
      const [told] = linesFor({ kind: 'target', operation, target });
      return told?.line ?? `${target.name} (${target.id}): ${target.phase}`;
    })
    .join('\n');

const COLUMNS: readonly (readonly [name: string, value: (target: TargetState, operation: Operation) => Cell])[] = [
  ['operation', (_, { number }) => number],
  ['verb', (_, { verb }) => verb],
  ['project', (_, { project }) => project],
  ['id', ({ id }) => id],
  ['name', ({ name }) => name],
  ['user', ({ userId }) => userId],
  ['result', ({ result, phase }) => result ?? phase],
  ['code', ({ code }) => code],
  ['text', ({ text }) => inEnglish(text ?? '')],
  ['advice', ({ advice }) => inEnglish(advice ?? '')],
  ['job', ({ jobId }) => jobId],
  ['request', ({ requestId }) => requestId],
  ['sent', ({ sentAt }) => time(sentAt)],
  ['settled', ({ settledAt }) => time(settledAt)],
];

type Cell = string | number | undefined;

/** @returns operations as CSV (RFC 4180): a line of names, then one line per target, times in UTC */
export function asCsv(operations: readonly Operation[]): string {
  const rows = operations.flatMap((operation) =>
    operation.targets.map((target) => COLUMNS.map(([, value]) => cell(value(target, operation)))),
  );
  return [COLUMNS.map(([name]) => name), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

const time = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

/** A text of the cloud that begins like a formula would be run by a spreadsheet: a quote before it makes it a text. */
function cell(value: Cell): string {
  const text = String(value ?? '');
  const harmless = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
