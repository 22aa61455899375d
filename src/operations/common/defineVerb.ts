import { omitUndefined } from '../../base/omitUndefined';
import { type Target } from '../../model/operation';
import { type KindId, KINDS, kindOf, type RowOf, type TargetRow } from '../../model/kinds';
import { type LeftOutReason } from '../../model/plan';
import { FROZEN } from '../../model/status';
import { type Verb } from '../../model/verbs';
import { message, type Message } from '../../base/message';
import { type HealthCheck } from './health';
import { type Following, type Strategy } from './verb';

/** What the file of a verb says. */
interface VerbFacts<K extends KindId> {
  readonly id: Verb;
  /** The kind of target that it acts on. */
  readonly on: K;
  /** Its commands, without their prefix. */
  readonly commands: VerbCommands;
  /** The verb at the beginning of a line of the log, such as `Restart`. */
  readonly logTitle: string;
  /** @returns whether it is possible for a row that is not frozen */
  readonly when: (row: RowOf[K]) => boolean;
  /** @returns why a plan leaves out a row for which it is not possible. Default: the status of the row says so */
  readonly leftOutAs?: (row: RowOf[K]) => LeftOutReason;
  /** Targets are down meanwhile, so the limits on how many may be down count for it. */
  readonly interrupts: boolean;
  /** Present where it deletes data for good: each of its targets is read again before its request. */
  readonly erases?: {
    /** One act on more targets than this asks for their number to be typed; for one target, its name. */
    readonly withoutTyping: number;
  };
  /** Each target names its user, and the verb is about that user. */
  readonly isOfUser?: true;
  /** It is the restart of its kind: one action restarts targets of several kinds. */
  readonly isRestart?: true;
  /** A person says the user of each target; for other verbs it is the user whom the row shows. */
  readonly takesUser?: true;
  /** The most targets that one request may carry. */
  readonly mostPerRequest: number;
  /** @returns why this target cannot be sent at all, if so. Default: it must have an id of its kind */
  readonly flaw?: (target: Target) => Message | undefined;
  readonly follow: Following;
  /** How a rollout sees that a target is well again; absent where it cannot be rolled out. */
  readonly health?: HealthCheck;
}

/** The commands of a verb, without the prefix `cloudPhone.`. The manifest is made of them: npm run manifest. */
interface VerbCommands {
  /** Acts on the chosen rows. The exported API has a function of the same name. */
  readonly act: string;
  /** Acts on all rows that match the filter. */
  readonly matching: string;
  /** Rolls out; absent where the verb cannot be rolled out. */
  readonly roll?: string;
  /** The icon of VS Code with which a row offers it; absent: only the menu of the row does. */
  readonly icon?: string;
}

/** A verb, as it is registered. */
export interface VerbDefinition extends Strategy {
  readonly on: KindId;
  readonly commands: VerbCommands;
  readonly logTitle: string;
  readonly allows: (row: TargetRow) => boolean;
  readonly leftOutAs: (row: TargetRow) => LeftOutReason;
  readonly interrupts: boolean;
  readonly erases?: { readonly withoutTyping: number };
  readonly isOfUser: boolean;
  readonly isRestart: boolean;
  readonly takesUser: boolean;
  readonly health?: HealthCheck;
}

/**
 * Makes a verb of its facts.
 * @returns the verb, for the registry
 */
export function defineVerb<K extends KindId>(facts: VerbFacts<K>): VerbDefinition {
  const { id, on, commands, logTitle, interrupts, erases, mostPerRequest, follow, health } = facts;
  const kind = kindOf(on);
  const isFrozen = (row: TargetRow): boolean => kind.statusOf(row) === FROZEN;
  const isSettled = (row: TargetRow): boolean => kind.statusOf(row).settled;
  const { flaw = idFlaw(on), leftOutAs = () => 'notRunning' } = facts;
  return {
    ...follow,
    verb: id,
    on,
    commands,
    logTitle,
    service: kind.service,
    batchSize: mostPerRequest,
    idKey: (one) => kind.idKey(one),
    flaw,
    // Rows of other kinds do not get here: who asks has looked at `on`.
    allows: (row) => !isFrozen(row) && facts.when(row),
    leftOutAs: (row) => (isFrozen(row) ? 'frozen' : isSettled(row) ? leftOutAs(row) : 'underWay'),
    interrupts,
    isOfUser: facts.isOfUser === true,
    isRestart: facts.isRestart === true,
    takesUser: facts.takesUser === true,
    ...omitUndefined({ erases, health }),
  };
}

const NO_ID: Readonly<Record<KindId, Message>> = {
  server: message('its ID is not one of a server'),
  phone: message('its ID is not one of a phone'),
  instance: message('its ID is not one of an instance'),
};

const idFlaw =
  (on: KindId) =>
  ({ id }: Target): Message | undefined =>
    KINDS[on].isId(id) ? undefined : NO_ID[on];
