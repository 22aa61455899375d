import * as vscode from 'vscode';
import { inDigits } from '../../ui/words/words';
import { parseFilter } from '../../arrange/parseFilter';

const { t } = vscode.l10n;

/** How many of the rows read so far match the filter. */
export interface Hits {
  readonly servers: number;
  readonly phones: number;
  readonly instances: number;
}

/**
 * @param state whether rows are still being read for the filter, or could not all be read; undefined when all were read
 * @returns the text above the rows while a filter is set
 */
export function filterMessage(filter: string, hits: Hits, state: 'reading' | 'incomplete' | undefined): string {
  const found = inDigits(hits.servers + hits.phones + hits.instances);
  const split = [inDigits(hits.servers), inDigits(hits.phones), inDigits(hits.instances)] as const;
  const [unknownKey] = parseFilter(filter).unknownKeys;
  return [
    t('Filter “{0}”: {1} found (servers: {2}, phones: {3}, instances: {4}).', filter, found, ...split),
    ...(state === 'reading' ? [t('More is being read.')] : []),
    ...(state === 'incomplete' ? [t('Not everything could be read and looked at.')] : []),
    ...(unknownKey === undefined
      ? []
      : [t('“{0}:” is no key of the filter; there are status, user, model, az and server.', unknownKey)]),
  ].join(' ');
}
