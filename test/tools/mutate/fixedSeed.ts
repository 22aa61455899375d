import fc from 'fast-check';

// mocha loads this file beside the tests: their random runs are then the same in each run.
fc.configureGlobal({ seed: 1 });
