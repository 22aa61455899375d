import assert from 'node:assert/strict';
import { consoleUrl, hasConsole, regionChoices, REGIONS, usualSite } from '../../../src/config/regions';
import { inEnglish } from '../../../src/base/message';
import { theProject } from '../../support/theProject';
import { CODE, readTexts } from '../../tools/texts/languages';

describe('the address of the console', () => {
  it('is on the site of the account, and has the id of the region', () => {
    assert.equal(consoleUrl('cn-north-4', 'china'), 'https://console.huaweicloud.com/console/?region=cn-north-4#/home');
    assert.equal(
      consoleUrl('cn-north-4', 'international'),
      'https://console-intl.huaweicloud.com/console/?region=cn-north-4#/home',
    );
    assert.deepEqual([usualSite('cn-north-4'), usualSite('af-north-1')], ['china', 'international']);
  });

  it('escapes an invalid region, so it cannot change the address', () => {
    const { host, searchParams, hash } = new URL(consoleUrl('x&a=b#@evil.example/', 'international'));
    assert.deepEqual(
      [host, searchParams.get('region'), hash],
      ['console-intl.huaweicloud.com', 'x&a=b#@evil.example/', '#/home'],
    );
  });

  it('is known for the regions of the vendor at its own hosts, and for no other project', () => {
    const has = (entry: object): boolean => hasConsole(theProject({ name: 'Mine', region: 'cn-north-4', ...entry }));
    const own = (host: string) => ({ endpoints: { cph: host, koophone: host, iam: host } });
    assert.equal(has({}), true);
    assert.equal(has({ region: 'af-north-1' }), true);
    assert.equal(has({ endpoints: { iam: 'https://iam.cn-north-4.myhuaweicloud.com' } }), true);
    assert.equal(has({ endpoints: { koophone: 'https://koophone.example.com' } }), false);
    assert.equal(has({ services: ['cph'], endpoints: { koophone: 'https://koophone.example.com' } }), true);
    assert.equal(has({ region: 'eu-de', ...own('https://iam.eu-de.otc.t-systems.com') }), false);
    assert.equal(has({ region: 'eu-west-101', ...own('https://iam.eu-west-101.myhuaweicloud.com') }), false);
    assert.equal(has({ endpoints: { iam: 'https://myhuaweicloud.com.evil.example' } }), false);
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
