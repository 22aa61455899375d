import * as v from 'valibot';

/** The address and the credentials of a simulated cloud: the part of its ready line that the benchmarks use. */
export const cloudSchema = v.object({
  origin: v.string(),
  projectId: v.string(),
  token: v.string(),
  accessKey: v.object({ accessKeyId: v.string(), secretAccessKey: v.string() }),
  project: v.looseObject({ name: v.string() }),
});

export type CloudAddress = v.InferOutput<typeof cloudSchema>;
