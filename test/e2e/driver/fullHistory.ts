import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type TargetState } from '../../../src/model/operation';
import { packOperation } from '../../../src/operations/journal';

const operations = 200;
const targetsEach = 1000;

/** Stores as many operations as are ever kept, each of a thousand targets, as if this VS Code had done them. */
export function storeFullHistory(dataFolder: string): void {
  const folder = path.join(dataFolder, 'data', 'User', 'globalStorage', 'cloudphone.cloud-phone-manager', 'operations');
  mkdirSync(folder, { recursive: true });
  const startedAt = Date.UTC(2026, 0, 1);
  const endedAt = startedAt + 12_000;
  const targets = Array.from({ length: targetsEach }, (_, nth): TargetState => ({
    ...{ id: randomBytes(16).toString('hex'), name: `web-${nth}`, jobId: randomBytes(16).toString('hex') },
    ...{ phase: 'settled', result: 'succeeded', sentAt: startedAt, answeredAt: startedAt + 50, settledAt: endedAt },
  }));
  for (let number = 1; number <= operations; number++) {
    const head = { number, verb: 'restart', project: 'Simulated cloud', requests: 10 } as const;
    const packed = packOperation({ ...head, startedAt, endedAt, targets });
    writeFileSync(path.join(folder, `op-${String(number).padStart(6, '0')}.json.gz`), gzipSync(packed, { level: 1 }));
  }
}
