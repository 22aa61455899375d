import { type Log } from '../../base/log';
import { linesFor } from '../../operations/output/logLines';
import { type OperationChange } from '../../operations/common/events';

/** Writes the lines for one event of the engine to the output channel. */
export function writeToOutput(log: Log, change: OperationChange): void {
  for (const { level, line } of linesFor(change)) {
    log[level](line);
  }
}
