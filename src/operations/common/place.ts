import { type Operation } from '../../model/operation';
import { type Service } from '../../model/project';
import { type OperationsClients } from './projectClients';

/**
 * @returns whether the project was edited since the operation began, and names another host or project ID now. What is
 *   read there tells nothing of the operation
 */
export function isElsewhere(
  clients: Pick<OperationsClients, 'host' | 'projectId'>,
  service: Service,
  { project, host, projectId }: Pick<Operation, 'project' | 'host' | 'projectId'>,
): boolean {
  const isOther = (before: string | undefined, now: string | undefined): boolean =>
    before !== undefined && now !== undefined && before !== now;
  return isOther(host, clients.host(project, service)) || isOther(projectId, clients.projectId(project));
}
