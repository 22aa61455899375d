import { type Log } from '../../base/log';
import { linesFor } from '../../operations/output/logLines';
import { type OperationChange } from '../../operations/common/events';

/** Writes one event of the engine to the output channel, as it happens. */
export function writeToOutput(log: Log, change: OperationChange): void {
  for (const { level, line } of linesFor(change)) {
    log[level](line);
  }
}
