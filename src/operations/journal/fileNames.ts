/** What a window can request of the window that owns an operation, in the order in which that window does them. */
export const OWNER_REQUESTS = ['resume', 'promote', 'pause', 'stopAfterWave', 'stop', 'stopWatching'] as const;
export type OwnerRequest = (typeof OWNER_REQUESTS)[number];

/** The kind of the file that has the summary of a packed operation. */
export const SUMMARY = 'summary.json';

/**
 * `op-000003.jsonl` while it runs, `op-000003.json.gz` and `op-000003.summary.json` when it has ended; the rest are
 * marks, see `Marks`.
 */
const NAME = new RegExp(
  `^op-(\\d+)\\.(jsonl|json\\.gz|summary\\.json|gone|${OWNER_REQUESTS.join('|')}|lease-(\\d+)|released-\\d+|corrected-(\\d+))$`,
);

/** The name of a file of an operation. */
export interface FileName {
  readonly name: string;
  readonly number: number;
  /** All that follows the number, such as `jsonl` or `lease-2`. */
  readonly kind: string;
  /** Of `lease-2`: 2; 0 for the other kinds. */
  readonly epoch: number;
  /** Of `corrected-2`: 2; 0 for the other kinds. */
  readonly correction: number;
}

/** @returns the parts of a file name; undefined when it is not the name of a file of an operation */
export function parseName(name: string): FileName | undefined {
  const [, number, kind, epoch = 0, correction = 0] = NAME.exec(name) ?? [];
  return kind === undefined
    ? undefined
    : { name, number: Number(number), kind, epoch: Number(epoch), correction: Number(correction) };
}

/** @returns the name of a file of an operation */
export const nameOf = (number: number, kind: string): string => `op-${String(number).padStart(6, '0')}.${kind}`;
