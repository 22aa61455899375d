// @peculiar/x509 does not load without this module.
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** What a server needs for https, in PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

interface Wanted {
  /** The names and addresses that the certificate is for. */
  readonly hosts: readonly string[];
  /** Default: valid from yesterday until tomorrow. */
  readonly expired?: boolean;
}

/** A private certificate authority, as an organisation can have one. */
export interface Authority {
  /** The certificate to install in order to trust the authority, in PEM. */
  readonly pem: string;
  issue(wanted: Wanted): Promise<ServerCertificate>;
}

/** Makes a new authority. Its key is never written to a file. */
export async function createAuthority(name: string): Promise<Authority> {
  const keys = await newKeys();
  const subject = `CN=${name}`;
  const own = await certificate({
    subject,
    issuer: subject,
    expired: false,
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    extensions: [new BasicConstraintsExtension(true, 0, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)],
  });
  return {
    pem: own,
    issue: async ({ hosts, expired = false }) => {
      const { publicKey, privateKey } = await newKeys();
      const cert = await certificate({
        subject: `CN=${hosts[0] ?? ''}`,
        issuer: subject,
        expired,
        publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new BasicConstraintsExtension(false),
          new SubjectAlternativeNameExtension(hosts.map((value) => ({ type: isAddress(value) ? 'ip' : 'dns', value }))),
        ],
      });
      return { cert, key: await pemOf(privateKey) };
    },
  };
}

const isAddress = (host: string): boolean => /^[\d.]+$|:/.test(host);

const newKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

interface Contents {
  readonly subject: string;
  readonly issuer: string;
  readonly expired: boolean;
  readonly publicKey: webcrypto.CryptoKey;
  readonly signingKey: webcrypto.CryptoKey;
  readonly extensions: Extension[];
}

async function certificate({ expired, ...contents }: Contents): Promise<string> {
  const end = Date.now() + (expired ? -DAY_MS : DAY_MS);
  const made = await X509CertificateGenerator.create({
    ...contents,
    serialNumber: `01${randomBytes(8).toString('hex')}`,
    notBefore: new Date(end - 2 * DAY_MS),
    notAfter: new Date(end),
    signingAlgorithm: ALGORITHM,
  });
  return made.toString('pem');
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}
