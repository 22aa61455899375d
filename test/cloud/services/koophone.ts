import { LosslessNumber } from 'lossless-json';

import { type Project } from './accounts';
import { type Answer, type Call, Refusal } from '../wire/answer';
import { integerOf, isRecord, pageOf } from '../wire/checks';
import { type Instance, runState } from '../state/fleet';
import {
  instanceIdsOf,
  instanceOf,
  koophoneAnswer,
  koophoneProject,
  koophoneRefusal,
  koophoneRefusalAs,
} from './koophoneCalls';
import { runningStatus } from '../state/progress';
import { type World } from '../state/world';

const timeFormat = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** GET batch-query (ListInstances.html). The envelope is inside `data` here. */
export function listInstances(world: World, call: Call): Answer {
  try {
    const project = koophoneProject(world, call, 'query');
    return { status: 200, body: { data: instancePage(world, call, project) } };
  } catch (error) {
    if (error instanceof Refusal && isRecord(error.answer.body) && world.options.listErrorPlace === 'inside') {
      const { body, status } = error.answer;
      const own = String(body['error_code']).startsWith(world.options.koophonePrefix);
      throw own ? new Refusal({ status, body: { data: body } }) : error;
    }
    throw error;
  }
}

function instancePage(world: World, call: Call, project: Project): object {
  const pageNo = integerOf(call.query, 'page_no', undefined, 1);
  const pageSize = integerOf(call.query, 'page_size', undefined, 1, 200);
  if (pageNo === undefined || pageNo === 'bad' || pageSize === undefined || pageSize === 'bad') {
    throw koophoneRefusal(world, '1000', 'Bad request parameter: page_no or page_size.');
  }
  checkFilters(world, call.query);
  const { rows, count } = pageOf(matching(world, call, project), (pageNo - 1) * pageSize, pageSize);
  const result = rows.map((instance) => instanceRow(world, project, instance, call.at));
  return { error_code: '0', error_msg: 'OK', page_no: pageNo, page_size: pageSize, total_count: count, result };
}

function checkFilters(world: World, query: URLSearchParams): void {
  if ((query.get('instance_id') ?? '').length > 32 || (query.get('instance_name') ?? '').length > 128) {
    throw koophoneRefusal(world, '1000', 'Bad request parameter: instance_id or instance_name.');
  }
  const start = query.get('query_start_time');
  const end = query.get('query_end_time');
  if ([start, end].some((time) => time !== null && !timeFormat.test(time))) {
    throw koophoneRefusal(world, '5002', 'Bad time format.');
  }
  if (start !== null && end !== null && end < start) {
    throw koophoneRefusal(world, '5004', 'The end time is before the start time.');
  }
}

function* matching(world: World, call: Call, project: Project): Generator<Instance> {
  const instanceId = call.query.get('instance_id');
  const name = call.query.get('instance_name');
  const fuzzy = world.options.instanceIdFilter === 'fuzzy';
  for (const instance of project.fleet.instances.values()) {
    const own = instance.instanceId;
    if (instanceId !== null && !(fuzzy ? own.includes(instanceId) : own === instanceId)) {
      continue;
    }
    if (name === null || instance.name.includes(name)) {
      yield instance;
    }
  }
}

function instanceRow(world: World, project: Project, instance: Instance, now: number): object {
  const running = runningStatus(instance, now);
  const { assignUser } = instance;
  const { region, numericUserIds } = world.options;
  return {
    instance_id: instance.instanceId,
    instance_name: instance.name,
    region,
    region_name: '华北-北京四',
    region_name_en: 'CN North-Beijing4',
    instance_sku: 'Pro | 8 cores | 16GB | 10GB | 720p',
    frozen_status: instance.frozen ? 1 : 0,
    running_status: running,
    login_status: instance.loggedIn ? 1 : 0,
    assign_status: assignUser === '' ? 0 : 1,
    assign_user: numericUserIds && assignUser !== '' ? new LosslessNumber(assignUser) : assignUser,
    member_name: assignUser === '' ? '' : `user-${assignUser.slice(-4)}`,
    account_name: assignUser === '' ? '' : `user-${assignUser.slice(-4)}`,
    billing_mode: '1',
    project_id: project.projectId,
    project_name: project.name,
    phone_id: null,
    backup_status: 4,
    restore_status: 4,
    backup_time: '',
    restore_time: '',
  };
}

/** POST batch-query-status (BatchQueryStatus.html). */
export function queryStatus(world: World, call: Call): Answer {
  const project = koophoneProject(world, call);
  const isStrict = world.options.unknownInstances === 'refuse';
  const rows = instanceIdsOf(world, call).flatMap((id) => {
    const instance = isStrict ? instanceOf(world, project, id) : project.fleet.instances.get(id);
    return instance === undefined ? [] : [{ instance_id: id, status: runningStatus(instance, call.at) }];
  });
  if (world.options.statusResultsPlace === 'top') {
    return { ...koophoneAnswer(world, call), body: { error_code: '0', error_msg: 'OK', status_results: rows } };
  }
  return koophoneAnswer(world, call, { status_results: rows });
}

/** POST reboot (BatchRebootInstance.html). It reboots all instances or none, and the response has no job. */
export function rebootInstances(world: World, call: Call): Answer {
  const project = koophoneProject(world, call);
  const ids = [...new Set(instanceIdsOf(world, call))];
  const instances = ids.map((id) => instanceOf(world, project, id));
  for (const instance of instances) {
    const wish = instance.nextReboot;
    if (typeof wish === 'object') {
      instance.nextReboot = undefined;
      throw koophoneRefusalAs(world, wish.refused.code, wish.refused.message);
    }
  }
  if (instances.some((instance) => instance.frozen)) {
    throw koophoneRefusal(world, '2004', 'The instance is frozen.');
  }
  if (instances.some((instance) => runningStatus(instance, call.at) !== runState.running)) {
    throw koophoneRefusal(world, '5005', 'Not all of the instances are running.');
  }
  if (world.happens(world.options.refusalShare, world.attempt('reboot', ids.join()), 'refused')) {
    throw koophoneRefusal(world, '2005', 'The instance is being restored.');
  }
  for (const instance of instances) {
    startReboot(world, instance, call.at);
  }
  return koophoneAnswer(world, call);
}

function startReboot(world: World, instance: Instance, at: number): void {
  const { options, dice } = world;
  const wish = instance.nextReboot;
  instance.nextReboot = undefined;
  world.count(world.actions.reboots, instance.instanceId);
  if (wish === 'neverLeaves') {
    return;
  }
  const attempt = world.attempt('reboot', instance.instanceId);
  const leavesAt = at + dice.around(options.rebootLeaveMs, `${attempt}/leave`);
  const stays = wish === 'neverReturns' || world.happens(options.failureShare, attempt, 'failed');
  const returnsAt = stays ? Infinity : leavesAt + dice.around(options.rebootMs, attempt);
  instance.reboot ??= { leavesAt, returnsAt };
  world.outages.add({ id: instance.instanceId, from: leavesAt, to: returnsAt });
}
