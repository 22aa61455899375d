const SHORT = 'CLOUD_PHONE_BENCH_SHORT';

/** Whether everything is measured once and in small, only to see that it can be measured: `npm run bench -- --short`. */
export const isShort = process.argv.includes('--short') || process.env[SHORT] === '1';
if (isShort) {
  // For the scripts that run in processes of their own.
  process.env[SHORT] = '1';
}

/** @returns the size of something: as it is measured, or in the short form */
export const size = <T>(full: T, short: T): T => (isShort ? short : full);
