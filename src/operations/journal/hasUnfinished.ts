/**
 * Stays apart from `fileNames.ts`, because the bundle of the entry has it.
 * @param names the names of all files in the folder; version 0.1 has the same names for the files that count here
 * @returns whether an operation is there that has not ended: it has a journal and no packed file
 */
export const hasUnfinished = (names: readonly string[]): boolean =>
  names.some((name) => /^op-\d+\.jsonl$/.test(name) && !names.includes(name.replace('jsonl', 'json.gz')));
