import fetch from 'node-fetch';
import { withNotes } from './connections';
import { type Fetch } from './fetch';

/** node-fetch in its bundle (esbuild.nodeFetch.js): it takes notes of how far a request has come. */
const noting: Fetch = (url, init) => withNotes(init.progress, () => fetch(url, init));

export default noting;
