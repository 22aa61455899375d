import * as v from 'valibot';
import { DEFAULT_GUARD, type GuardSettings } from '../model/plan';

const percent = v.pipe(v.number(), v.minValue(0), v.maxValue(100));
const countUpTo = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
const patterns = v.array(v.pipe(v.string(), v.minLength(1)));

/**
 * Reads the guard rails. The schemas allow what the manifest declares. A settings file can hold another value. Then it
 * is not known what the guard rail forbids: the setting is named in `unreadable`, and the result has its default.
 * @param value reads a setting by its key, such as `guard.maxTargets`. VS Code gives the declared default for a setting
 *   that is not set. So undefined means that another setting hides it, such as `"cloudPhone.guard": "x"`, and counts as
 *   invalid
 */
export function readGuard(value: (key: string) => unknown): GuardSettings {
  const unreadable: string[] = [];
  const read = <T>(key: string, schema: v.GenericSchema<unknown, T>, instead: T): T => {
    const parsed = v.safeParse(schema, value(`guard.${key}`));
    if (!parsed.success) {
      unreadable.push(`cloudPhone.guard.${key}`);
    }
    return parsed.success ? parsed.output : instead;
  };
  const {
    maxTargets,
    mostErased,
    minRunningPercent,
    minRunningPercentRolling,
    protectedPatterns,
    actingRequestsPerMinute,
  } = DEFAULT_GUARD;
  return {
    maxTargets: read('maxTargets', countUpTo(100_000), maxTargets),
    mostErased: read('mostErased', countUpTo(100_000), mostErased),
    minRunningPercent: read('minRunningPercent', percent, minRunningPercent),
    minRunningPercentRolling: read('minRunningPercentRolling', percent, minRunningPercentRolling),
    protectedPatterns: read('protectedPatterns', patterns, protectedPatterns),
    actingRequestsPerMinute: read('actingRequestsPerMinute', countUpTo(6000), actingRequestsPerMinute),
    unreadable,
  };
}
