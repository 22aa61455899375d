/** Matches this text and no more, whatever white space the window puts around it. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}

/** A selector for what is labelled so; the label names the key too, where one is bound and works there: `Refresh All (F5)`. */
export const labelled = (label: string): string => `:is([aria-label="${label}"], [aria-label^="${label} ("])`;
