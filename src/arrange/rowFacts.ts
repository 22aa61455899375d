import { type Instance } from '../model/instance';
import { type Phone } from '../model/phone';
import { type Server } from '../model/server';
import { type StatusClass, instanceStatus, phoneStatus, serverStatus, type StatusFacts } from '../model/status';
import { inEnglish, type Message } from '../base/message';

/** The rows of a listing, by what it lists. */
export interface RowsOf {
  readonly servers: Server;
  readonly phones: Phone;
  readonly instances: Instance;
}
export type RowKind = keyof RowsOf;

/** A row of any kind, as far as all have something in common. */
export type AnyRow = Server | Phone | Instance;

/** @returns what the row's state means. */
export const STATUS_OF: { readonly [K in RowKind]: (row: RowsOf[K]) => StatusFacts } = {
  servers: serverStatus,
  phones: phoneStatus,
  instances: instanceStatus,
};

/** @returns what the row is called in the view. */
export const labelOf = ({ name, id }: AnyRow): string => name ?? id;

/** What needs a look stands first. */
export const RANK: Record<StatusClass, number> = { bad: 0, busy: 1, other: 2, good: 3 };

/** @returns what tells one state from another. */
export const stateKey = (word: Message): string => (word.args.length === 0 ? word.message : inEnglish(word));
