import { type Clock, type Timer } from '../../base/clock';
import { type Disposable } from '../../base/event';
import { type Log } from '../../base/log';
import { type Operation } from '../../model/operation';
import { type SharedFolder, type Window } from '../../storage/sharedFolder';
import { type Ask, type History, type Marks } from './journal';
import { type OperationRecord } from '../run/liveOperation';

/** How often a window with something unsettled shows that it lives, and looks after the others. */
const BEAT_MS = 5_000;
/** After so many beats that it left out a window counts as gone. */
const MISSED_BEATS = 3;
/** Changes in the folder come in swarms. */
const SWARM_MS = 300;

/** What the keeper sees of an operation in this window. */
export interface Kept {
  readonly record: OperationRecord;
  readonly isOwn: boolean;
  /** Since which claim this window owns it. */
  readonly generation: number;
  /** Present on an own one that is stored. */
  readonly pen?: unknown;
}

/** What is to be done about what was seen. */
export interface KeeperListeners {
  /** It is new, or another window wrote on. */
  shown(operation: Operation): void;
  removed(number: number): void;
  /** Its owner is gone, and this window is the one that got it. */
  adopted(operation: Operation, generation: number): void;
  /** Another window took it over. */
  disowned(number: number): void;
  asked(number: number, what: Ask): void;
}

interface Parts {
  readonly files: SharedFolder;
  readonly window: Window;
  readonly history: History;
  readonly clock: Clock;
  readonly log: Log;
  readonly kept: ReadonlyMap<number, Kept>;
  readonly listeners: KeeperListeners;
}

/**
 * Keeps the windows from fighting over the operations: shows that this one lives while it has something unsettled,
 * shows here what the others do, and takes over from one that is gone. There is no timer while nothing is unsettled.
 */
export class Keeper implements Disposable {
  private timer: Timer | undefined;
  private hint: Timer | undefined;
  private watching: Disposable | undefined;
  private looking: Promise<void> | undefined;
  private beats = 0;
  private isShown = false;
  private isOver = false;
  /** The last beat heard of each other window, and how often it was heard again. */
  private readonly heard = new Map<string, { beat: string; times: number }>();

  /** How long the journals of others were when they were last read. */
  private readonly sizes = new Map<number, number>();

  constructor(private readonly parts: Parts) {}

  /** Reads what is stored, and from then on sees what changes. */
  async load(): Promise<void> {
    const { files, log } = this.parts;
    try {
      this.watching ??= files.watch(() => {
        this.hintLater();
      });
    } catch (error) {
      log.warn(`The history cannot be watched: ${String(error)}`);
    }
    await this.look();
    this.wake();
  }

  /** Something may have become unsettled. */
  wake(): void {
    if (this.isOver) {
      return;
    }
    if (this.timer === undefined && this.hasUnsettled()) {
      void this.showSelf();
      this.timer = this.parts.clock.setTimeout(() => void this.beat(), BEAT_MS);
    }
  }

  dispose(): void {
    this.isOver = true;
    this.timer?.cancel();
    this.hint?.cancel();
    this.watching?.dispose();
  }

  private hasUnsettled(own?: boolean): boolean {
    return [...this.parts.kept.values()].some(
      ({ record, isOwn }) => !record.hasEnded && (own === undefined || own === isOwn),
    );
  }

  private async beat(): Promise<void> {
    this.timer = undefined;
    await this.listen();
    await this.look();
    await this.showSelf();
    this.wake();
  }

  private async showSelf(): Promise<void> {
    const { files, window, log } = this.parts;
    const name = beatOf(window.id);
    try {
      if (this.hasUnsettled(true)) {
        this.beats += 1;
        this.isShown = true;
        await files.write(name, Buffer.from(String(this.beats)));
      } else if (this.isShown) {
        this.isShown = false;
        await files.remove(name);
      }
    } catch (error) {
      log.warn(`Other windows cannot be told that this one lives: ${String(error)}`);
    }
  }

  private async listen(): Promise<void> {
    const beats = this.parts.files.names().filter((name) => name.endsWith('.beat'));
    for (const name of beats) {
      const beat = Buffer.from((await this.parts.files.read(name)) ?? []).toString();
      const last = this.heard.get(name);
      this.heard.set(name, { beat, times: last?.beat === beat ? last.times + 1 : 0 });
    }
    for (const [name, last] of this.heard) {
      if (!beats.includes(name)) {
        this.heard.set(name, { beat: '', times: last.beat === '' ? last.times + 1 : 0 });
      }
    }
  }

  private hintLater(): void {
    if (this.hint === undefined && !this.isOver) {
      this.hint = this.parts.clock.setTimeout(() => {
        this.hint = undefined;
        void this.look().then(() => {
          this.wake();
        });
      }, SWARM_MS);
    }
  }

  /** One look at a time; who asks meanwhile gets the one after it. */
  private async look(): Promise<void> {
    await this.looking;
    this.looking ??= this.lookOnce().finally(() => (this.looking = undefined));
    await this.looking;
  }

  private async lookOnce(): Promise<void> {
    const { history, kept, listeners, log } = this.parts;
    try {
      const stored = history.marks();
      for (const [number, { isOwn, record, pen }] of kept) {
        if (!stored.has(number) && (!isOwn || (record.hasEnded && pen !== undefined))) {
          listeners.removed(number);
        }
      }
      for (const marks of [...stored.values()].reverse()) {
        await this.lookAt(marks, kept.get(marks.number));
      }
    } catch (error) {
      log.warn(`The history cannot be read: ${String(error)}`);
    }
  }

  private async lookAt(marks: Marks, known: Kept | undefined): Promise<void> {
    const { history, listeners } = this.parts;
    if (known?.record.hasEnded === true || this.isOver) {
      return;
    }
    if (known?.isOwn === true && marks.generation === known.generation && !marks.isPacked) {
      for (const what of marks.asked) {
        listeners.asked(marks.number, what);
        await history.answer(marks.number, what);
      }
      return;
    }
    if (known?.isOwn === true) {
      listeners.disowned(marks.number);
    }
    const journal = await history.read(marks);
    if (journal === undefined || this.parts.kept.get(marks.number)?.isOwn === true) {
      return;
    }
    if (known === undefined || this.sizes.get(marks.number) !== journal.size) {
      this.sizes.set(marks.number, journal.size);
      listeners.shown(journal.operation);
    }
    if (!marks.isPacked && this.isGone(marks, journal.window)) {
      await this.parts.files.remove(beatOf(journal.window));
      await this.adopt(marks);
    }
  }

  private isGone(marks: Marks, owner: string): boolean {
    const name = beatOf(owner);
    if (!this.heard.has(name)) {
      this.heard.set(name, { beat: '', times: 0 });
    }
    const silence = this.heard.get(name)?.times ?? 0;
    return marks.isFree || this.parts.window.isGone(owner) || silence >= MISSED_BEATS;
  }

  /** What the owner wrote before it went counts: so the story is read again when nobody else can write any more. */
  private async adopt(marks: Marks): Promise<void> {
    const { history, window, listeners } = this.parts;
    if (!history.claim(marks, window.id)) {
      return;
    }
    const generation = marks.generation + 1;
    const journal = await history.read({ ...marks, generation });
    if (journal !== undefined) {
      listeners.adopted(journal.operation, generation);
    }
  }
}

/** The id of a window names a machine, whose name may hold anything. */
const beatOf = (window: string): string => `window-${Buffer.from(window).toString('base64url')}.beat`;
