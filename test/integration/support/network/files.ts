import { readFileSync } from 'node:fs';
import * as v from 'valibot';

/** Of this machine, and yet not one of the names for which VS Code never asks a proxy. */
export const LOCAL_HOST = '127.0.0.2';
/** Known to the last proxy only. */
export const NAMED_HOST = 'cloud.example';
export const OTHER_HOST = 'other.example';

const certificate = v.object({ key: v.string(), cert: v.string() });
const filesSchema = v.object({
  proxy: v.string(),
  certificates: v.object({
    /** By an authority that this machine trusts. */
    trusted: certificate,
    /** By one that nobody trusts. */
    unknown: certificate,
    expired: certificate,
    /** For another name than the one under which it is asked. */
    otherHost: certificate,
  }),
});

/** What test/integration/support/network/certificates.ts made for the tests of networks. */
export type NetworkFiles = v.InferOutput<typeof filesSchema>;

/** @returns undefined where these tests cannot run: see test/tools/setup/proxy.mjs */
export function readNetworkFiles(): NetworkFiles | undefined {
  const file = process.env.CLOUD_PHONE_NETWORK;
  return file === undefined ? undefined : v.parse(filesSchema, JSON.parse(readFileSync(file, 'utf8')));
}
