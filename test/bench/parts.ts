import { measureStart } from './parts/start';
import { measureColdLoad } from './parts/coldLoad';
import { type Figure } from './report/figure';
import { measureFilter } from './parts/filter';
import { measureListGrowth } from './parts/growth';
import { measureHistory } from './parts/history';
import { measureList } from './parts/list';
import { measureMemory } from './parts/memory';
import { measureRestart } from './parts/restart';
import { measurePhones } from './parts/phones';
import { measureSigning } from './parts/signing';
import { measureSize } from './parts/size';
import { measureTree } from './parts/tree';
import { measureWire } from './parts/wire';

/** A part of the benchmarks, which can run alone. */
export interface Part {
  readonly title: string;
  /** How the part measures, for the results page. */
  readonly text: string;
  readonly measure: (say: (line: string) => void) => readonly Figure[] | Promise<readonly Figure[]>;
}

/** The parts by the name that `--only` takes. */
export const parts: Readonly<Record<string, Part>> = {
  list: {
    title: 'Listing',
    text: 'All of 1,000 servers, their 60,000 phones and 10,000 instances, 50 ms away, with a token, as node-fetch sends one (what a signature costs is measured below). The ideal is arithmetic: the fewest requests, 8 at a time, or 200 a second and API where that is slower; no offset reaches beyond 8,096 phones, so they are read by server. What goes one request after the other (the script on the official SDK’s core, and node-fetch in a loop) reads a fifth of the phones each time, and that counts five times.',
    measure: measureList,
  },
  restart: {
    title: 'Restarting and watching',
    text: '10,000 servers, 50 ms away, in requests of 100, with a history on the disk. The script on the SDK’s core restarts batch after batch and follows each to its end with one request every 5 s; two batches are measured, and count for all.',
    measure: measureRestart,
  },
  phones: {
    title: 'Restarting phones in waves',
    text: '10,000 phones of 200 servers, 50 ms away, 8 requests at a time, at most 10 of one server at once, with no pause between the waves. The ideal is arithmetic, for each wave: all phones are read, by server because they are more than one list can have; the requests of 100; the longest job; one poll; and a last look at the jobs and at all phones.',
    measure: measurePhones,
  },
  wire: {
    title: 'Behind a real network',
    text: 'The same listing and restart with TLS and a round trip of 50 ms before a cloud that answers at once. A new connection costs a round trip for TCP and one for TLS 1.3. The ideal is arithmetic: the fewest requests, 8 at a time, one handshake for each of the 8; each acting request has a handshake of its own. node-fetch keeps its connections and knows all addresses beforehand.',
    measure: measureWire,
  },
  growth: {
    title: 'Growth of listing',
    text: 'CPU time, with the cloud’s answers recorded beforehand, of 1,000, 10,000 and 100,000 rows; the exponent by least squares on the logarithms.',
    measure: measureListGrowth,
  },
  filter: {
    title: 'Filtering',
    text: 'CPU time of the slowest of some filters (words of many rows, of few and of none, and each key) over the phones of the simulated cloud, beside `names.filter((name) => name.includes(word))`. The first filter over a list also prepares it.',
    measure: measureFilter,
  },
  tree: {
    title: 'The tree, and idling',
    text: 'In a real extension host: from opening a group to its first rows, with the rows in memory and with rows to be read 50 ms away. Then the view stays open, and nothing is unsettled.',
    measure: measureTree,
  },
  memory: {
    title: 'Memory',
    text: 'The heap of a process with 100,000 rows read from the simulated cloud, garbage collected, over that of the same process before.',
    measure: measureMemory,
  },
  history: {
    title: 'History',
    text: 'A history of 200 operations with 10,000 targets each, as three windows load it at the same time, each in a fresh process. The window that took most counts. No operation is opened.',
    measure: measureHistory,
  },
  activation: {
    title: 'Activation',
    text: 'At the start of VS Code, and the same for an extension with three rows in a VS Code of its own (VS Code tells whole milliseconds, and the time includes that of whatever starts beside); and in plain Node.js, 11 fresh processes, with a `vscode` that does nothing.',
    measure: async () => [...(await measureStart()), ...(await measureColdLoad())],
  },
  size: {
    title: 'Weight',
    text: 'Of the package, and of the bundles in it.',
    measure: measureSize,
  },
  signing: {
    title: 'Signing',
    text: 'The requests of a day, signed with an access key by ours and by the official SDK’s core in turn.',
    measure: measureSigning,
  },
};
