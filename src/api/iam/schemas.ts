import * as v from 'valibot';
import { idLike, someText } from '../answer/decode';

/** A project of IAM. */
export interface IamProject {
  /** The project id in the paths of CPH. */
  readonly id: string;
  /** The region's name, or `<region>_<name>`. */
  readonly name: string;
  readonly region: string;
  readonly enabled: boolean;
}

const domain = v.nullish(v.object({ name: someText }));

/** The body of a response about a token (iam_30_0001.html). The token itself is in the header `X-Subject-Token`. */
export const tokenBody = v.object({
  token: v.object({
    expires_at: v.string(),
    project: v.nullish(v.object({ id: idLike, name: idLike, domain })),
    user: v.nullish(v.object({ name: someText, domain })),
  }),
});

/** The list of projects. */
export const projectList = v.object({ projects: v.array(v.unknown()) });

/** One project. Its name begins with the name of its region, up to the first `_`. A project is enabled by default. */
export const projectRow = v.pipe(
  v.object({ id: idLike, name: idLike, enabled: v.nullish(v.boolean()) }),
  v.transform(({ id, name, enabled }): IamProject => ({
    id,
    name,
    region: name.split('_')[0] ?? name,
    enabled: enabled ?? true,
  })),
);
