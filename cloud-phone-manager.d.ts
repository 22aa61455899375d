import type { Event } from 'vscode';

/**
 * What `vscode.extensions.getExtension<CloudPhoneApi>('cloudphone.cloud-phone-manager')?.activate()` gives; see
 * docs/api.md. No secret can be reached through it.
 */
export interface CloudPhoneApi extends CloudPhoneActions {
  /** Grows as semantic versioning says: within 1.x nothing is taken away. */
  readonly version: '1.1.0';

  /** The valid entries of the setting `cloudPhone.projects`, in their order. */
  projects(): Promise<readonly CloudPhoneProject[]>;

  /**
   * What the project has of a kind: as known, else as read now.
   * @param project the name of a configured project
   * @param serverId whose phones, for the kind `phones`
   * @throws Error with a sentence for the person, and the cloud's code as `code` where there is one
   */
  list<K extends keyof CloudPhoneRows>(
    project: string,
    kind: K,
    serverId?: string,
  ): Promise<readonly CloudPhoneRows[K][]>;

  /** Fires for the operations of this window, whoever asked for them. */
  readonly onDidChangeOperation: Event<CloudPhoneOperationChange>;
}

export interface CloudPhoneProject {
  readonly name: string;
  readonly region: string;
  /** Absent until the first sign-in fills it in. */
  readonly projectId?: string;
  readonly services: readonly ('cph' | 'koophone')[];
  readonly isSignedIn: boolean;
}

export interface CloudPhoneRows {
  servers: CloudPhoneServer;
  phones: CloudPhonePhone;
  instances: CloudPhoneInstance;
}

/** What all rows have. */
interface CloudPhoneRow {
  readonly id: string;
  readonly name?: string;
  /** In English, such as `normal`, `running` or `frozen`. */
  readonly status: string;
  /** The cloud's own number; absent where it was not listed. */
  readonly statusCode?: number;
  /** What may be asked for in this state. */
  readonly can: readonly CloudPhoneVerb[];
}

export interface CloudPhoneServer extends CloudPhoneRow {
  readonly address?: string;
}

export interface CloudPhonePhone extends CloudPhoneRow {
  readonly serverId: string;
}

export interface CloudPhoneInstance extends CloudPhoneRow {
  readonly userId?: string;
  readonly isLoggedIn?: boolean;
}

/** A verb of an operation. A later version can add some: handle one that you do not know. */
export type CloudPhoneVerb =
  | 'restart'
  | 'restartPhones'
  | 'shutDownPhones'
  | 'startPhones'
  | 'resetPhones'
  | 'assign'
  | 'reboot'
  | 'resetInstances'
  | 'unassign';

/** The actions that can be asked for. */
export type CloudPhoneActionName =
  | 'restartServers'
  | 'restartPhones'
  | 'shutDownPhones'
  | 'startPhones'
  | 'resetPhones'
  | 'rebootInstances'
  | 'resetInstances'
  | 'unassignInstances';

/**
 * Each action asks the person as its command does, acts, and follows every target to its end. Unassign and reset erase
 * the users' data for good.
 */
export type CloudPhoneActions = {
  /**
   * @param ids of servers, phones or instances of the project; those that the action does not fit now are left out, and
   *   the person is told
   * @returns the operation when its last target has settled; undefined when the person did not agree
   * @throws Error when an argument is not of this form, or the project has none with this id: nothing was sent
   */
  readonly [Name in CloudPhoneActionName]: (
    project: string,
    ids: readonly string[],
  ) => Promise<CloudPhoneOperation | undefined>;
};

export type CloudPhoneResult =
  'succeeded' | 'failed' | 'rejected' | 'unverified' | 'timed out' | 'unknown' | 'not sent';

export interface CloudPhoneOperation {
  /** From 1 up; the number in the output channel. */
  readonly number: number;
  readonly verb: CloudPhoneVerb;
  readonly project: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Absent while something is under way. */
  readonly endedAt?: number;
  readonly targets: readonly CloudPhoneTarget[];
}

export interface CloudPhoneTarget {
  readonly id: string;
  readonly name: string;
  readonly phase: 'waiting' | 'sent' | 'settled';
  /** Once it has settled. */
  readonly result?: CloudPhoneResult;
  /** The cloud's code and text, for a failure. */
  readonly code?: string;
  readonly text?: string;
  readonly jobId?: string;
  readonly requestId?: string;
}

export type CloudPhoneOperationChange =
  | { readonly kind: 'started' | 'ended'; readonly operation: CloudPhoneOperation }
  | { readonly kind: 'target'; readonly number: number; readonly target: CloudPhoneTarget };
