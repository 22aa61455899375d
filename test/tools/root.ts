import { existsSync } from 'node:fs';
import path from 'node:path';

/** The root of the repository. */
export const root = path.resolve(import.meta.dirname, '..', '..');

const ownNode = path.join(root, 'node_modules', '.bin', 'node');

/** The Node.js that package.json pins: VS Code servers need it, whatever runs this file. */
export const pinnedNode = existsSync(ownNode) ? ownNode : process.execPath;
