import assert from 'node:assert/strict';
import { consoleUrl } from '../../../src/config/regions';

describe('the address of the console', () => {
  it('is on the site that sells the region, and names it', () => {
    assert.equal(consoleUrl('cn-north-4'), 'https://console.huaweicloud.com/console/?region=cn-north-4#/home');
    assert.equal(consoleUrl('af-north-1'), 'https://console-intl.huaweicloud.com/console/?region=af-north-1#/home');
  });

  it('takes a region that is none as a word, never as another address', () => {
    const { host, searchParams, hash } = new URL(consoleUrl('x&a=b#@evil.example/'));
    assert.deepEqual(
      [host, searchParams.get('region'), hash],
      ['console-intl.huaweicloud.com', 'x&a=b#@evil.example/', '#/home'],
    );
  });
});
