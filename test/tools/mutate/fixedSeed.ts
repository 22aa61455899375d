import fc from 'fast-check';

// mocha loads this file beside the tests: their random runs are then the same in each run. It does not matter how short
// a run that fails can be.
fc.configureGlobal({ seed: 1, endOnFailure: true });
