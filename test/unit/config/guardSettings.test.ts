import assert from 'node:assert/strict';
import { readGuard } from '../../../src/config/guardSettings';
import { DECLARED_SETTINGS } from '../../tools/texts/declaredSettings';
import { DEFAULT_GUARD } from '../../../src/model/plan';

const DECLARED: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries(DECLARED_SETTINGS)
    .filter(([key]) => key.startsWith('cloudPhone.guard.'))
    .map(([key, { default: value }]) => [key.replace('cloudPhone.', ''), value]),
);

/** Reads settings as VS Code gives them: with the declared default for each one that is not set. */
const guardOf = (settings: Readonly<Record<string, unknown>>) =>
  readGuard((key) => ({ ...DECLARED, ...settings })[key]);

/** Invalid values of each setting. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  'guard.maxTargets': ['10', undefined, null, 0, -1, 1.5, 100_001, NaN, [10], {}],
  'guard.mostErased': ['20', null, 0, -1, 1.5, 100_001],
  'guard.minRunningPercent': ['50', '50 %', null, -1, 101, NaN, Infinity, [50]],
  'guard.minRunningPercentRolling': ['75', null, -5, 100.1, true],
  'guard.protectedPatterns': ['prod-*', null, {}, 7, ['prod-*', 7], [['prod-*']], [''], { 0: 'prod-*' }],
  'guard.actingRequestsPerMinute': ['60', null, 0, 6001, 0.5],
};

describe('the guard rails in the settings', () => {
  it('are the defaults where nothing is set, and those of the manifest are the same', () => {
    assert.deepEqual(guardOf({}), DEFAULT_GUARD);
    assert.deepEqual(Object.keys(DECLARED).sort(), Object.keys(WRONG).sort());
  });

  it('cannot be read when another setting hides them, such as "cloudPhone.guard": "x"', () => {
    const { unreadable } = readGuard(() => undefined);
    assert.deepEqual(
      unreadable,
      Object.keys(WRONG).map((key) => `cloudPhone.${key}`),
    );
  });

  it('have every valid value', () => {
    const guard = guardOf({
      'guard.maxTargets': 1,
      'guard.mostErased': 100_000,
      'guard.minRunningPercent': 99.5,
      'guard.minRunningPercentRolling': 0,
      'guard.protectedPatterns': ['prod-*', 'env=live'],
      'guard.actingRequestsPerMinute': 6000,
    });
    assert.deepEqual(guard, {
      maxTargets: 1,
      mostErased: 100_000,
      minRunningPercent: 99.5,
      minRunningPercentRolling: 0,
      protectedPatterns: ['prod-*', 'env=live'],
      actingRequestsPerMinute: 6000,
      unreadable: [],
    });
  });

  for (const [key, values] of Object.entries(WRONG)) {
    it(`name ${key} when its value is invalid`, () => {
      for (const value of values) {
        assert.deepEqual(guardOf({ [key]: value }).unreadable, [`cloudPhone.${key}`], JSON.stringify(value));
      }
    });
  }

  it('name all settings that cannot be read', () => {
    const { unreadable } = guardOf({ 'guard.maxTargets': '1', 'guard.protectedPatterns': 'prod-*' });
    assert.deepEqual(unreadable, ['cloudPhone.guard.maxTargets', 'cloudPhone.guard.protectedPatterns']);
  });
});
