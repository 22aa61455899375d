import { type SubmittedJob } from '../answer/job';
import { checkPhoneId, checkServerId } from '../request/url';
import { submittedRow } from './schemas';

/** The most servers of one restart (cph_api_0517.html). The pages of the phones give no number; it is used for them too. */
export const MOST_TARGETS = 100;

/** The response to a request that acts on several servers or phones. */
export interface Submitted {
  /** For `listJobs`. */
  readonly requestId?: string;
  /** The entry of each target in the response. */
  readonly jobs: SubmittedJob[];
}

/** A request that acts on several servers or phones. The responses of all of them have the same form. */
export interface Batch {
  /** Below `cloud-phone`. */
  readonly path: readonly [string, string];
  readonly iamAction: string;
  readonly checkId: (id: string) => string;
  readonly body: (ids: readonly string[]) => unknown;
  /** The schema of one entry in the response. */
  readonly row: ReturnType<typeof submittedRow>;
}

const ofPhones = { checkId: checkPhoneId, row: submittedRow('phone_id') };

/**
 * Objects and not ids, as the page asks. `image_id` and `property` are never sent: they would change the phones
 * (cph_api_0515.html, cph_api_0514.html).
 */
const phoneObjects = (ids: readonly string[]): unknown => ({ phones: ids.map((id) => ({ phone_id: id })) });

/** POST /servers/batch-restart (cph_api_0517.html). */
export const RESTART_SERVERS: Batch = {
  path: ['servers', 'batch-restart'],
  iamAction: 'cph:servers:restart',
  checkId: checkServerId,
  body: (ids) => ({ server_ids: ids }),
  row: submittedRow('server_id'),
};

/** POST /phones/batch-restart (cph_api_0515.html). No page names its IAM action; this one follows the others. */
export const RESTART_PHONES: Batch = {
  ...ofPhones,
  path: ['phones', 'batch-restart'],
  iamAction: 'cph:phones:restart',
  body: phoneObjects,
};

/** POST /phones/batch-stop (cph_api_0516.html, cph_api_06001.md). */
export const STOP_PHONES: Batch = {
  ...ofPhones,
  path: ['phones', 'batch-stop'],
  iamAction: 'cph:phones:stop',
  body: (ids) => ({ phone_ids: ids }),
};

/** POST /phones/batch-reset (cph_api_0514.html). No page names its IAM action; this one follows the others. */
export const RESET_PHONES: Batch = {
  ...ofPhones,
  path: ['phones', 'batch-reset'],
  iamAction: 'cph:phones:reset',
  body: phoneObjects,
};
