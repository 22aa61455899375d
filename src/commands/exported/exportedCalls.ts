import * as v from 'valibot';
import { omitUndefined } from '../../base/omitUndefined';
import type {
  CloudPhoneActions,
  CloudPhoneApi,
  CloudPhoneInstance,
  CloudPhoneOperation,
  CloudPhoneOperationChange,
  CloudPhonePhone,
  CloudPhoneProject,
  CloudPhoneRows,
  CloudPhoneServer,
  CloudPhoneTarget,
} from '../../../cloud-phone-manager';
import { ApiError } from '../../api/errors/errors';
import { type KindId, kindOf, type TargetRow } from '../../model/kinds';
import { type Operation, type TargetState } from '../../model/operation';
import { type Verb } from '../../model/verbs';
import { inEnglish } from '../../base/message';
import { type OperationChange } from '../../operations/common/events';
import { errorSentence, isCancelled } from '../../ui/tell/errorText';
import { actOn } from '../act/act';
import { type CommandContext, FailedIn } from '../context';
import { pickTargets } from '../meant/pickTargets';
import { verbsFor, VERBS } from '../../operations/verbs/registry';
import { nodeOfRow, rowIn } from '../../tree/common/targetNodes';
import { type TargetNode } from '../../tree/common/projectsNodes';

/** The functions of the API for other extensions. */
export type ExportedCalls = Omit<CloudPhoneApi, 'version' | 'onDidChangeOperation'>;

/**
 * @returns the functions that other extensions can call. Each answer is a copy without secrets. The functions that act
 * ask the person first; they resolve with undefined when the person cancels.
 */
export const exportedCalls = (context: CommandContext): ExportedCalls => ({
  projects: () => withPlainErrors(() => projects(context)),
  list: (project, kind, serverId) =>
    withPlainErrors(() =>
      list(context, check(TEXT, project), check(KIND, kind) as typeof kind, check(v.optional(TEXT), serverId)),
    ),
  ...actions(context),
});

/** @returns a function for each verb, but for those that need more than ids */
const actions = (context: CommandContext): CloudPhoneActions =>
  Object.fromEntries(
    Object.values(VERBS)
      .filter(({ takesUser }) => !takesUser)
      .map(({ verb, commands }) => [
        commands.act,
        (project: unknown, ids: unknown) => withPlainErrors(() => act(context, verb, project, ids)),
      ]),
  ) as unknown as CloudPhoneActions;

/** @returns the change as other extensions get it; undefined for a change that they do not get */
export function exportedChange(change: OperationChange): CloudPhoneOperationChange | undefined {
  switch (change.kind) {
    case 'accepted':
    case 'resumed':
      return { kind: 'started', operation: operationOf(change.operation) };
    case 'target':
      return { kind: 'target', number: change.operation.number, target: targetOf(change.target) };
    case 'done':
      return { kind: 'ended', operation: operationOf(change.operation) };
    case 'waiting':
    case 'progressed':
    case 'shown':
    case 'packed':
    case 'corrected':
    case 'removed':
      return undefined;
  }
}

const TEXT = v.pipe(v.string(), v.minLength(1));
const KIND = v.picklist(['servers', 'phones', 'instances']);
const IDS = v.pipe(v.array(TEXT), v.minLength(1));

/** Checks an argument: a caller in JavaScript can pass any value. @throws TypeError when it is wrong */
function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const read = v.safeParse(schema, value);
  if (!read.success) {
    throw new TypeError(`Cloud Phone Manager was called with a wrong argument: ${read.issues[0].message}`);
  }
  return read.output;
}

/**
 * Runs a call. An error of this extension can hold requests and answers, so the caller gets a new one.
 * @throws Error with the sentence that a person would see, and the cloud's code as `code`
 */
async function withPlainErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error: unknown = thrown instanceof FailedIn ? thrown.cause : thrown;
    const code = error instanceof ApiError ? error.info.code : undefined;
    throw Object.assign(new Error(errorSentence(error)), code === undefined ? {} : { code });
  }
}

