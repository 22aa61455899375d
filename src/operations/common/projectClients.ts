import { type CphClient } from '../../api/cph/client';
import { type KooPhoneClient } from '../../api/koophone/client';

/** What operations need of the CPH client. */
export type CphLike = Pick<
  CphClient,
  | 'restartServers'
  | 'describeRestart'
  | 'restartPhones'
  | 'describeRestartPhones'
  | 'stopPhones'
  | 'describeStopPhones'
  | 'resetPhones'
  | 'describeResetPhones'
  | 'renameServer'
  | 'renamePhone'
  | 'listJobs'
  | 'getJob'
  | 'listServers'
  | 'listPhones'
  | 'serverTags'
>;

/** What operations need of the KooPhone client. */
export type KooPhoneLike = Pick<
  KooPhoneClient,
  | 'rebootInstances'
  | 'describeReboot'
  | 'assignInstances'
  | 'describeAssign'
  | 'unassignInstances'
  | 'describeUnassign'
  | 'resetInstances'
  | 'describeReset'
  | 'getTask'
  | 'listInstances'
  | 'queryStatus'
>;

/** Gives the clients of a project, by its name. Rejects with an ApiError when the project is gone or signed out. */
export interface OperationsClients {
  cph(project: string): Promise<CphLike>;
  koophone(project: string): Promise<KooPhoneLike>;
  /** @returns the host of that service, with its port if any; undefined when the project is gone */
  host(project: string, service: Service): string | undefined;
  /** @returns the project id in the settings; undefined when it names none, or the project is gone */
  projectId(project: string): string | undefined;
}

export type Service = 'cph' | 'koophone';

/** A row of a job, as either service describes it. */
export type Job = Awaited<ReturnType<CphLike['listJobs']>>[number];

/** A row of batch-query. */
export type InstanceRow = Awaited<ReturnType<KooPhoneLike['listInstances']>>['instances'][number];
