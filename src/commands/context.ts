import { type Sessions } from '../auth/sessions';
import { type Inventory } from '../inventory/inventory';
import { type Audit } from '../operations/output/auditLog';
import { type Operations } from '../operations/operations';
import { type ProjectsView } from '../tree/projects/view';
import { type OutputLog } from '../ui/tell/log';
import { type PlanDocuments } from '../ui/documents/planDocuments';
import { type ReadOnlyDocuments } from '../ui/documents/readOnlyDocuments';
import { type Settings } from '../ui/settings';

/** What the commands work with. */
export interface CommandContext {
  /** Its own id, such as `publisher.name`. */
  readonly extension: string;
  readonly settings: Settings;
  readonly sessions: Sessions;
  readonly inventory: Inventory;
  readonly operations: Operations;
  readonly audit: Audit;
  readonly view: ProjectsView;
  readonly documents: ReadOnlyDocuments;
  readonly planDocuments: PlanDocuments;
  readonly log: OutputLog;
}

/** A command failed in a project that need not be the one of the row that it was called with. */
export class FailedIn extends Error {
  override readonly name = 'FailedIn';

  constructor(
    readonly project: string,
    override readonly cause: unknown,
  ) {
    super(`failed in ${project}`);
  }
}

/** One command; what it is called with is not to be trusted, other extensions and key bindings may call it too. */
export type Command = (context: CommandContext, ...args: unknown[]) => Promise<void>;
