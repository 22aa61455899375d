import { omitUndefined } from '../../base/omitUndefined';
import { type Instance } from '../../model/instance';
import { message } from '../../base/message';
import { layersOf } from '../answer/classify';
import { readCode, SUCCESS } from '../errors/codeFamilies';
import { type Job } from '../answer/job';
import {
  instanceList,
  instanceRow,
  startedRow,
  startedTask,
  statusList,
  statusRow,
  taskData,
  taskRow,
} from './schemas';
import { describeRequest, type ShownRequest } from '../request/buildRequest';
import { type Answer, type RequestSpec } from '../request/request';
import { badShape, readRows, readShape } from '../answer/decode';
import { type Connection } from '../http/transport';
import { checkIds, checkInstanceId, checkNumber, checkPathId, checkProjectId, checkUserId } from '../request/url';

type Asked = Pick<RequestSpec, 'method' | 'acts' | 'body' | 'query' | 'requestIdInQuery'>;

/** An instance and the user that it is assigned to, or is to be assigned to. */
interface Binding {
  readonly instanceId: string;
  readonly userId: string;
}

/** The response to a request that starts a task. */
interface StartedTask {
  /** For `getTask`, where the cloud gives it. */
  readonly taskId?: string;
  /** The job of each instance in the response. */
  readonly jobs: { readonly instanceId: string; readonly jobId?: string }[];
}

/** The most rows of a page of ListInstances.html; the number is from the API Explorer. */
const MOST_INSTANCES = 200;
/** The most instances of one reboot (BatchRebootInstance.html). */
const MOST_REBOOTS = 100;
/** The most instances of one query for statuses (BatchQueryStatus.html). */
const MOST_STATUSES = 100;
/** The most instances of one reset (BatchReset.html) and of one assign (AssignInstance.html). */
const MOST_RESETS = 100;
const MOST_ASSIGNS = 100;
/**
 * The most instances of one unassign. UnassignInstance.html gives no number; that of the API Explorer is the lower one.
 */
const MOST_UNASSIGNS = 10;

/**
 * The client of KooPhone. Every call throws ApiError, or the reason of the signal. With an invalid id or number it
 * throws the kind `config`, and nothing is sent.
 */
export class KooPhoneClient {
  constructor(private readonly connection: Connection) {}

  /**
   * Reads one page of GET /instances/batch-query.
   * @param query `pageNo` counts from 1, `pageSize` is 1 to 200
   * @returns the instances that can be read, how many the cloud sent, and `total`, the length of the whole list, where
   *   the cloud gives it
   */
  async listInstances(
    query: { readonly pageNo: number; readonly pageSize: number; readonly instanceId?: string },
    signal?: AbortSignal,
  ): Promise<{ total?: number; received: number; instances: Instance[] }> {
    const asked = {
      page_no: checkNumber('page_no', query.pageNo, 1),
      page_size: checkNumber('page_size', query.pageSize, 1, MOST_INSTANCES),
      ...(query.instanceId === undefined ? {} : { instance_id: checkInstanceId(query.instanceId) }),
    };
    const rest = { method: 'GET', acts: false, query: asked, requestIdInQuery: true } as const;
    const answer = await this.ask(['batch-query'], 'queryInstanceBatch', rest, signal);
    const { total_count, result } = readShape(instanceList, layerWith('result', answer), answer);
    return omitUndefined({
      total: total_count,
      received: result.length,
      instances: this.rows(instanceRow, result, answer),
    });
  }

  /**
   * POST /instances/batch-query-status. It only reads.
   * @param ids 1 to 100 instance ids
   * @returns the `status` of each instance; an id that the cloud does not know may be missing
   */
  async queryStatus(ids: readonly string[], signal?: AbortSignal): Promise<{ id: string; status: number }[]> {
    checkIds(ids, MOST_STATUSES, checkInstanceId);
    const asked = { method: 'POST', acts: false, body: { instance_ids: ids } } as const;
    const answer = await this.ask(['batch-query-status'], 'queryBatchShowInstance', asked, signal);
    const { status_results } = readShape(statusList, layerWith('status_results', answer), answer);
    return this.rows(statusRow, status_results, answer);
  }

  /**
   * POST /instances/reboot. The cloud accepts or refuses the request as a whole. There is no job to follow.
   * @param ids 1 to 100 instance ids
   * @param takeBack withdraws the request while it has not left; a request that is on its way goes on
   * @throws ApiError of kind `badResponse` when the response does not say whether the request was accepted
   */
  async rebootInstances(ids: readonly string[], takeBack?: AbortSignal): Promise<void> {
    await this.accept(this.reboot(ids), takeBack);
  }

  /** @returns the request that `rebootInstances` would send for these ids, with a new `x-request-id` each time */
  describeReboot(ids: readonly string[]): ShownRequest {
    return describeRequest(this.reboot(ids));
  }

  /**
   * POST /instances/unassign. It erases the data of the users on the instances.
   * @param entries 1 to 10 instances with their users
   * @param takeBack withdraws the request while it has not left; a request that is on its way goes on
   * @throws ApiError of kind `badResponse` when the response does not say whether the request was accepted
   */
  async unassignInstances(entries: readonly Binding[], takeBack?: AbortSignal): Promise<StartedTask> {
    return this.startTask(this.unassign(entries), takeBack);
  }

  /** @returns the request that `unassignInstances` would send for these entries, with a new `x-request-id` each time */
  describeUnassign(entries: readonly Binding[]): ShownRequest {
    return describeRequest(this.unassign(entries));
  }

