import { omitUndefined } from '../base/omitUndefined';
import { ApiError } from '../api/errors/errors';
import { type Log } from '../base/log';
import { type Result } from '../model/operation';
import { type OperationsClients } from './common/projectClients';
import { requestOutcome } from './follow/outcomes';

/** What a person wants to be called differently. */
export interface Renaming {
  readonly kind: 'server' | 'phone';
  readonly project: string;
  readonly id: string;
  readonly name: string;
  readonly newName: string;
}

/** Where it is recorded what was done: the audit log. */
interface Record {
  note(act: { readonly verb: string; readonly project: string }, said: object): void;
  /** Resolves when all that was noted is on the disk, or the disk did not take it. */
  saved(): Promise<void>;
}

interface Parts {
  readonly clients: Pick<OperationsClients, 'cph'>;
  readonly audit: Record;
  readonly log: Log;
}

/**
 * Renames servers and phones. Nothing goes down and nothing is erased, so a rename is no operation: it has no plan, no
 * lock and no journal. It is one request, which the audit log has before it is sent.
 */
export class Renamer {
  constructor(private readonly parts: Parts) {}

  /**
   * Sends the request once.
   * @param takeBack withdraws it while it has not left; a request that is on its way goes on
   * @returns the error when it is not known whether the request ran; undefined when the cloud said that it did
   * @throws ApiError when it surely did not run, or the reason of `takeBack`
   */
  async rename(renaming: Renaming, takeBack: AbortSignal): Promise<ApiError | undefined> {
    const { kind, project, id, name, newName } = renaming;
    const { clients, audit } = this.parts;
    const cph = await clients.cph(project);
    audit.note(actIn(project), { event: 'started', kind, ids: [id], name, newName });
    await audit.saved();
    try {
      takeBack.throwIfAborted();
      await (kind === 'server' ? cph.renameServer(id, newName, takeBack) : cph.renamePhone(id, newName, takeBack));
    } catch (error) {
      return this.failed(renaming, error, takeBack);
    }
    this.end(renaming, { result: 'succeeded' });
    return undefined;
  }

  private failed(renaming: Renaming, error: unknown, takeBack: AbortSignal): ApiError {
    if (!(error instanceof ApiError)) {
      // Without an answer of the cloud the request was withdrawn before it left, or something is wrong with this code.
      this.end(renaming, { result: takeBack.aborted ? 'not sent' : 'unknown' });
      throw error;
    }
    const outcome = requestOutcome(error);
    const result = 'result' in outcome ? outcome.result : 'unknown';
    this.end(renaming, { result, ...omitUndefined({ code: error.info.code, requestId: error.info.requestId }) });
    if (result === 'unknown') {
      return error;
    }
    throw error;
  }

  private end({ kind, project, id, name, newName }: Renaming, said: Ended): void {
    const { audit, log } = this.parts;
    audit.note(actIn(project), { event: 'result', id, name, ...said });
    const line = `Rename ${project}: ${kind} ${name} (${id}) to ${newName}: ${said.result}`;
    if (said.result === 'succeeded') {
      log.info(line);
    } else {
      log.error(said.code === undefined ? line : `${line} ${said.code}`);
    }
  }
}

interface Ended {
  readonly result: Result;
  readonly code?: string;
  readonly requestId?: string;
}

const actIn = (project: string) => ({ verb: 'rename', project });
