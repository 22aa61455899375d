import { applyEdits } from 'jsonc-parser';
import { type TextEdit } from '../../src/config/settingsText';

/** @returns the text after the edits, which must not overlap */
export const edited = (text: string, edits: readonly TextEdit[]): string =>
  applyEdits(
    text,
    edits.map(({ offset, length, text: content }) => ({ offset, length, content })),
  );
