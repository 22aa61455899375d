import { type GuardSettings, type Plan, type PlanTarget } from '../../model/plan';

/** @returns whether a pattern fits the whole of its name, of the key of a tag, or of `key=value` of one */
export function isProtected({ name, tags = [] }: PlanTarget, patterns: readonly string[]): boolean {
  const words = [name, ...tags.flatMap(({ key, value }) => [key, `${key}=${value}`])];
  return patterns.some((pattern) => words.some((word) => fits(pattern, word)));
}

/** @returns how many of a plan's targets are protected; only servers are */
export const protectedIn = (
  { verb, targets }: Pick<Plan, 'verb' | 'targets'>,
  { protectedPatterns }: GuardSettings,
): number => (verb === 'restart' ? targets.filter((target) => isProtected(target, protectedPatterns)).length : 0);

/** `*` stands for anything, case does not count. No regular expression: one could be made to take for ever. */
function fits(pattern: string, word: string): boolean {
  const [first = '', ...others] = pattern.trim().toLowerCase().split('*');
  const whole = word.toLowerCase();
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
