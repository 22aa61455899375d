/** The services of the cloud that a project can use. */
export type Service = 'cph' | 'koophone';

/** Where each service of a project is asked: origins such as `https://cph.cn-north-4.myhuaweicloud.com`. */
export interface Hosts {
  readonly cph: string;
  readonly koophone: string;
  readonly iam: string;
}

/** A KooPhone instance named in the settings, shown even where listing is not permitted. */
export interface ConfiguredInstance {
  readonly instanceId: string;
  readonly userId?: string;
  readonly name?: string;
}

/** One valid entry of `cloudPhone.projects`. */
export interface Project {
  /** Unique label, 1–64 characters. */
  readonly name: string;
  /** Names the stored credential; projects with the same account share it. */
  readonly account: string;
  readonly region: string;
  /** 32 hexadecimal characters; absent until the first sign-in fills it in. */
  readonly projectId?: string;
  readonly services: readonly Service[];
  readonly servers: readonly string[];
  readonly instances: readonly ConfiguredInstance[];
  readonly hosts: Hosts;
}
