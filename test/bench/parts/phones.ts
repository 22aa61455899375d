import * as v from 'valibot';
import { startCloud } from '../../cloud/cloud';
import { phoneState, serverState } from '../../cloud/state/fleet';
import { projectSetting } from '../../cloud/project';
import { runScript } from '../processes/script';
import { type Figure, median } from '../report/figure';
import { LATENCY_MS } from '../scenes/fleet';
import { idealPhonesMs, MOST_PER_SERVER, PHONE_SERVERS, PHONES } from '../scenes/phones';
import { JOB_MS } from '../scenes/restart';
import { size } from '../scenes/scale';

/** A rollout of 10,000 phones takes minutes, nearly all of them spent waiting for the jobs. */
const TIMES = size(3, 1);

const oursOutput = v.object({ ms: v.number(), waves: v.number(), succeeded: v.number() });

interface Round extends v.InferOutput<typeof oursOutput> {
  /** The most phones of one server that the cloud had down at once. */
  readonly mostDown: number;
}

/** Restarts 10,000 phones of 200 servers in waves that hold as many as the limit for each server allows. */
export async function measurePhones(say: (line: string) => void): Promise<Figure[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < TIMES; round++) {
    const measured = await restartAll();
    rounds.push(measured);
    say(`${round + 1} of ${TIMES}: ${(measured.ms / 1000).toFixed(1)} s, ${measured.mostDown} down at once`);
  }
  return figuresOf(rounds);
}

/** The cloud runs in this process, which has nothing else to do: so it can be asked which phones were down. */
async function restartAll(): Promise<Round> {
  const cloud = await startCloud({
    servers: PHONE_SERVERS,
    phonesPerServer: PHONES / PHONE_SERVERS,
    instances: 0,
    latencyMs: LATENCY_MS,
    phoneJobMs: JOB_MS,
    keptRequests: 100,
  });
  try {
    const { origin, account } = cloud;
    const { phones, servers } = cloud.fleet;
    servers.forEach((server) => (server.status = serverState.normal));
    phones.forEach((phone) => (phone.status = phoneState.running));
    const targets = [...phones.values()].map(({ phoneId: id, name, serverId }) => ({ id, name, serverId }));
    const { projectId, accessKey } = account;
    const address = { origin, projectId, accessKey, token: cloud.issueToken(), project: projectSetting(cloud) };
    const ours = await runScript('ours/phones.ts', { cloud: address, targets }, oursOutput);
    const restarts = [...cloud.actions.phoneRestarts.values()];
    if (ours.succeeded !== PHONES || restarts.length !== PHONES || restarts.some((times) => times !== 1)) {
      throw new Error(`Of ${PHONES} phones ${ours.succeeded} succeeded, and ${restarts.length} were restarted.`);
    }
    return { ...ours, mostDown: cloud.phoneOutages.mostOfOneServer() };
  } finally {
    await cloud.close();
  }
}

function figuresOf(rounds: readonly Round[]): Figure[] {
  const ideal = idealPhonesMs();
  const ms = median(rounds.map((round) => round.ms));
  const waves = Math.max(...rounds.map((round) => round.waves));
  return [
    {
      key: 'phones.restartVsIdeal',
      what: `${PHONES.toLocaleString('en')} phones of ${PHONE_SERVERS} servers restarted in ${waves} waves, over the ideal`,
      value: ms / ideal,
      unit: 'times',
      limit: { atMost: 1.15 },
    },
    {
      key: 'phones.restartVsNoPoll',
      what: 'the same, over a client that would be told of the end of each job',
      value: ms / idealPhonesMs(0),
      unit: 'times',
    },
    {
      key: 'phones.mostOfOneServer',
      what: 'the most phones of one server that the cloud had down at once',
      value: Math.max(...rounds.map(({ mostDown }) => mostDown)),
      unit: '',
      limit: { atMost: MOST_PER_SERVER },
    },
    { key: 'phones.restartSeconds', what: 'ours', value: ms / 1000, unit: 's' },
    { key: 'phones.idealSeconds', what: 'the ideal of a restart in waves', value: ideal / 1000, unit: 's' },
  ];
}
