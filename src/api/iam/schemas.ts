import * as v from 'valibot';
import { idLike, someText } from '../answer/decode';

/** A project of IAM: in CPH's paths goes its id. */
export interface IamProject {
  readonly id: string;
  /** The region's name, or `<region>_<name>`. */
  readonly name: string;
  readonly region: string;
  readonly enabled: boolean;
}

const domain = v.nullish(v.object({ name: someText }));

/** iam_30_0001.html */
export const tokenBody = v.object({
  token: v.object({
    expires_at: v.string(),
    project: v.nullish(v.object({ id: idLike, name: idLike, domain })),
    user: v.nullish(v.object({ name: someText, domain })),
  }),
});

export const projectList = v.object({ projects: v.array(v.unknown()) });

/** A project's name begins with its region's, up to the first `_`. */
export const projectRow = v.pipe(
  v.object({ id: idLike, name: idLike, enabled: v.nullish(v.boolean()) }),
  v.transform(({ id, name, enabled }): IamProject => ({
    id,
    name,
    region: name.split('_')[0] ?? name,
    enabled: enabled ?? true,
  })),
);
