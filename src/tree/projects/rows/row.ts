import type * as vscode from 'vscode';
import { type Subgroup } from '../../../arrange/subgroups';
import { instanceStatus, phoneStatus, serverStatus, type StatusFacts } from '../../../model/status';
import { type Server } from '../../../model/server';
import { type Verb } from '../../../model/verbs';
import { type Node } from '../../common/projectsNodes';
import { type GroupFacts } from '../listings/shownListings';

/** The texts and the icon of a row, from which the `TreeItem` is made. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  readonly icon: vscode.ThemeIcon;
  /** What kind of row it is. A screen reader says it first. */
  readonly spokenKind?: string;
  readonly expands?: 'open' | 'closed';
  readonly command?: vscode.Command;
}

/** What `render` needs besides the node. */
export interface Look {
  /** The verb of the operation that acts on the row now. */
  readonly busy?: Verb | undefined;
  /** The counts of a group; undefined before any of its rows were read. */
  readonly group?: GroupFacts | undefined;
  readonly subgroup?: Subgroup | undefined;
  /** The server of a phone, for the tooltip. */
  readonly server?: Server | undefined;
}

/** @returns the status facts of a row; undefined for a row without a status */
export function statusOf(node: Node): StatusFacts | undefined {
  switch (node.kind) {
    case 'server':
      return serverStatus(node.server);
    case 'phone':
      return phoneStatus(node.phone);
    case 'instance':
      return instanceStatus(node.instance);
    case 'project':
    case 'group':
    case 'subgroup':
    case 'more':
    case 'notice':
      return undefined;
  }
}
