import * as v from 'valibot';
import { DEFAULT_GUARD, type GuardSettings } from '../model/plan';

const percent = v.pipe(v.number(), v.minValue(0), v.maxValue(100));
const countUpTo = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
const patterns = v.array(v.pipe(v.string(), v.minLength(1)));

/**
 * Reads the guard rails. Each setting may hold what the manifest declares. A file can hold something else: then it is not
 * known what the guard rail is to forbid, and the setting is named in `unreadable`.
 * @param value reads a setting by its key, such as `guard.maxTargets`. VS Code gives the declared default where nothing
 * is set: undefined means that something else hides the setting, such as `"cloudPhone.guard": "x"`
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
  const { maxTargets, minRunningPercent, minRunningPercentRolling, protectedPatterns, actingRequestsPerMinute } =
    DEFAULT_GUARD;
  return {
    maxTargets: read('maxTargets', countUpTo(100_000), maxTargets),
    minRunningPercent: read('minRunningPercent', percent, minRunningPercent),
    minRunningPercentRolling: read('minRunningPercentRolling', percent, minRunningPercentRolling),
    protectedPatterns: read('protectedPatterns', patterns, protectedPatterns),
    actingRequestsPerMinute: read('actingRequestsPerMinute', countUpTo(6000), actingRequestsPerMinute),
    unreadable,
  };
}
