import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import * as v from 'valibot';
import { root } from '../../tools/root';
import { runNpmScript } from '../../tools/processes/npmScript';
import { testHost } from '../../host/testHost';
import { type CloudAddress } from '../processes/cloudAddress';
import { withFolder } from '../processes/folder';
import { startCloudProcess } from '../processes/cloudProcess';
import { type Figure, median, REPETITIONS } from '../report/figure';
import { LATENCY_MS } from '../scenes/fleet';
import { size } from '../scenes/scale';
import { type HostInput, hostOutput, type HostOutput, INPUT } from '../host/files';

const SMALL = 100;
const IDLE_SECONDS = size(10, 2);
const LARGE = size(10_000, 1_000);

/** Opens groups of 100 and of 10,000 rows in a real extension host, and then measures it while idle. */
export async function measureTree(): Promise<Figure[]> {
  runNpmScript('package');
  const options = { servers: 0, 'phones-per-server': 0, latency: LATENCY_MS };
  const { close: closeSmall, ...small } = await startCloudProcess({ ...options, instances: SMALL });
  const { close: closeLarge, ...large } = await startCloudProcess({ ...options, instances: LARGE });
  try {
    return figuresOf(await measureInHost(small, large));
  } finally {
    await Promise.all([closeSmall(), closeLarge()]);
  }
}

function measureInHost(small: CloudAddress, large: CloudAddress): Promise<HostOutput> {
  return withFolder(async (folder) => {
    const output = path.join(folder, 'output.json');
    const input: HostInput = { small, large, repetitions: REPETITIONS, idleSeconds: IDLE_SECONDS, output };
    const inputFile = path.join(folder, 'input.json');
    writeFileSync(inputFile, JSON.stringify(input));
    await runTests({
      ...testHost('newest'),
      extensionDevelopmentPath: root,
      launchArgs: [folder],
      extensionTestsPath: await bundleEntry(),
      extensionTestsEnv: { [INPUT]: inputFile },
    });
    return v.parse(hostOutput, JSON.parse(readFileSync(output, 'utf8')));
  });
}

async function bundleEntry(): Promise<string> {
  const outfile = path.join(root, 'out', 'bench', 'entry.cjs');
  await build({
    entryPoints: [path.join(root, 'test', 'bench', 'host', 'entry.ts')],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode', 'fastify'],
    logLevel: 'warning',
  });
  return outfile;
}

function figuresOf({ known, unread, idle }: HostOutput): Figure[] {
  const group = LARGE.toLocaleString('en');
  const ratio = ({ small, large }: HostOutput['known']): number => median(large) / median(small);
  const idling = `while idle for ${idle.seconds} s with the view open`;
  return [
    {
      key: 'tree.firstPageMs',
      what: `the first rows of a group of ${group}, on a click`,
      value: median(known.large),
      unit: 'ms',
    },
    {
      key: 'tree.vsSmall',
      what: `the same, over a group of ${SMALL}`,
      value: ratio(known),
      unit: 'times',
      limit: { atMost: 1.5 },
    },
    {
      key: 'tree.unreadMs',
      what: `the first rows of a group of ${group} that has to be read`,
      value: median(unread.large),
      unit: 'ms',
    },
    {
      key: 'tree.unreadVsSmall',
      what: `the same, over a group of ${SMALL}`,
      value: ratio(unread),
      unit: 'times',
      limit: { atMost: 1.5 },
    },
    { key: 'idle.requests', what: `requests ${idling}`, value: idle.requests, unit: '', limit: { atMost: 0 } },
    { key: 'idle.timers', what: `timers ${idling}`, value: idle.timers, unit: '', limit: { atMost: 0 } },
  ];
}
