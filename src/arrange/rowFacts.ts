import { type Instance } from '../model/instance';
import { type Phone } from '../model/phone';
import { type Server } from '../model/server';
import { type StatusClass, instanceStatus, phoneStatus, serverStatus, type StatusFacts } from '../model/status';
import { inEnglish, type Message } from '../base/message';

/** The type of the rows, by what a list has. */
export interface RowsOf {
  readonly servers: Server;
  readonly phones: Phone;
  readonly instances: Instance;
}
export type RowKind = keyof RowsOf;

/** A row of any kind. */
export type AnyRow = Server | Phone | Instance;

/** For each kind, the function that returns what the status of a row means. */
export const STATUS_OF: { readonly [K in RowKind]: (row: RowsOf[K]) => StatusFacts } = {
  servers: serverStatus,
  phones: phoneStatus,
  instances: instanceStatus,
};

/** @returns the name of the row in the view: its name, or its id without one */
export const labelOf = ({ name, id }: AnyRow): string => name ?? id;

/** The order of status classes in the view: rows that need attention come first. */
export const RANK: Record<StatusClass, number> = { bad: 0, busy: 1, other: 2, good: 3 };

/** @returns a key that is different for each state */
export const stateKey = (word: Message): string => (word.args.length === 0 ? word.message : inEnglish(word));
