import assert from 'node:assert/strict';
import manifest from '../../../package.json';
import { parse, sourceFiles, textCalls } from '../../tools/texts/calls';
import { chineseFaults, englishFaults, filled } from '../../tools/texts/filled';
import { CODE, codeTexts, gapsBetween, MANIFEST, readTexts, type Texts } from '../../tools/texts/languages';
import { built, hardCoded, misfilled, pluralsOf, typographyFaults } from '../../tools/texts/rules';

const files = sourceFiles();
const calls = files.flatMap(textCalls);
const none = { missing: [], unused: [], different: [] };

/**
 * The only argument of `t()` that is not a literal: a message from below `ui/`. Each one is a literal where it is made.
 */
const HANDED_ON = 'said.message';
/** Names that are the same in every language. */
const NAMES = ['cloudPhone', 'cn-north-4'];
/** Plural sentences that are never used with a count of one, and why. */
const NEVER_ONE = new Map([
  ['Type {0} to erase all apps and data on {0} phones in {1}.', 'of one the name is typed'],
  ['Type {0} to erase all apps and data on {0} instances in {1}.', 'of one the name is typed'],
  ['The plan has {0} targets, and the setting cloudPhone.guard.maxTargets allows {1} at a time.', 'more than allowed'],
  [
    'The plan erases the data of {0} targets, and the setting cloudPhone.guard.mostErased allows {1} at a time.',
    'more than allowed',
  ],
  ['{0} targets are in another running operation now, such as {1} in #{2}: make a new plan.', 'one is named itself'],
  ['A name has 1 to {0} characters.', 'the longest name, a constant'],
  ['Copied {0} IDs: {1}', 'one ID is shown itself'],
  ['Copied {0} names: {1}', 'one name is shown itself'],
  ['One request takes 1 to {0} IDs, not {1}.', 'the limit of a request, never 1'],
  ['Reading: {0} of {1} phones', 'one phone is read at once'],
  ['Reading: {0} of {1} phones.', 'one phone is read at once'],
  ['Stop {0} operations?', 'one operation is named itself'],
  ['Resume {0} operations?', 'one operation is named itself'],
  ['Stop watching {0} operations?', 'one operation is named itself'],
]);

/** What is in several projects is more than one. */
const isNeverOne = (text: string): boolean => NEVER_ONE.has(text) || text.includes(' in {1} projects');

describe('the texts', () => {
  let english: Texts;
  before(async () => {
    english = await codeTexts();
  });

  it('of the code are all found by l10n-dev', () => {
    const literals = calls.flatMap(({ literal }) => literal ?? []);
    assert.ok(literals.length > 300);
    assert.deepEqual(Object.keys(english).sort(), [...new Set(literals)].sort());
  });

  it('of the code are all there in Chinese, with the same placeholders, and nothing else (npm run l10n lists them)', () => {
    assert.deepEqual(gapsBetween(english, readTexts(CODE.chinese)), none);
  });

  it('of the manifest are all there in Chinese, with the same links, and nothing else (npm run l10n lists them)', () => {
    assert.deepEqual(gapsBetween(readTexts(MANIFEST.english), readTexts(MANIFEST.chinese)), none);
    assert.equal(manifest.l10n, './l10n');
  });

  it('are whole sentences as literals', () => {
    assert.deepEqual(
      built(calls).filter((found) => !found.includes(HANDED_ON)),
      [],
    );
  });

  it('get as many values as they have placeholders', () => {
    assert.deepEqual(misfilled(calls), []);
  });

  it('that a person sees are never hard-coded', () => {
    assert.deepEqual(
      files.flatMap(hardCoded).filter((found) => !NAMES.some((name) => found.endsWith(`: ${name}`))),
      [],
    );
  });

  it('with a count have a sentence for one too, which is the same in Chinese', () => {
    const chinese = readTexts(CODE.chinese);
    const plurals = pluralsOf(Object.keys(english));
    assert.ok(plurals.length > 8);
    for (const { many, count, ones } of plurals) {
      assert.equal(ones.length === 0, isNeverOne(many), many);
      const sameInChinese = ones.filter((one) => chinese[one] === chinese[many]?.replaceAll(count, '1'));
      assert.equal(sameInChinese.length === 0, isNeverOne(many), many);
    }
  });

  it('in Chinese have full-width punctuation, and a space beside Latin letters and digits', () => {
    // What stands beside a value depends on the value: see the next test.
    const isWhole = (text: string): boolean => !/\{\d+\}/.test(text);
    for (const file of [CODE.chinese, MANIFEST.chinese]) {
      const faults = Object.values(readTexts(file)).filter(
        (text) => isWhole(text) && typographyFaults(text).length > 0,
      );
      assert.deepEqual(faults, []);
    }
  });

  it('are whole sentences in both languages when they are filled as the code fills them', () => {
    const chinese = readTexts(CODE.chinese);
    const faults = calls.flatMap((call) => {
      const { literal = '', where } = call;
      const texts = [filled(chinese[literal] ?? '', call, 'chinese'), filled(literal, call, 'english')] as const;
      const found = [...chineseFaults(texts[0]), ...englishFaults(texts[1])];
      return found.length === 0 ? [] : [`${where}: ${texts.join(' | ')}`];
    });
    assert.deepEqual(faults, []);
  });
});

