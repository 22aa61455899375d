/** @returns a pattern for exactly this text; white space around it does not matter */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}

/** @returns a selector for the element with this label. The label may also name a bound key: `Refresh All (F5)`. */
export const labelled = (label: string): string => `:is([aria-label="${label}"], [aria-label^="${label} ("])`;
