/**
 * @returns the text with what stands between `<!-- mark:begin -->` and `<!-- mark:end -->` replaced
 * @throws where the marks are missing
 */
export function withMarked(text: string, mark: string, content: string): string {
  const [begin, end] = [`<!-- ${mark}:begin -->`, `<!-- ${mark}:end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) {
    throw new Error(`The text lacks ${begin} or ${end}.`);
  }
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}
