import { defaultHosts } from '../config/endpoints';
import { type Project } from '../model/project';
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
