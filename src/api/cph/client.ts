import { omitUndefined } from '../../base/omitUndefined';
import { type Phone } from '../../model/phone';
import { type Tag } from '../../model/plan';
import { type Server } from '../../model/server';
import {
  type Batch,
  MOST_TARGETS,
  RESET_PHONES,
  RESTART_PHONES,
  RESTART_SERVERS,
  STOP_PHONES,
  type Submitted,
} from './batches';
import {
  batchAnswer,
  jobList,
  jobRow,
  phoneAddress,
  phoneList,
  phoneRow,
  renamed,
  serverList,
  serverRow,
  tagList,
  tagRow,
} from './schemas';
import { type Job } from '../answer/job';
import { describeRequest, type ShownRequest } from '../request/buildRequest';
import { type Answer, type RequestSpec } from '../request/request';
import { readRows, readShape } from '../answer/decode';
import { type Connection } from '../http/transport';
import {
  checkIds,
  checkNumber,
  checkPathId,
  checkPhoneId,
  checkProjectId,
  checkResourceName,
  checkServerId,
} from '../request/url';

/** One page of a list: where it begins, and the most rows that it may have. */
export interface Page {
  /** How many rows are before the page. */
  readonly offset: number;
  readonly limit: number;
}

type Asked = Pick<RequestSpec, 'method' | 'acts' | 'iamAction' | 'body' | 'query' | 'ownsCode'>;

/** The most rows of a page (cph_api_0502.html, cph_api_0503.html, cph_api_0522.html). */
const MOST_SERVERS = 100;
const MOST_PHONES = 200;
const MOST_JOBS = 100;
/** The most request ids of one query for jobs (cph_api_0522.html). */
const MOST_REQUEST_IDS = 20;

/**
 * The client of CPH (Cloud Phone Host). Every call throws ApiError, or the reason of the signal. With an invalid id or
 * number it throws the kind `config`, and nothing is sent.
 */
export class CphClient {
  constructor(private readonly connection: Connection & { readonly projectId: string }) {}

  /**
   * Reads one page of GET /servers, newest first.
   * @returns the servers that can be read, how many the cloud sent, and `total`, the length of the whole list, where
   *   the cloud gives it
   */
  async listServers(
    page: Page & { readonly serverId?: string },
    signal?: AbortSignal,
  ): Promise<{ total?: number; received: number; servers: Server[] }> {
    const asked = {
      method: 'GET',
      acts: false,
      iamAction: 'cph:servers:list',
      query: pageQuery(page, MOST_SERVERS),
    } as const;
    const answer = await this.ask(['servers'], asked, signal);
    const { count, servers } = readShape(serverList, answer.body, answer);
    return omitUndefined({
      total: count,
      received: servers.length,
      servers: readRows(serverRow, servers, answer, this.connection.transport.log),
    });
  }

  /**
   * Reads one page of GET /phones: the phones of one server, or of all servers.
   * @returns the same as `listServers`, for phones
   */
  async listPhones(
    page: Page & { readonly serverId?: string },
    signal?: AbortSignal,
  ): Promise<{ total?: number; received: number; phones: Phone[] }> {
    const asked = {
      method: 'GET',
      acts: false,
      iamAction: 'cph:phones:list',
      query: pageQuery(page, MOST_PHONES),
    } as const;
    const answer = await this.ask(['phones'], asked, signal);
    const { count, phones } = readShape(phoneList, answer.body, answer);
    return omitUndefined({
      total: count,
      received: phones.length,
      phones: readRows(phoneRow, phones, answer, this.connection.transport.log),
    });
  }

