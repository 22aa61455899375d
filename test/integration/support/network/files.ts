import { readFileSync } from 'node:fs';
import * as v from 'valibot';

/** An address of this machine that is not one of the names for which VS Code never uses a proxy. */
export const LOCAL_HOST = '127.0.0.2';
/** A host name that only the last proxy of the chain knows. */
export const NAMED_HOST = 'cloud.example';
export const OTHER_HOST = 'other.example';

const certificate = v.object({ key: v.string(), cert: v.string() });
const filesSchema = v.object({
  proxy: v.string(),
  certificates: v.object({
    /** Issued by an authority that the extension host trusts. */
    trusted: certificate,
    /** Issued by an authority that is not trusted. */
    unknown: certificate,
    expired: certificate,
    /** Issued for another name than that of the host. */
    otherHost: certificate,
  }),
});

/** The files that test/integration/support/network/certificates.ts made for the network tests. */
export type NetworkFiles = v.InferOutput<typeof filesSchema>;

/** @returns undefined on a machine that cannot run these tests: see test/tools/setup/proxy.mjs */
export function readNetworkFiles(): NetworkFiles | undefined {
  const file = process.env.CLOUD_PHONE_NETWORK;
  return file === undefined ? undefined : v.parse(filesSchema, JSON.parse(readFileSync(file, 'utf8')));
}
