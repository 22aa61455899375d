import * as v from 'valibot';
import { cloudSchema } from '../processes/cloudAddress';

/** The variable that names the file in which the extension host finds what to measure. */
export const INPUT = 'CLOUD_PHONE_BENCH';

/** Clouds with a group of few rows and one of many, and where the host writes what it measured. */
export const hostInput = v.object({
  small: cloudSchema,
  large: cloudSchema,
  repetitions: v.number(),
  idleSeconds: v.number(),
  output: v.string(),
});

const times = v.array(v.number());
const opening = v.object({ small: times, large: times });

/** Milliseconds until the first rows of a group showed, which was read before (`known`) or not (`unread`); and what idling costs. */
export const hostOutput = v.object({
  known: opening,
  unread: opening,
  idle: v.object({ seconds: v.number(), requests: v.number(), timers: v.number() }),
});
export type HostInput = v.InferOutput<typeof hostInput>;
export type HostOutput = v.InferOutput<typeof hostOutput>;
