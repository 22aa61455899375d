import { type TargetState } from '../../model/operation';
import { type Message } from '../../base/message';
import { type OperationsClients } from './projectClients';
import { type ProjectContext } from './verb';

/** Whether a target is in the state that it should be in after all, else what is wrong with it. */
export type Health = 'healthy' | Message;

/** A target of the fleet that runs now. */
export interface Running {
  readonly id: string;
  /** The server that carries it, where that is another one than itself. */
  readonly serverId?: string;
}

/** How the good state of a kind of target is seen. */
export interface HealthCheck {
  /**
   * Reads the fleet of a project: all servers, all instances, or the phones of the servers that carry the targets.
   * @returns those that run now. One without a state does not: before a wave only what is seen counts
   * @throws ApiError when the fleet cannot be read
   */
  running(
    clients: OperationsClients,
    context: Pick<ProjectContext, 'project' | 'log'>,
    targets: readonly TargetState[],
  ): Promise<readonly Running[]>;
  /**
   * Reads what is needed to compare with afterwards.
   * @throws ApiError when it cannot be read: no check is possible then
   */
  before(
    clients: OperationsClients,
    context: ProjectContext,
    ids: readonly string[],
  ): Promise<(readonly [string, Pick<TargetState, 'phonesBefore'>])[]>;
  /**
   * Reads the states as they are now.
   * @param tell called after each answer
   * @throws ApiError when some could not be read
   */
  look(looking: Looking, targets: readonly TargetState[], tell: (id: string, health: Health) => void): Promise<void>;
}

export interface Looking {
  readonly clients: OperationsClients;
  readonly context: ProjectContext;
  readonly signal: AbortSignal;
}