async function projects({ settings, sessions }: CommandContext): Promise<readonly CloudPhoneProject[]> {
  return Promise.all(
    settings.projects().projects.map(async (project) => ({
      name: project.name,
      region: project.region,
      ...omitUndefined({ projectId: project.projectId }),
      services: [...project.services],
      isSignedIn: (await sessions.state(project)) === 'signedIn',
    })),
  );
}

type Lists = { readonly [K in keyof CloudPhoneRows]: () => Promise<CloudPhoneRows[K][]> };

function list<K extends keyof CloudPhoneRows>(
  { inventory }: CommandContext,
  project: string,
  kind: K,
  serverId: string | undefined,
): Promise<CloudPhoneRows[K][]> {
  const lists: Lists = {
    servers: async () => (await inventory.servers(project)).rows.map(serverOf),
    phones: async () => {
      const id = check(TEXT, serverId);
      return (await inventory.phones(project, id)).rows.map((phone) => phoneOf(phone, id));
    },
    instances: async () => (await inventory.instances(project)).rows.map(instanceOf),
  };
  return lists[kind]();
}

async function act(
  context: CommandContext,
  verb: Verb,
  project: unknown,
  ids: unknown,
): Promise<CloudPhoneOperation | undefined> {
  const nodes = await nodesOf(context, verb, check(TEXT, project), check(IDS, ids));
  context.log.info(`another extension asks to ${verb} in ${String(project)}: ${nodes.length}`);
  try {
    const [started] = await actOn(context, await pickTargets(context, [verb], [nodes[0], nodes]));
    return started && operationOf(await started.done);
  } catch (error) {
    if (isCancelled(error)) {
      return undefined;
    }
    throw error;
  }
}

/** @throws Error when the project has no row with one of the ids; ApiError when the list cannot be read */
async function nodesOf(
  { inventory }: CommandContext,
  verb: Verb,
  project: string,
  ids: readonly string[],
): Promise<readonly TargetNode[]> {
  const { on, idKey } = VERBS[verb];
  const rows = {
    server: async () => (await inventory.servers(project)).rows.map((row) => nodeOfRow('server', project, row)),
    phone: async () =>
      (await inventory.phonesOf(project)).rows.map((row) => nodeOfRow('phone', project, row, row.serverId)),
    instance: async () => (await inventory.instances(project)).rows.map((row) => nodeOfRow('instance', project, row)),
  }[on];
  const byId = new Map((await rows()).map((node) => [idKey(rowIn(node).id), node]));
  return [...new Set(ids.map(idKey))].map((id) => {
    const node = byId.get(id);
    if (node === undefined) {
      throw new Error(`${project} has nothing with this id: ${id}`);
    }
    return node;
  });
}

type Servers = Awaited<ReturnType<CommandContext['inventory']['servers']>>['rows'];
type Phones = Awaited<ReturnType<CommandContext['inventory']['phones']>>['rows'];
type Instances = Awaited<ReturnType<CommandContext['inventory']['instances']>>['rows'];

const serverOf = ({ id, name, address, ...server }: Servers[number]): CloudPhoneServer =>
  omitUndefined({ id, name, ...status('server', { id, ...server }, server.status), address });

const phoneOf = (phone: Phones[number], serverId: string): CloudPhonePhone =>
  omitUndefined({ id: phone.id, name: phone.name, ...status('phone', phone, phone.status), serverId });

const instanceOf = (instance: Instances[number]): CloudPhoneInstance => {
  const { id, name, userId, isLoggedIn, runningStatus } = instance;
  return omitUndefined({ id, name, ...status('instance', instance, runningStatus), userId, isLoggedIn });
};

const status = (kind: KindId, row: TargetRow, statusCode: number | undefined) => ({
  status: inEnglish(kindOf(kind).statusOf(row).word),
  statusCode,
  can: verbsFor(kind, row),
});

function operationOf({ number, verb, project, startedAt, endedAt, targets }: Operation): CloudPhoneOperation {
  return omitUndefined({ number, verb, project, startedAt, endedAt, targets: targets.map(targetOf) });
}

const targetOf = ({ id, name, phase, result, code, text, jobId, requestId }: TargetState): CloudPhoneTarget => {
  const said = text === undefined ? undefined : inEnglish(text);
  return omitUndefined({ id, name, phase, result, code, text: said, jobId, requestId });
};
