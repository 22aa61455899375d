import { type Verb } from './status';

/** @returns whether the verb deletes data for good */
export const erases = (verb: Verb): boolean => verb === 'unassign';