describe('the check of the texts', () => {
  const uses = (code: string) => textCalls(parse('src/ui/any.ts', `const { t } = vscode.l10n;\n${code}`));
  const says = (code: string) =>
    textCalls(parse('src/api/any.ts', `import { message, type Message } from '../base/message';\n${code}`));

  it('finds texts that are missing, unused or empty, or have other placeholders or links', () => {
    const gaps = gapsBetween(
      { 'a {0}': 'a {0}', b: 'b', c: '[c](command:x)', d: 'd' },
      { 'a {0}': '一', c: '[三](command:y)', d: '', e: '五' },
    );
    assert.deepEqual(gaps, { missing: ['b', 'd'], unused: ['e'], different: ['a {0}', 'c'] });
  });

  it('finds texts that are built from parts', () => {
    assert.equal(built(uses("t('a' + name);")).length, 1);
    assert.equal(built(uses('t(`a ${name}`);')).length, 1);
    assert.equal(built(uses('t(name);')).length, 1);
    assert.equal(built(uses("const a = t('a') + 's';")).length, 1);
    assert.equal(built(uses("const a = `${t('a')} more`;")).length, 1);
    assert.equal(built(says('message(name);')).length, 1);
    assert.deepEqual(built([...uses("t('a');"), ...says("message('a', message('b'));")]), []);
  });

  it('finds values without a placeholder, and placeholders without a value', () => {
    assert.equal(misfilled(uses("t('{0} of {1}', one);")).length, 1);
    assert.equal(misfilled(uses("t('all', one);")).length, 1);
    assert.deepEqual(misfilled(uses("t('{0} of {1}', one, two); t('{0}', ...all);")), []);
  });

  it('finds hard-coded texts, in the layers that may import vscode and below them', () => {
    const shown = (code: string) => hardCoded(parse('src/commands/any.ts', code)).length;
    assert.equal(shown("show({ label: 'Servers' });"), 1);
    assert.equal(shown("show({ title: count === 1 ? 'one' : `${count} many` });"), 2);
    assert.equal(shown("item.tooltip = name ?? 'nobody';"), 1);
    for (const way of ['info', 'warn', 'error', 'status']) {
      assert.equal(shown(`tell.${way}('It failed.');`), 1, way);
    }
    assert.equal(shown("show({ label: t('Servers'), description: `${a} · ${b}`, kind: 'server' });"), 0);
    const said = (code: string) => hardCoded(parse('src/operations/any.ts', code)).length;
    assert.equal(said("throw new ApiError('auth', `Sign in to ${name}.`);"), 1);
    assert.equal(said("update({ result: 'failed', text: 'it failed' });"), 1);
    assert.equal(said("throw new ApiError('auth', message('Sign in.'), { code });"), 0);
  });

  it('finds a plural without its singular', () => {
    assert.deepEqual(
      pluralsOf(['Stop {0} servers?', '{0} rows go. Retry them?', '1 row goes. Retry it?', '{0} is not']),
      [
        { many: 'Stop {0} servers?', count: '{0}', ones: [] },
        { many: '{0} rows go. Retry them?', count: '{0}', ones: ['1 row goes. Retry it?'] },
      ],
    );
  });

  it('finds faults of typography', () => {
    for (const text of ['重启{0}台', 'ID不对', '好,的', '是否?', '失败 。', '请稍候...']) {
      assert.equal(typographyFaults(text).length > 0, true, text);
    }
    for (const text of [
      '重启 {0} 台服务器？',
      '“{0}”的 ID（AK）：不对。',
      '[添加…](command:a.b)\n好',
      '或[添加](command:a.b)。',
      '{0}/{1}',
    ]) {
      assert.deepEqual(typographyFaults(text), [], text);
    }
  });
});
