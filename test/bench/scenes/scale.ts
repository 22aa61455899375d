const SHORT = 'CLOUD_PHONE_BENCH_SHORT';

/** Whether this is the short form, which only checks that everything can be measured: `npm run bench -- --short`. */
export const isShort = process.argv.includes('--short') || process.env[SHORT] === '1';
if (isShort) {
  // The scripts in processes of their own read this.
  process.env[SHORT] = '1';
}

/** @returns the full size, or the one of the short form */
export const size = <T>(full: T, short: T): T => (isShort ? short : full);
