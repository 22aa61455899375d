import manifest from '../../../package.json';

/** A setting as the manifest declares it. */
export interface DeclaredSetting {
  readonly scope: string;
  readonly order?: number;
  readonly tags?: readonly string[];
  readonly default: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
}

/** The settings of all categories of the manifest, by their keys. */
export const DECLARED_SETTINGS: Readonly<Record<string, DeclaredSetting>> = Object.fromEntries(
  manifest.contributes.configuration.flatMap(({ properties }) =>
    Object.entries(properties as Readonly<Record<string, DeclaredSetting>>),
  ),
);