  /**
   * POST /instances/batch-reset. It erases everything on the instances, back to the factory state. Earlier pages have no
   * task in the response; then there is no job to follow.
   * @param ids 1 to 100 instance ids
   * @param takeBack withdraws the request while it has not left; a request that is on its way goes on
   * @throws ApiError of kind `badResponse` when the response does not say whether the request was accepted
   */
  async resetInstances(ids: readonly string[], takeBack?: AbortSignal): Promise<StartedTask> {
    return this.startTask(this.reset(ids), takeBack);
  }

  /** @returns the request that `resetInstances` would send for these ids, with a new `x-request-id` each time */
  describeReset(ids: readonly string[]): ShownRequest {
    return describeRequest(this.reset(ids));
  }

  /**
   * POST /instances/assign. The response has no job and no result of each instance. After a refusal with KPAPI.2209 it
   * is not known which instances are assigned; `listInstances` shows it.
   * @param bindings 1 to 100 instances with the users that they get
   * @param takeBack withdraws the request while it has not left; a request that is on its way goes on
   * @throws ApiError of kind `badResponse` when the response does not say whether the request was accepted
   */
  async assignInstances(bindings: readonly Binding[], takeBack?: AbortSignal): Promise<void> {
    await this.accept(this.assign(bindings), takeBack);
  }

  /** @returns the request that `assignInstances` would send for these bindings, with a new `x-request-id` each time */
  describeAssign(bindings: readonly Binding[]): ShownRequest {
    return describeRequest(this.assign(bindings));
  }

  /** GET /instances/tasks/{task_id}. @returns the jobs of the task; most of them have no instance id */
  async getTask(taskId: string, signal?: AbortSignal): Promise<Job[]> {
    const path = ['tasks', checkPathId(taskId)];
    const answer = await this.ask(path, 'queryExecuteJob', { method: 'GET', acts: false }, signal);
    const { jobs } = readShape(taskData, layerWith('jobs', answer), answer);
    return this.rows(taskRow, jobs, answer);
  }

  private rows<T>(schema: Parameters<typeof readRows<T>>[0], list: readonly unknown[], answer: Answer): T[] {
    return readRows(schema, list, answer, this.connection.transport.log);
  }

  private reboot(ids: readonly string[]): RequestSpec {
    checkIds(ids, MOST_REBOOTS, checkInstanceId);
    return this.spec(['reboot'], 'instanceReboot', { method: 'POST', acts: true, body: { instance_ids: ids } });
  }

  private reset(ids: readonly string[]): RequestSpec {
    checkIds(ids, MOST_RESETS, checkInstanceId);
    const body = { instance_ids: ids };
    return this.spec(['batch-reset'], 'batchResetInstance', { method: 'POST', acts: true, body });
  }

  private unassign(entries: readonly Binding[]): RequestSpec {
    const body = bindingsBody(entries, MOST_UNASSIGNS);
    return this.spec(['unassign'], 'instanceUnassign', { method: 'POST', acts: true, body });
  }

  private assign(bindings: readonly Binding[]): RequestSpec {
    const body = bindingsBody(bindings, MOST_ASSIGNS);
    return this.spec(['assign'], 'instanceAssign', { method: 'POST', acts: true, body });
  }

  /** Sends a request whose response says only whether it was accepted. */
  private async accept(spec: RequestSpec, takeBack?: AbortSignal): Promise<void> {
    const answer = await this.connection.transport.request({ ...spec, takeBack });
    if (!saysSuccess(answer)) {
      badShape(answer, message('{0} is missing, so whether it was accepted is not known', 'error_code'));
    }
  }

  private async startTask(spec: RequestSpec, takeBack?: AbortSignal): Promise<StartedTask> {
    const answer = await this.connection.transport.request({ ...spec, takeBack });
    const data = layersOf(answer.body).find((layer) => 'task_id' in layer || 'cmd_jobs' in layer);
    if (data === undefined && !saysSuccess(answer)) {
      badShape(answer, message('{0} is missing, so whether it was accepted is not known', 'error_code, task_id'));
    }
    const { task_id, cmd_jobs } = readShape(startedTask, data ?? {}, answer);
    return omitUndefined({ taskId: task_id, jobs: this.rows(startedRow, cmd_jobs ?? [], answer) });
  }

  private ask(path: readonly string[], action: string, asked: Asked, signal?: AbortSignal): Promise<Answer> {
    return this.connection.transport.request({ ...this.spec(path, action, asked), signal });
  }

  private spec(path: readonly string[], action: string, asked: Asked): RequestSpec {
    const { origin, authorizer, projectId } = this.connection;
    return {
      service: 'koophone',
      origin,
      authorizer,
      projectId: projectId === undefined ? undefined : checkProjectId(projectId),
      path: ['v1', 'instances', ...path],
      iamAction: `koophone:cloudphoneResource:${action}`,
      ...asked,
    };
  }
}

function bindingsBody(bindings: readonly Binding[], most: number): unknown {
  checkIds(bindings, most, ({ instanceId, userId }) => checkInstanceId(instanceId) + checkUserId(userId));
  return { user_instances: bindings.map((one) => ({ user_id: one.userId, instance_id: one.instanceId })) };
}

const saysSuccess = (answer: Answer): boolean =>
  layersOf(answer.body).some((layer) => readCode(layer['error_code']) === SUCCESS);

/** The payload is in `data`, in `data.data` or at the top of the body: the pages and their samples differ. */
const layerWith = (field: string, answer: Answer): unknown => {
  const layers = layersOf(answer.body);
  return layers.find((layer) => field in layer) ?? layers[1] ?? answer.body;
};
