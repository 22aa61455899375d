import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { root } from '../root';

const hostFactsSchema = v.object({
  desktop: v.optional(v.string()),
  download: v.optional(v.boolean()),
  browser: v.optional(v.string()),
  proxy: v.optional(v.string()),
  newest: v.optional(v.string()),
  lowest: v.optional(v.string()),
});

/**
 * What test/tools/setup/setup.mjs found on this machine: the `code` on the PATH (`desktop`), whether a desktop VS Code
 * can be downloaded, the Chromium, the proxy, and the folders of the VS Code servers.
 */
export type HostFacts = v.InferOutput<typeof hostFactsSchema>;

/** Reads what the set-up wrote down. */
export function readHostFacts(): HostFacts {
  return v.parse(hostFactsSchema, JSON.parse(readFileSync(path.join(root, '.cache', 'host.json'), 'utf8')));
}

/** One of the facts, where the set-up must have found it; names the command to run where it did not. */
export function need(facts: HostFacts, name: 'browser' | 'proxy' | 'newest' | 'lowest'): string {
  const fact = facts[name];
  if (fact === undefined) {
    throw new Error(`The set-up did not look for "${name}": run "node test/tools/setup/setup.mjs --for test".`);
  }
  return fact;
}
