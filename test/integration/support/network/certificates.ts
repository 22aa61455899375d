import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAuthority, type ServerCertificate } from '../../../cloud/wire/certificates';
import { LOCAL_HOST, NAMED_HOST, type NetworkFiles, OTHER_HOST } from './files';

/** Removes a proxy of the machine's environment, which would override the settings of the tests. */
const NO_OTHER_PROXY = { http_proxy: '', https_proxy: '', HTTP_PROXY: '', HTTPS_PROXY: '' };

/** The certificates for the network tests, and the environment that makes the extension host trust one authority. */
export interface Certificates {
  /** The environment variables for the extension host. */
  readonly env: Readonly<Record<string, string>>;
  dispose(): void;
}

/**
 * Makes certificates by two authorities. The first one is trusted, as the authority of an organisation is. For the newest
 * VS Code SSL_CERT_FILE names it in place of the system's store. The lowest one reads only /etc/ssl, so
 * NODE_EXTRA_CA_CERTS names it.
 * @param proxy the path of the proxy program
 */
export async function makeCertificates(version: 'lowest' | 'newest', proxy: string): Promise<Certificates> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-network-'));
  const trusted = await createAuthority('Trusted by this machine');
  const unknown = await createAuthority('Known to nobody');
  const hosts = [LOCAL_HOST, NAMED_HOST];
  const certificates: Readonly<Record<keyof NetworkFiles['certificates'], ServerCertificate>> = {
    trusted: await trusted.issue({ hosts }),
    unknown: await unknown.issue({ hosts }),
    expired: await trusted.issue({ hosts, expired: true }),
    otherHost: await trusted.issue({ hosts: [OTHER_HOST] }),
  };
  const authorityFile = path.join(folder, 'authority.pem');
  writeFileSync(authorityFile, trusted.pem);
  const file = path.join(folder, 'files.json');
  const files: NetworkFiles = { proxy, certificates };
  writeFileSync(file, JSON.stringify(files), { mode: 0o600 });
  return {
    env: {
      ...NO_OTHER_PROXY,
      CLOUD_PHONE_NETWORK: file,
      [version === 'newest' ? 'SSL_CERT_FILE' : 'NODE_EXTRA_CA_CERTS']: authorityFile,
    },
    dispose: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
