import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Operation } from '../../../../src/model/operation';
import { packOperation } from '../../../../src/operations/journal/format/packed';

/** Stores an operation that has ended, as if this VS Code had run it. */
export function storeOperation(dataFolder: string, operation: Operation): void {
  const folder = path.join(
    dataFolder,
    'data',
    'User',
    'globalStorage',
    'cloudphone.cloud-phone-manager',
    'operations-v2',
  );
  mkdirSync(folder, { recursive: true });
  const name = `op-${String(operation.number).padStart(6, '0')}.json.gz`;
  writeFileSync(path.join(folder, name), gzipSync(packOperation(operation), { level: 1 }));
}
