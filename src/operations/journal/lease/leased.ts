import { type Clock } from '../../../base/clock';
import { type Log } from '../../../base/log';
import { type Hold, type Operation } from '../../../model/operation';
import { type OperationSummary } from '../../../model/operationSummary';
import { type SharedFolder, type Window } from '../../../storage/sharedFolder';
import { type OwnerRequest } from '../fileNames';
import { type JournalStore } from '../journalStore';

/** What the lease sees of an operation that this window knows and that is not in the history. */
export interface Leased {
  readonly live: { readonly hasEnded: boolean };
  readonly isOwn: boolean;
  readonly epoch: number;
  /** false: it is kept in memory only, because nothing is stored here. */
  readonly isStored: boolean;
  /** Another window has taken it over, and what that window wrote was not read yet. */
  readonly isStale: boolean;
}

/** What the lease sees of an operation in the history. */
interface Kept {
  /** How many corrections of its results are known here. */
  readonly corrections: number;
}

/** What is to be done about what was seen. */
export interface LeaseListeners {
  /** It is new, or another window wrote on. */
  shown(operation: Operation): void;
  /** It is packed: it is in the history from now on, or another window corrected what is there. */
  kept(summary: OperationSummary, corrections: number): void;
  removed(number: number): void;
  /** Its owner is gone, and this window has acquired it. */
  acquired(operation: Operation, epoch: number, nextLine: number): void;
  /** Another window has taken it over. */
  lost(number: number): void;
  /** @param seen the hold that the person saw */
  requested(number: number, what: OwnerRequest, seen?: Hold): void;
  /** Called with each heartbeat: what the disk did not take can be tried again. */
  heartbeat(): void;
  /** Whether something is left to be stored, though all operations have ended. */
  isBehind(): boolean;
}

/** What the lease works with. */
export interface LeaseDeps {
  readonly files: SharedFolder;
  readonly window: Window;
  readonly journals: JournalStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly known: ReadonlyMap<number, Leased>;
  readonly history: ReadonlyMap<number, Kept>;
  readonly listeners: LeaseListeners;
}
