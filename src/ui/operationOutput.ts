import { type Log } from '../model/log';
import { linesFor } from '../operations/outputLines';
import { type OperationChange } from '../operations/change';

/** Writes one event of the engine to the output channel, as it happens. */
export function writeToOutput(log: Log, change: OperationChange): void {
  for (const { level, line } of linesFor(change)) {
    log[level](line);
  }
}