  /**
   * GET /phones/{phone_id}.
   * @returns the phone, with its address where the cloud gives one
   */
  async getPhone(phoneId: string, signal?: AbortSignal): Promise<Phone> {
    const asked = { method: 'GET', acts: false, iamAction: 'cph:phones:get' } as const;
    const answer = await this.ask(['phones', checkPhoneId(phoneId)], asked, signal);
    const [phone] = readRows(phoneRow, [answer.body], answer, this.connection.transport.log);
    return omitUndefined({
      ...(phone ?? readShape(phoneRow, answer.body, answer)),
      address: readShape(phoneAddress, answer.body, answer),
    });
  }

  /**
   * POST /servers/batch-restart. The phones of the servers go down too. A successful response can refuse some targets. It can also leave targets out, and then
   * it is not known whether they are restarted.
   * @param ids 1 to 100 server ids
   * @param takeBack withdraws the request while it has not left; a request that is on its way goes on
   */
  restartServers(ids: readonly string[], takeBack?: AbortSignal): Promise<Submitted> {
    return this.act(RESTART_SERVERS, ids, takeBack);
  }

  /** @returns the request that `restartServers` would send for these ids */
  describeRestart(ids: readonly string[]): ShownRequest {
    return this.describe(RESTART_SERVERS, ids);
  }

  /**
   * POST /phones/batch-restart. It also starts phones that are shut down. The response is as that of `restartServers`.
   * @param ids 1 to 100 phone ids
   * @param takeBack as of `restartServers`
   */
  restartPhones(ids: readonly string[], takeBack?: AbortSignal): Promise<Submitted> {
    return this.act(RESTART_PHONES, ids, takeBack);
  }

  /** @returns the request that `restartPhones` would send for these ids */
  describeRestartPhones(ids: readonly string[]): ShownRequest {
    return this.describe(RESTART_PHONES, ids);
  }

  /**
   * POST /phones/batch-stop, which shuts phones down. The response is as that of `restartServers`.
   * @param ids 1 to 100 phone ids
   * @param takeBack as of `restartServers`
   */
  stopPhones(ids: readonly string[], takeBack?: AbortSignal): Promise<Submitted> {
    return this.act(STOP_PHONES, ids, takeBack);
  }

  /** @returns the request that `stopPhones` would send for these ids */
  describeStopPhones(ids: readonly string[]): ShownRequest {
    return this.describe(STOP_PHONES, ids);
  }

  /**
   * POST /phones/batch-reset. It erases everything on the phones, back to the factory state, and starts them. The
   * response is as that of `restartServers`.
   * @param ids 1 to 100 phone ids
   * @param takeBack as of `restartServers`
   */
  resetPhones(ids: readonly string[], takeBack?: AbortSignal): Promise<Submitted> {
    return this.act(RESET_PHONES, ids, takeBack);
  }

  /** @returns the request that `resetPhones` would send for these ids */
  describeResetPhones(ids: readonly string[]): ShownRequest {
    return this.describe(RESET_PHONES, ids);
  }

  /**
   * PUT /servers/{server_id}.
   * @param name see `isResourceName`
   * @param takeBack as of `restartServers`
   */
  async renameServer(serverId: string, name: string, takeBack?: AbortSignal): Promise<void> {
    const body = { server_name: checkResourceName(name) };
    return this.rename(['servers', checkServerId(serverId)], 'cph:servers:updateName', body, takeBack);
  }

  /**
   * PUT /phones/{phone_id}.
   * @param name see `isResourceName`
   * @param takeBack as of `restartServers`
   */
  async renamePhone(phoneId: string, name: string, takeBack?: AbortSignal): Promise<void> {
    const body = { phone_name: checkResourceName(name) };
    return this.rename(['phones', checkPhoneId(phoneId)], 'cph:phones:updateName', body, takeBack);
  }

