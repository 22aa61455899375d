import { randomBytes } from 'node:crypto';
import { type TargetState } from '../../../../src/model/operation';
import { storeOperation } from './storedOperation';

const operations = 200;
const targetsEach = 1000;

/**
 * Stores the greatest number of operations that is kept, each with a thousand targets, as if this VS Code had run them.
 */
export function storeFullHistory(dataFolder: string): void {
  const startedAt = Date.UTC(2026, 0, 1);
  const endedAt = startedAt + 12_000;
  const targets = Array.from({ length: targetsEach }, (_, nth): TargetState => ({
    id: randomBytes(16).toString('hex'),
    name: `web-${nth}`,
    jobId: randomBytes(16).toString('hex'),
    phase: 'settled',
    result: 'succeeded',
    sentAt: startedAt,
    answeredAt: startedAt + 50,
    settledAt: endedAt,
  }));
  for (let number = 1; number <= operations; number++) {
    const head = { number, verb: 'restart', project: 'Simulated cloud', requests: 10 } as const;
    storeOperation(dataFolder, { ...head, startedAt, endedAt, targets });
  }
}
