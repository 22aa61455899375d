import fc from 'fast-check';
import { patience } from '../../support/until';

// mocha loads this file beside the tests: their random runs are then the same in each run. It does not matter how short
// a run that fails can be.
fc.configureGlobal({ seed: 1, endOnFailure: true });

// Many changes make a test wait for what never comes.
patience.ownWorkMs = 2_000;
