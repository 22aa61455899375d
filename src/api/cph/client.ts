import { omitUndefined } from '../../base/omitUndefined';
import { type Phone } from '../../model/phone';
import { type Tag } from '../../model/plan';
import { type Server } from '../../model/server';
import {
  jobList,
  jobRow,
  phoneList,
  phoneRow,
  restartAnswer,
  serverList,
  serverRow,
  submittedRow,
  tagList,
  tagRow,
} from './schemas';
import { type Job, type SubmittedJob } from '../answer/job';
import { describeRequest, type ShownRequest } from '../request/buildRequest';
import { type Answer, type RequestSpec } from '../request/request';
import { readRows, readShape } from '../answer/decode';
import { type Connection } from '../http/transport';
import { checkIds, checkNumber, checkPathId, checkProjectId, checkServerId } from '../request/url';

/** Where a page of a list begins, and how many rows it has at most. */
export interface Page {
  readonly offset: number;
  readonly limit: number;
}

type Asked = Pick<RequestSpec, 'method' | 'acts' | 'iamAction' | 'body' | 'query' | 'ownsCode'>;

/** cph_api_0502.html, cph_api_0503.html, cph_api_0522.html: the most rows of a page. */
const MOST_SERVERS = 100;
const MOST_PHONES = 200;
const MOST_JOBS = 100;
/** cph_api_0517.html */
const MOST_RESTARTS = 100;
/** cph_api_0522.html */
const MOST_REQUEST_IDS = 20;

/**
 * Cloud Phone Host. Every call throws ApiError, or the signal's reason when the caller gives up; a bad id or number
 * throws kind `config`, and nothing is sent.
 */
export class CphClient {
  constructor(private readonly connection: Connection & { readonly projectId: string }) {}

  /** One page of GET /servers, newest first; `total` is how many there are in all, where the cloud says it. */
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

  /** One page of GET /phones, of one server or of all. */
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
   * POST /servers/batch-restart. A good answer can hold refusals, and can lack targets: nothing is known of those.
   * @param ids 1 to 100 server ids
   * @param takeBack keeps it from being sent; once it is on its way, it goes on
   * @returns the request id to ask for the jobs with, and what the cloud said of each target
   */
  async restartServers(
    ids: readonly string[],
    takeBack?: AbortSignal,
  ): Promise<{ requestId?: string; jobs: SubmittedJob[] }> {
    const answer = await this.connection.transport.request({ ...this.restart(ids), takeBack });
    const { request_id, jobs } = readShape(restartAnswer, answer.body, answer);
    const read = readRows(submittedRow, jobs ?? [], answer, this.connection.transport.log);
    return omitUndefined({ requestId: request_id, jobs: read });
  }

  /** @returns the request that restartServers would send for these ids */
  describeRestart(ids: readonly string[]): ShownRequest {
    return describeRequest(this.restart(ids));
  }

  /**
   * One page of GET /jobs?request_ids=. There is no total: the last page is a short one.
   * @param requestIds 1 to 20 ids of restartServers
   */
  async listJobs(requestIds: readonly string[], page: Page, signal?: AbortSignal): Promise<Job[]> {
    checkIds(requestIds, MOST_REQUEST_IDS, checkPathId);
    const query = { request_ids: requestIds.join(','), ...pageQuery(page, MOST_JOBS) };
    const answer = await this.ask(['jobs'], { method: 'GET', acts: false, iamAction: 'cph:jobs:list', query }, signal);
    const { jobs } = readShape(jobList, answer.body, answer);
    return readRows(jobRow, jobs, answer, this.connection.transport.log);
  }

  /** GET /jobs/{job_id}: its `error_code` is the job's own when there is a job id beside it. */
  async getJob(jobId: string, signal?: AbortSignal): Promise<Job> {
    const ownsCode: RequestSpec['ownsCode'] = (body) => 'job_id' in body;
    const asked = { method: 'GET', acts: false, iamAction: 'cph:jobs:get', ownsCode } as const;
    const answer = await this.ask(['jobs', checkPathId(jobId)], asked, signal);
    return readShape(jobRow, answer.body, answer);
  }

  /** GET /cph-server/{server_id}/tags (cph_api_0556.html): the tags of one server. No page names its IAM action. */
  async serverTags(serverId: string, signal?: AbortSignal): Promise<Tag[]> {
    const path = ['cph-server', checkServerId(serverId), 'tags'];
    const answer = await this.askAt(path, { method: 'GET', acts: false }, signal);
    const { tags } = readShape(tagList, answer.body, answer);
    return readRows(tagRow, tags, answer, this.connection.transport.log);
  }

  private restart(ids: readonly string[]): RequestSpec {
    checkIds(ids, MOST_RESTARTS, checkServerId);
    const body = { server_ids: ids };
    const asked = { method: 'POST', acts: true, iamAction: 'cph:servers:restart', body } as const;
    return this.spec(['cloud-phone', 'servers', 'batch-restart'], asked);
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

/** The page is always asked for by number: the pages differ about the default (cph_api_0503.html). */
function pageQuery(page: Page & { readonly serverId?: string }, most: number): Record<string, string> {
  return {
    offset: checkNumber('offset', page.offset, 0),
    limit: checkNumber('limit', page.limit, 1, most),
    ...(page.serverId === undefined ? {} : { server_id: checkServerId(page.serverId) }),
  };
}
