import assert from 'node:assert/strict';
import { consoleUrl, regionChoices, REGIONS } from '../../../src/config/regions';
import { inEnglish } from '../../../src/base/message';
import { CODE, readTexts } from '../../tools/texts/languages';

describe('the address of the console', () => {
  it('is on the site for the region, and has its id', () => {
    assert.equal(consoleUrl('cn-north-4'), 'https://console.huaweicloud.com/console/?region=cn-north-4#/home');
    assert.equal(consoleUrl('af-north-1'), 'https://console-intl.huaweicloud.com/console/?region=af-north-1#/home');
  });

  it('escapes an invalid region, so it cannot change the address', () => {
    const { host, searchParams, hash } = new URL(consoleUrl('x&a=b#@evil.example/'));
    assert.deepEqual(
      [host, searchParams.get('region'), hash],
      ['console-intl.huaweicloud.com', 'x&a=b#@evil.example/', '#/home'],
    );
  });
});

describe('the regions to choose from', () => {
  const chinese = readTexts(CODE.chinese);
  const inChinese = regionChoices((name) => chinese[name.message] ?? name.message);
  const inEnglishToo = regionChoices(inEnglish);

  it('have the names of the vendor in the language of the person, beside their ids', () => {
    assert.deepEqual(inEnglishToo[0], { region: 'cn-north-4', label: 'CN North-Beijing4', description: 'cn-north-4' });
    assert.deepEqual(inChinese[0], {
      region: 'cn-north-4',
      label: '华北-北京四',
      description: 'cn-north-4 · CN North-Beijing4',
    });
    assert.deepEqual(
      inChinese.map(({ region }) => region),
      Object.keys(REGIONS),
    );
  });

  it('all have a Chinese name, and are found by it, by the English name and by the id', () => {
    assert.equal(new Set(inChinese.map(({ label }) => label)).size, Object.keys(REGIONS).length);
    inChinese.forEach(({ region, label, description }, index) => {
      assert.match(label, /^[\u4e00-\u9fff-]+$/);
      assert.equal(description, `${region} · ${inEnglishToo[index]?.label ?? ''}`);
    });
    const found = inChinese.filter(({ label }) => label.includes('上海')).map(({ region }) => region);
    assert.deepEqual(found, ['cn-east-2', 'cn-east-3']);
  });
});
