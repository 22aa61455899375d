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
 * @param phones how many of all phones were read so far; undefined while that is not known
 * @returns the text above the rows while a filter is set. As long as rows are read, it does not say that none was found
 */
export function filterMessage(
  filter: string,
  hits: Hits,
  state: 'reading' | 'incomplete' | undefined,
  phones: { readonly read: number; readonly total: number } | undefined,
): string {
  const found = hits.servers + hits.phones + hits.instances;
  const split = [inDigits(hits.servers), inDigits(hits.phones), inDigits(hits.instances)] as const;
  const [unknownKey] = parseFilter(filter).unknownKeys;
  return [
    found === 0 && state === 'reading'
      ? t('Filter “{0}”.', filter)
      : t('Filter “{0}”: {1} found (servers: {2}, phones: {3}, instances: {4}).', filter, inDigits(found), ...split),
    ...(state === 'reading' ? [readingWords(phones)] : []),
    ...(state === 'incomplete' ? [t('Some lists could not be read, so results may be incomplete.')] : []),
    ...(unknownKey === undefined
      ? []
      : [t('Unknown filter key “{0}:”. Use status, user, model, az, or server.', unknownKey)]),
  ].join(' ');
}

const readingWords = (phones: { readonly read: number; readonly total: number } | undefined): string =>
  phones === undefined
    ? t('More is being read.')
    : t('Reading: {0} of {1} phones.', inDigits(phones.read), inDigits(phones.total));