  /**
   * Reads one page of GET /jobs?request_ids=. The response has no total.
   * @param requestIds 1 to 20 request ids of `restartServers` and the like
   * @returns the jobs of those requests that can be read
   */
  async listJobs(requestIds: readonly string[], page: Page, signal?: AbortSignal): Promise<Job[]> {
    checkIds(requestIds, MOST_REQUEST_IDS, checkPathId);
    const query = { request_ids: requestIds.join(','), ...pageQuery(page, MOST_JOBS) };
    const answer = await this.ask(['jobs'], { method: 'GET', acts: false, iamAction: 'cph:jobs:list', query }, signal);
    const { jobs } = readShape(jobList, answer.body, answer);
    return readRows(jobRow, jobs, answer, this.connection.transport.log);
  }

  /** GET /jobs/{job_id}. An `error_code` beside a `job_id` belongs to the job, and not to the request. */
  async getJob(jobId: string, signal?: AbortSignal): Promise<Job> {
    const ownsCode: RequestSpec['ownsCode'] = (body) => 'job_id' in body;
    const asked = { method: 'GET', acts: false, iamAction: 'cph:jobs:get', ownsCode } as const;
    const answer = await this.ask(['jobs', checkPathId(jobId)], asked, signal);
    return readShape(jobRow, answer.body, answer);
  }

  /**
   * GET /cph-server/{server_id}/tags (cph_api_0556.html). No page names the IAM action of this call.
   * @returns the tags of one server
   */
  async serverTags(serverId: string, signal?: AbortSignal): Promise<Tag[]> {
    const path = ['cph-server', checkServerId(serverId), 'tags'];
    const answer = await this.askAt(path, { method: 'GET', acts: false }, signal);
    const { tags } = readShape(tagList, answer.body, answer);
    return readRows(tagRow, tags, answer, this.connection.transport.log);
  }

  private async act(batch: Batch, ids: readonly string[], takeBack?: AbortSignal): Promise<Submitted> {
    const answer = await this.connection.transport.request({ ...this.batch(batch, ids), takeBack });
    const { request_id, jobs } = readShape(batchAnswer, answer.body, answer);
    const read = readRows(batch.row, jobs ?? [], answer, this.connection.transport.log);
    return omitUndefined({ requestId: request_id, jobs: read });
  }

  private describe(batch: Batch, ids: readonly string[]): ShownRequest {
    return describeRequest(this.batch(batch, ids));
  }

  private batch({ path, iamAction, checkId, body }: Batch, ids: readonly string[]): RequestSpec {
    checkIds(ids, MOST_TARGETS, checkId);
    return this.spec(['cloud-phone', ...path], { method: 'POST', acts: true, iamAction, body: body(ids) });
  }

  private async rename(
    path: readonly string[],
    iamAction: string,
    body: unknown,
    takeBack?: AbortSignal,
  ): Promise<void> {
    const spec = this.spec(['cloud-phone', ...path], { method: 'PUT', acts: true, iamAction, body });
    const answer = await this.connection.transport.request({ ...spec, takeBack });
    readShape(renamed, answer.body, answer);
  }

  private ask(path: readonly string[], asked: Asked, signal?: AbortSignal): Promise<Answer> {
    return this.askAt(['cloud-phone', ...path], asked, signal);
  }

  private askAt(path: readonly string[], asked: Asked, signal?: AbortSignal): Promise<Answer> {
    return this.connection.transport.request({ ...this.spec(path, asked), signal });
  }

  private spec(path: readonly string[], asked: Asked): RequestSpec {
    const { origin, authorizer } = this.connection;
    const projectId = checkProjectId(this.connection.projectId);
    const whole = ['v1', projectId, ...path];
    return { service: 'cph', origin, authorizer, projectId, path: whole, ...asked };
  }
}

/** `offset` and `limit` are always sent: the documentation disagrees about their defaults (cph_api_0503.html). */
function pageQuery(page: Page & { readonly serverId?: string }, most: number): Record<string, string> {
  return {
    offset: checkNumber('offset', page.offset, 0),
    limit: checkNumber('limit', page.limit, 1, most),
    ...(page.serverId === undefined ? {} : { server_id: checkServerId(page.serverId) }),
  };
}
