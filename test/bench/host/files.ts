import * as v from 'valibot';
import { cloudSchema } from '../processes/cloudAddress';

/** The environment variable with the path of the input file for the extension host. */
export const INPUT = 'CLOUD_PHONE_BENCH';

/** The input: a cloud with few rows in a group, one with many, and the file for the results. */
export const hostInput = v.object({
  small: cloudSchema,
  large: cloudSchema,
  repetitions: v.number(),
  idleSeconds: v.number(),
  output: v.string(),
});

const times = v.array(v.number());
const opening = v.object({ small: times, large: times });

/**
 * The results: milliseconds until the first rows of a group showed, for groups that were read before (`known`) or not
 * (`unread`), and the cost of idling.
 */
export const hostOutput = v.object({
  known: opening,
  unread: opening,
  idle: v.object({ seconds: v.number(), requests: v.number(), timers: v.number() }),
});
export type HostInput = v.InferOutput<typeof hostInput>;
export type HostOutput = v.InferOutput<typeof hostOutput>;
