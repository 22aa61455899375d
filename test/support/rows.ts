import { defaultHosts } from '../../src/config/endpoints';
import { type Instance } from '../../src/model/instance';
import { type Phone } from '../../src/model/phone';
import { type Project } from '../../src/model/project';
import { type Server } from '../../src/model/server';
import { message } from '../../src/base/message';
import { type Node, type Notice, notice } from '../../src/tree/common/projectsNodes';

const withoutId: Project = {
  name: 'Staging',
  account: 'Staging',
  region: 'cn-north-4',
  services: ['cph', 'koophone'],
  servers: [],
  instances: [],
  hosts: { cph: 'https://cph.example', koophone: 'https://koophone.example', iam: 'https://iam.example' },
};
export const project: Project = { ...withoutId, projectId: '0123456789abcdef0123456789abcdef' };

export const serverNode = (server: Partial<Server> = {}): Node => ({
  kind: 'server',
  project: 'Staging',
  server: { id: 's1', ...server },
});
export const phoneNode = (phone: Partial<Phone> = {}): Node => ({
  kind: 'phone',
  project: 'Staging',
  serverId: 's1',
  phone: { id: 'p1', ...phone },
});
export const instanceNode = (instance: Partial<Instance> = {}): Node => ({
  kind: 'instance',
  project: 'Staging',
  instance: { id: 'i1', ...instance },
});

/** Every documented status of the cloud, and some that no page documents. */
const STATUSES = [undefined, -100, -9, -8, -7, -6, -5, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 99];
const NOTICES: readonly Notice[] = [
  { kind: 'loading' },
  { kind: 'loading', phones: { read: 1, total: 2 } },
  { kind: 'empty', what: 'servers', filtered: false },
  { kind: 'empty', what: 'phones', filtered: false },
  { kind: 'empty', what: 'instances', filtered: true },
  { kind: 'empty', what: 'servers', filtered: true, isPartial: true },
  { kind: 'signedOut', project: 'Staging', again: false },
  { kind: 'signedOut', project: 'Staging', again: true },
  { kind: 'storeSilent', project: 'Staging' },
  { kind: 'failed', error: new Error('no answer') },
  { kind: 'problem', problem: { path: '[1]', label: 'Wrong', text: message('It is wrong.') } },
];

/** A row of every kind in every state that `render` can draw. */
export const EVERY_NODE: readonly Node[] = [
  ...[project, withoutId, { ...project, hosts: defaultHosts(project.region) }].flatMap((one) =>
    (['signedIn', 'signedOut', 'signInAgain', 'storeSilent', 'checking'] as const).map((signIn): Node => ({
      kind: 'project',
      project: one,
      signIn,
    })),
  ),
  ...(['servers', 'instances'] as const).map((group): Node => ({ kind: 'group', project: 'Staging', group })),
  ...(['state', 'user'] as const).flatMap((by): Node[] => [
    { kind: 'subgroup', project: 'Staging', by, key: by === 'state' ? 'running' : '1008600000000000001' },
  ]),
  { kind: 'subgroup', project: 'Staging', by: 'user', key: '' },
  { kind: 'more', below: 'Staging/servers', shown: 200, total: 10_000 },
  ...STATUSES.flatMap((status): Node[] => {
    const known = status === undefined ? {} : { status };
    const running = status === undefined ? {} : { runningStatus: status };
    return [
      serverNode(known),
      serverNode({ ...known, name: 'web-01', address: '203.0.113.7' }),
      phoneNode(known),
      instanceNode(running),
      instanceNode({ ...running, isFrozen: true, userId: 'u1' }),
      instanceNode({ ...running, isAssigned: true, userId: 'u1' }),
      instanceNode({ ...running, isAssigned: false, userId: 'u1' }),
    ];
  }),
  ...NOTICES.map((one) => notice('Staging/servers', one)),
];
