/** The services of the cloud that a project can use. */
export type Service = 'cph' | 'koophone';

/** The origin of each service of a project, such as `https://cph.cn-north-4.myhuaweicloud.com`. */
export interface Hosts {
  readonly cph: string;
  readonly koophone: string;
  readonly iam: string;
}

/** A KooPhone instance that the settings name. It is shown even where listing is not permitted. */
export interface ConfiguredInstance {
  readonly instanceId: string;
  readonly userId?: string;
  readonly name?: string;
}

/** One valid entry of `cloudPhone.projects`. */
export interface Project {
  /** 1 to 64 characters; no other project has the same name. */
  readonly name: string;
  /** The name of the stored credential. Projects with the same account share the credential. */
  readonly account: string;
  readonly region: string;
  /** 32 hexadecimal characters; absent until the first sign-in writes it into the settings. */
  readonly projectId?: string;
  readonly services: readonly Service[];
  readonly servers: readonly string[];
  readonly instances: readonly ConfiguredInstance[];
  readonly hosts: Hosts;
}
