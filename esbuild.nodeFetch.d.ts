import { type BuildOptions } from 'esbuild';

export const nodeFetchBundle: BuildOptions;
