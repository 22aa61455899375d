import * as v from 'valibot';
import { type Operation, type TargetState } from '../../../model/operation';
import { endedAt, progressed } from '../../state/operation';
import { nextTarget } from '../../state/target';
import { parseStored } from './parseStored';
import { decode } from './line';
import { changeLine, firstLine, FORMAT, newerLine } from './schemas';

/** An operation as its journal tells it. */
export interface Journal {
  readonly operation: Operation;
  /** The window that began it. */
  readonly window: string;
  /** The number of the next line. */
  readonly nextLine: number;
  /** A later version of the extension wrote it: it is shown as far as it is understood, and never taken over. */
  readonly isNewer: boolean;
  /** The length of the file. A journal only grows, so the same length means no news. */
  readonly size: number;
}

/**
 * Reads a journal. What follows the last line break was not written to its end, and no request left for it: it is
 * skipped. Where any other line is missing or cannot be read, each target that waited then counts as sent, because the
 * line may have said so.
 * @returns `newer` when a later version wrote it and nothing of it is understood; undefined when the first line cannot be
 *   read
 */
export function readJournal(file: string): Journal | 'newer' | undefined {
  const [first = '', ...rest] = file.split('\n').slice(0, -1);
  const begun = decode(first);
  if (begun === undefined) {
    return undefined;
  }
  const start = parseStored(firstLine, begun.json);
  if (start === undefined) {
    return readNewer(begun.json, file.length);
  }
  const { window, targets, ...known } = start;
  Reflect.deleteProperty(known, 'format');
  const waiting = targets.map((one) => ({ ...one, phase: 'waiting' as const }));
  const reader = new Reader({ ...known, targets: waiting });
  rest.forEach((line) => {
    reader.read(line);
  });
  return { ...reader.end(), window, isNewer: false, size: file.length };
}

/** @returns the targets of a later version; what became of them is not known here, so each counts as sent */
function readNewer(json: string, size: number): Journal | 'newer' | undefined {
  if ((parseStored(v.object({ format: v.number() }), json)?.format ?? 0) <= FORMAT) {
    return undefined;
  }
  const start = parseStored(newerLine, json);
  if (start === undefined) {
    return 'newer';
  }
  const { targets, window, ...known } = start;
  Reflect.deleteProperty(known, 'format');
  const operation = { ...known, targets: targets.map((one) => ({ ...one, phase: 'sent' as const })) };
  return { operation, window, nextLine: 0, isNewer: true, size };
}

/** Applies line after line. */
class Reader {
  private readonly targets: TargetState[];
  private nextLine = 1;
  private epoch = 1;
  private lastAt: number;
  /** A line could not be read, and the next one has not shown yet that nothing is missing. */
  private isInDoubt = false;

  constructor(private operation: Operation) {
    this.targets = [...operation.targets];
    this.lastAt = operation.startedAt;
  }

  read(written: string): void {
    if (written === '') {
      return;
    }
    const line = decode(written);
    const change = line && parseStored(changeLine, line.json);
    if (line === undefined || change === undefined) {
      this.isInDoubt = true;
      return;
    }
    // A window that has lost the operation may write on for a moment.
    if (line.epoch < this.epoch) {
      return;
    }
    const isNewEpoch = line.epoch > this.epoch;
    this.epoch = line.epoch;
    // A line was written again, because its first writing seemed to fail.
    if (line.line < this.nextLine && !isNewEpoch) {
      return;
    }
    if (line.line > this.nextLine) {
      this.doubt();
    }
    this.isInDoubt = false;
    this.nextLine = line.line + 1;
    this.apply(change);
  }

  end(): Pick<Journal, 'operation' | 'nextLine'> {
    if (this.isInDoubt) {
      this.doubt();
    }
    const operation = { ...this.operation, targets: this.targets };
    return { operation: endedAt(operation, this.lastAt), nextLine: this.nextLine };
  }

  private doubt(): void {
    this.targets.forEach((one, place) => {
      this.targets[place] = nextTarget(one, { phase: 'sent' }, this.lastAt) ?? one;
    });
  }

  private apply({ at, set = [], progress }: v.InferOutput<typeof changeLine>): void {
    this.operation = progress === undefined ? this.operation : progressed(this.operation, progress);
    for (const [patch, places] of set) {
      for (const place of places) {
        const old = this.targets[place];
        const target = old && nextTarget(old, patch, at);
        if (target !== undefined) {
          this.targets[place] = target;
          this.lastAt = at;
        }
      }
    }
  }
}
