import { type GuardSettings, type Plan, type PlanTarget } from '../../model/plan';

/** @returns whether a pattern fits the whole of its name, id or user id, of the key of a tag, or of `key=value` of one */
export function isProtected(
  { name, id, userId, serverId, serverName, tags = [] }: PlanTarget,
  patterns: readonly string[],
): boolean {
  const own = [name, id, userId, serverId, serverName].filter((word) => word !== undefined);
  const words = [...own, ...tags.flatMap(({ key, value }) => [key, `${key}=${value}`])];
  return patterns.some((pattern) => words.some((word) => fits(pattern, word)));
}

/** @returns how many of a plan's targets are protected */
export const protectedIn = ({ targets }: Pick<Plan, 'targets'>, { protectedPatterns }: GuardSettings): number =>
  targets.filter((target) => isProtected(target, protectedPatterns)).length;

/** `*` stands for anything, case does not count. No regular expression: one could be made to take for ever. */
function fits(pattern: string, word: string): boolean {
  const [first = '', ...others] = seen(pattern).split('*');
  const whole = seen(word);
  const last = others.pop();
  if (last === undefined) {
    return whole === first && first !== '';
  }
  if (!whole.startsWith(first)) {
    return false;
  }
  let from = first.length;
  for (const part of others) {
    const found = whole.indexOf(part, from);
    if (found < 0) {
      return false;
    }
    from = found + part.length;
  }
  return whole.endsWith(last) && whole.length - last.length >= from;
}

/** What looks the same is the same: without blanks at the ends, invisible characters, widths and composed letters. */
const seen = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase();
