import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { pinnedNode, root } from '../../tools/root';
import { type CloudAddress, cloudSchema } from './cloudAddress';

/** The simulated cloud in a process of its own, so that its work does not slow the measured client. */
export interface CloudProcess extends CloudAddress {
  readonly close: () => Promise<void>;
}

/** @param options the options that `npm run cloud -- --help` lists */
export async function startCloudProcess(options: Readonly<Record<string, number>>): Promise<CloudProcess> {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const main = path.join(root, 'test', 'cloud', 'main.ts');
  const cloud = spawn(pinnedNode, ['--import', 'tsx', main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(cloud, 'exit');
  const close = async (): Promise<void> => {
    cloud.kill();
    await ended;
  };
  for await (const line of createInterface(cloud.stdout)) {
    return { ...v.parse(cloudSchema, JSON.parse(line)), close };
  }
  throw new Error('The simulated cloud did not start.');
}
