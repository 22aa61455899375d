import { type Cloud } from './cloud';

/** The name of the project in the settings, unless a test gives it another one. */
export const PROJECT = 'Simulated cloud';

/** One entry of the setting `cloudPhone.projects`. */
export interface ProjectSetting {
  readonly name: string;
  readonly region: string;
  readonly projectId: string;
  readonly endpoints: { readonly cph: string; readonly koophone: string; readonly iam: string };
}

/** @returns an entry of `cloudPhone.projects` for a project of a simulated cloud */
export function projectSetting(cloud: Pick<Cloud, 'origin' | 'account'>, name = PROJECT): ProjectSetting {
  const { origin, account } = cloud;
  return {
    name,
    region: account.region,
    projectId: account.projectId,
    endpoints: { cph: origin, koophone: origin, iam: origin },
  };
}
