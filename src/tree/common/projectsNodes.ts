import { type SignInState } from '../../auth/sessions';
import { type ProjectProblem } from '../../config/projects';
import { type Scope } from '../../inventory/inventory';
import { type Instance } from '../../model/instance';
import { type Phone } from '../../model/phone';
import { type Project } from '../../model/project';
import { type Server } from '../../model/server';
import { type GroupBy } from '../../arrange/subgroups';

/** One row of the Projects view as plain data. `render` draws it. */
export type Node =
  ProjectNode | GroupNode | SubgroupNode | ServerNode | PhoneNode | InstanceNode | MoreNode | NoticeNode;

/** A node that shows one row of a listing. */
export type RowNode = ServerNode | PhoneNode | InstanceNode;

export interface ProjectNode {
  readonly kind: 'project';
  readonly project: Project;
  /** `checking`: the secret store has not answered yet. */
  readonly signIn: SignInState | 'checking';
}

/** The kinds of rows that a group holds. */
export type Group = 'servers' | 'instances';

export interface GroupNode {
  readonly kind: 'group';
  readonly project: string;
  readonly group: Group;
}

/** The instances that have the same state or the same user. */
export interface SubgroupNode {
  readonly kind: 'subgroup';
  readonly project: string;
  readonly by: GroupBy;
  /** The key of the state, or the user id; empty for instances without a user. */
  readonly key: string;
}

/** The last row of a listing that is not shown in full. A click shows one page more. */
export interface MoreNode {
  readonly kind: 'more';
  /** The id of the parent node. */
  readonly below: string;
  readonly shown: number;
  readonly total: number;
}

export interface ServerNode {
  readonly kind: 'server';
  readonly project: string;
  readonly server: Server;
}

export interface PhoneNode {
  readonly kind: 'phone';
  readonly project: string;
  readonly serverId: string;
  readonly phone: Phone;
}

export interface InstanceNode {
  readonly kind: 'instance';
  readonly project: string;
  readonly instance: Instance;
}

/** A row that an operation can act on. */
export type TargetNode = ServerNode | PhoneNode | InstanceNode;

/** A row that tells a state, such as that a list is being read or could not be read. */
export interface NoticeNode {
  readonly kind: 'notice';
  /** The id of the parent node; empty at the top. */
  readonly below: string;
  readonly notice: Notice;
}

export type Notice =
  | {
      readonly kind: 'loading';
      /** How many of all phones were read, while a filter reads them. */
      readonly phones?: { readonly read: number; readonly total: number };
    }
  | {
      readonly kind: 'empty';
      readonly what: Group | 'phones';
      readonly filtered: boolean;
      /** Not everything was read that the filter searches. */
      readonly isPartial?: true;
    }
  | { readonly kind: 'signedOut'; readonly project: string; readonly again: boolean }
  | { readonly kind: 'storeSilent'; readonly project: string }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'problem'; readonly problem: ProjectProblem };

/** A lone surrogate cannot be encoded. It is replaced by U+FFFD. */
const encoded = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));

/** @returns the node id of a project */
export const projectId = (project: string): string => encoded(project);
/** @returns the node id of a group */
export const groupId = (project: string, group: Group): string => `${encoded(project)}/${group}`;
const subgroupId = (project: string, by: GroupBy, key: string): string =>
  `${groupId(project, 'instances')}/!${by}:${encoded(key)}`;
const serverId = (project: string, server: string): string => `${groupId(project, 'servers')}/${encoded(server)}`;
const instanceId = (project: string, instance: string): string =>
  `${groupId(project, 'instances')}/${encoded(instance)}`;

/** @returns the groups of a project that is signed in, one for each of its services */
export const groupNodes = ({ name, services }: Project): readonly GroupNode[] =>
  services.map((service) => ({ kind: 'group', project: name, group: service === 'cph' ? 'servers' : 'instances' }));

/** @returns the id of a node: stable over refreshes, and unique in the Projects view */
export function nodeId(node: Node): string {
  switch (node.kind) {
    case 'project':
      return projectId(node.project.name);
    case 'group':
      return groupId(node.project, node.group);
    case 'subgroup':
      return subgroupId(node.project, node.by, node.key);
    case 'more':
      return `${node.below}/!more`;
    case 'server':
      return serverId(node.project, node.server.id);
    case 'phone':
      return `${serverId(node.project, node.serverId)}/${encoded(node.phone.id)}`;
    case 'instance':
      return instanceId(node.project, node.instance.id);
    case 'notice':
      return `${node.below}/!${noticeId(node.notice)}`;
  }
}

/**
 * @returns the id of the parent node; undefined at the top. For an instance it is the group, even while a subgroup stands
 * between them.
 */
export function parentId(node: Node): string | undefined {
  switch (node.kind) {
    case 'project':
      return undefined;
    case 'group':
      return projectId(node.project);
    case 'server':
      return groupId(node.project, 'servers');
    case 'phone':
      return serverId(node.project, node.serverId);
    case 'subgroup':
    case 'instance':
      return groupId(node.project, 'instances');
    case 'more':
      return node.below;
    case 'notice':
      return node.below === '' ? undefined : node.below;
  }
}

/** @returns the name of the project that a notice stands below; undefined at the top */
export const projectAbove = ({ below }: NoticeNode): string | undefined => {
  const [project = ''] = below.split('/');
  return project === '' ? undefined : decodeURIComponent(project);
};

/** @param below the id of the parent node; empty at the top */
export const notice = (below: string, what: Notice): NoticeNode => ({ kind: 'notice', below, notice: what });

/** @returns the id of the node whose children are the rows of a listing */
export const scopeNodeId = (scope: Scope): string =>
  scope.kind === 'phones' ? serverId(scope.project, scope.serverId) : groupId(scope.project, scope.kind);

/** @returns the listing whose rows are the children of a node; undefined when there is none */
export function scopeOf(node: Node): Scope | undefined {
  switch (node.kind) {
    case 'group':
      return { kind: node.group, project: node.project };
    case 'server':
      return { kind: 'phones', project: node.project, serverId: node.server.id };
    case 'project':
    case 'subgroup':
    case 'phone':
    case 'instance':
    case 'more':
    case 'notice':
      return undefined;
  }
}

/**
 * @param row a row of the listing `scope`
 * @returns the row as a node
 */
export function rowNode(scope: Scope, row: Server | Phone | Instance): RowNode {
  const { project } = scope;
  switch (scope.kind) {
    case 'servers':
      return { kind: 'server', project, server: row };
    case 'phones':
      return { kind: 'phone', project, serverId: scope.serverId, phone: row };
    case 'instances':
      return { kind: 'instance', project, instance: row };
  }
}

const noticeId = (notice: Notice): string =>
  notice.kind === 'problem' ? `problem ${encoded(notice.problem.path)}` : notice.kind;
