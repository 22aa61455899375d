import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { createAuthority } from '../../cloud/wire/certificates';
import { pinnedNode } from '../../tools/root';
import { type CloudAddress } from './cloudAddress';

/** A simulated cloud that is reached through TLS and a round trip time. */
export interface Wire {
  readonly cloud: CloudAddress;
  /** The environment in which a client trusts its certificate. */
  readonly env: NodeJS.ProcessEnv;
  /** Returns how many connections were opened since the last call. */
  readonly newConnections: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Starts the process that adds TLS and a round trip time to a cloud. */
export async function startWireProcess(cloud: CloudAddress, roundTripMs: number): Promise<Wire> {
  const authority = await createAuthority('The authority of the benchmarks');
  const folder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-bench-'));
  const authorityFile = path.join(folder, 'authority.pem');
  writeFileSync(authorityFile, authority.pem);
  const wire = fork(path.join(import.meta.dirname, 'wireMain.ts'), {
    execPath: pinnedNode,
    execArgv: ['--import', 'tsx'],
  });
  const ended = once(wire, 'exit');
  const ask = async <T>(message: object, schema: v.GenericSchema<unknown, T>): Promise<T> => {
    const answered = once(wire, 'message');
    wire.send(message);
    const [answer] = (await Promise.race([answered, ended])) as [unknown];
    return v.parse(schema, answer);
  };
  const certificate = await authority.issue({ hosts: ['127.0.0.1'] });
  const { port } = await ask({ origin: cloud.origin, roundTripMs, ...certificate }, v.object({ port: v.number() }));
  return {
    cloud: { ...cloud, origin: `https://127.0.0.1:${port}` },
    env: { ...process.env, NODE_EXTRA_CA_CERTS: authorityFile },
    newConnections: async () => (await ask({}, v.object({ connections: v.number() }))).connections,
    close: async () => {
      wire.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
