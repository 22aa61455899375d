import { parseArgs } from 'node:util';

import { type Cloud, startCloud } from './cloud';
import { type CloudOptions, defaultOptions } from './options';
import { projectSetting } from './project';

const numbers = {
  port: ['port', 'port to listen on; 0 takes a free one'],
  servers: ['servers', 'CPH servers'],
  'phones-per-server': ['phonesPerServer', 'phones of each server'],
  instances: ['instances', 'KooPhone instances'],
  latency: ['latencyMs', 'milliseconds every answer is held back'],
  'job-time': ['jobMs', 'milliseconds a restart of a server takes, on average'],
  'phone-time': ['phoneJobMs', 'milliseconds a job on one phone takes, on average'],
  'reboot-time': ['rebootMs', 'milliseconds a reboot takes, on average'],
  'unassign-time': ['unassignMs', 'milliseconds an unassignment takes, on average'],
  'reset-time': ['resetMs', 'milliseconds a reset of an instance takes, on average'],
  'assign-time': ['assignMs', 'milliseconds until an assigned instance shows its user'],
  'failure-share': ['failureShare', 'share of jobs that fail, 0 to 1'],
  'refusal-share': ['refusalShare', 'share refused in the first answer, 0 to 1'],
  'most-phones': ['mostPhones', 'phones that one request may act on'],
  'phones-per-page': ['phonesPerPage', 'phones on a page at most, whatever is asked for'],
  'calls-per-second': ['callsPerSecond', 'gateway limit per API; 0 is none'],
  seed: ['seed', 'the same seed gives the same cloud'],
} as const satisfies Record<string, readonly [keyof CloudOptions, string]>;

type NumberOption = keyof typeof numbers;

function isNumberOption(name: string): name is NumberOption {
  return name in numbers;
}

function help(): string {
  const lines = Object.entries(numbers).map(
    ([name, [key, text]]) => `  --${`${name} N`.padEnd(22)}${text} (default ${defaultOptions[key]})`,
  );
  return [
    'Starts the simulated cloud (IAM, CPH and KooPhone on one loopback address) and prints one JSON line when it is',
    'ready: its address, its projects setting, and what to sign in with. Ctrl-C ends it.',
    '',
    ...lines,
    `  ${'--help'.padEnd(24)}prints this`,
    '',
  ].join('\n');
}

/** @throws Error with a sentence for the person who typed the arguments */
function optionsFrom(values: Readonly<Record<string, unknown>>): Partial<CloudOptions> {
  const entries = Object.entries(values).flatMap(([name, text]) => {
    if (!isNumberOption(name)) {
      return [];
    }
    const [key] = numbers[name];
    const value = typeof text === 'string' && text !== '' ? Number(text) : NaN;
    const isShare = key === 'failureShare' || key === 'refusalShare';
    if (isShare ? !(value >= 0 && value <= 1) : !(Number.isSafeInteger(value) && value >= 0)) {
      throw new Error(`--${name} needs ${isShare ? 'a number from 0 to 1' : 'a whole number from 0 up'}.`);
    }
    return [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

function readyLine(cloud: Cloud): string {
  const { origin, account } = cloud;
  const { domain, user, password, accessKey, region, projectId } = account;
  const endpoints = { cph: origin, koophone: origin, iam: origin };
  const token = cloud.issueToken();
  return JSON.stringify({
    origin,
    endpoints,
    region,
    projectId,
    domain,
    user,
    password,
    accessKey,
    token,
    project: projectSetting(cloud),
  });
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const named = Object.fromEntries(Object.keys(numbers).map((name) => [name, text]));
  const { values } = parseArgs({ options: { ...named, help: { type: 'boolean', short: 'h' } } });
  if (values.help === true) {
    process.stdout.write(help());
    return;
  }
  const cloud = await startCloud({ ...optionsFrom(values), keptRequests: 100 });
  process.stdout.write(`${readyLine(cloud)}\n`);
  const end = () => {
    void cloud.close();
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
