import { defaultHosts, isLoopback } from '../../config/endpoints';
import { type Project } from '../../model/project';
import { type Credential } from './credential';

/** @returns the origins that a project's requests go to, the identity service left out. */
export const serviceHosts = (project: Project): readonly string[] =>
  project.services.map((service) => project.hosts[service]);

/**
 * A credential goes to the hosts it was entered for. One that was entered for the provider's identity service also goes
 * to the provider's own services in any region, because those are no choice of the settings: so one sign-in serves the
 * projects of an account in all regions.
 * @returns whether this project may use the credential
 */
export function isBoundTo(credential: Credential, project: Project): boolean {
  if (credential.hosts.iam !== project.hosts.iam) {
    return false;
  }
  const usual = defaultHosts(project.region);
  return project.services.every((service) => {
    const host = project.hosts[service];
    return credential.hosts.services.includes(host) || (host === usual[service] && project.hosts.iam === usual.iam);
  });
}

/**
 * The hosts of the three services at the provider, with or without a region. No other host of these domains is known:
 * the buckets and the sites of customers are below them too.
 */
const PROVIDER = /^(?:iam|cph|koophone)(?:\.[a-z]{2,}(?:-[a-z]+)+-\d+)?\.myhuaweicloud\.(?:com|eu|cn)$/;

/** @returns whether a person need not be asked about a host: it is one of the provider's services, or this computer */
export function isKnownHost(origin: string): boolean {
  const { hostname, protocol } = new URL(origin);
  return (PROVIDER.test(hostname) && protocol === 'https:') || isLoopback(hostname);
}

/**
 * @param credential what the account is signed in with: its hosts were agreed to when it was entered
 * @returns the origins that a person has to agree to before a credential goes there
 */
export function hostsToAskAbout(project: Project, credential: Credential | undefined): readonly string[] {
  const { iam } = project.hosts;
  const isAgreed = (origin: string): boolean => credential?.hosts.services.includes(origin) ?? false;
  const wanted = [
    ...(credential?.hosts.iam === iam ? [] : [iam]),
    ...serviceHosts(project).filter((origin) => origin !== iam && !isAgreed(origin)),
  ];
  return [...new Set(wanted)].filter((origin) => !isKnownHost(origin));
}
