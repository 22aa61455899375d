import { defaultHosts, isLoopback } from '../../config/endpoints';
import { type Project } from '../../model/project';
import { type Credential } from './credential';

/** @returns the origins of the project's services, without the identity service */
export const serviceHosts = (project: Project): readonly string[] =>
  project.services.map((service) => project.hosts[service]);

/**
 * A credential goes to the hosts that it was entered for. A credential for the provider's identity service also goes to
 * the provider's own services in any region, because the settings do not choose those addresses. So one sign-in serves
 * the projects of an account in all regions.
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
 * Matches the hosts of the three services at the provider, with or without a region. Other hosts of these domains are not
 * known, because buckets and sites of customers have names in them too.
 */
const PROVIDER = /^(?:iam|cph|koophone)(?:\.[a-z]{2,}(?:-[a-z]+)+-\d+)?\.myhuaweicloud\.(?:com|eu|cn)$/;

/**
 * @returns whether a person is not asked about an origin: it is one of the provider's services over HTTPS, or this
 * computer itself
 */
export function isKnownHost(origin: string): boolean {
  const { hostname, protocol } = new URL(origin);
  return (PROVIDER.test(hostname) && protocol === 'https:') || isLoopback(hostname);
}

/**
 * @param credential the credential that is stored for the account; a person agreed to its hosts when it was entered
 * @returns the origins that a person must agree to before a credential is sent to them, each once
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
