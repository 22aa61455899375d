import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAuthority, type ServerCertificate } from '../../../cloud/wire/certificates';
import { LOCAL_HOST, NAMED_HOST, type NetworkFiles, OTHER_HOST } from './files';

/** A proxy that the machine's environment names would stand in the way of what the settings say. */
const NO_OTHER_PROXY = { http_proxy: '', https_proxy: '', HTTP_PROXY: '', HTTPS_PROXY: '' };

/** Certificates for the tests of networks, and what makes the host of the tests trust one authority of them. */
export interface NetworkBench {
  /** For the extension host. */
  readonly env: Readonly<Record<string, string>>;
  dispose(): void;
}

/**
 * Makes certificates by two authorities and has the first trusted as an organisation's authority is: in the newest VS
 * Code by the system's store, which SSL_CERT_FILE moves; in the lowest, which knows only /etc/ssl, by NODE_EXTRA_CA_CERTS.
 * @param proxy the program to use as a proxy
 */
export async function openNetworkBench(version: 'lowest' | 'newest', proxy: string): Promise<NetworkBench> {
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
