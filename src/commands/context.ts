import { type Sessions } from '../auth/sessions';
import { type SettingsSync } from '../auth/settingsSync';
import { type Inventory } from '../inventory/inventory';
import { type Audit } from '../operations/output/auditLog';
import { type Operations } from '../operations/operations';
import { type Renamer } from '../operations/rename';
import { type OperationsView } from '../tree/operations/view';
import { type ProjectsView } from '../tree/projects/view';
import { type OutputLog } from '../ui/tell/log';
import { type PlanDocuments } from '../ui/documents/planDocuments';
import { type ReadOnlyDocuments } from '../ui/documents/readOnlyDocuments';
import { type Settings } from '../ui/settings';

/** The objects that the commands use. */
export interface CommandContext {
  /** The id of this extension, such as `publisher.name`. */
  readonly extension: string;
  readonly settings: Settings;
  readonly sessions: Sessions;
  readonly accounts: Pick<SettingsSync, 'expect'>;
  readonly inventory: Inventory;
  readonly operations: Operations;
  readonly renamer: Renamer;
  readonly audit: Audit;
  readonly view: ProjectsView;
  readonly operationsView: OperationsView;
  readonly documents: ReadOnlyDocuments;
  readonly planDocuments: PlanDocuments;
  readonly log: OutputLog;
}

/** The failure of a command in one project. It need not be the project of the clicked row. */
export class FailedIn extends Error {
  override readonly name = 'FailedIn';

  /**
   * @param project the name of the project
   * @param cause the error, which is told to the person
   */
  constructor(
    readonly project: string,
    override readonly cause: unknown,
  ) {
    super(`failed in ${project}`);
  }
}

/**
 * One command. Its arguments are not trusted: other extensions and key bindings can call it with anything. It throws
 * CancellationError when the person cancels, and any other error to have it told.
 */
export type Command = (context: CommandContext, ...args: unknown[]) => Promise<void>;
