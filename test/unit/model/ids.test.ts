import assert from 'node:assert/strict';
import {
  isInstanceId,
  isPathId,
  isPhoneId,
  isProjectId,
  isResourceName,
  isServerId,
  isUserId,
  sameIdKey,
} from '../../../src/model/ids';

const ID = '0123456789abcdef0123456789ABCDEF';

describe('ids', () => {
  it('of a path have no character that needs escaping', () => {
    assert.ok(isPathId('RM_0123-abc'));
    for (const bad of ['', 'a/b', '..', 'a b', 'a%2f', 'a?b', 'a\n', 'é', 'x'.repeat(65)]) {
      assert.ok(!isPathId(bad), JSON.stringify(bad));
    }
  });

  it('of projects are 32 hexadecimal characters', () => {
    assert.ok(isProjectId(ID));
    for (const bad of [ID.slice(1), `${ID}0`, `${ID}\n`, ID.replace('0', 'g')]) {
      assert.ok(!isProjectId(bad), JSON.stringify(bad));
    }
  });

  it('of servers may have dashes', () => {
    assert.ok(isServerId(ID));
    assert.ok(isServerId('01234567-89ab-cdef-0123-456789abcdef'));
    assert.ok(!isServerId(`${ID.slice(2)}/.`));
  });

  it('of servers are the same whatever their case and dashes', () => {
    assert.equal(sameIdKey('01234567-89AB-cdef-0123-456789abcdef'), sameIdKey(ID));
  });

  it('of instances have up to 32 characters', () => {
    assert.ok(isInstanceId('k'.repeat(32)));
    assert.ok(!isInstanceId('k'.repeat(33)));
    assert.ok(!isInstanceId('k/p'));
  });

  it('of users have up to 32 characters of any script, without spaces and slashes', () => {
    assert.ok(isUserId('1008600000000000001'));
    assert.ok(isUserId('用户@example.com'));
    for (const bad of ['', 'a b', 'a/b', 'a\u0000', 'u'.repeat(33)]) {
      assert.ok(!isUserId(bad), JSON.stringify(bad));
    }
  });

  it('of phones are like those of servers', () => {
    assert.ok(isPhoneId(ID));
    assert.ok(!isPhoneId(ID.slice(1)));
  });
});

describe('the names of servers and phones', () => {
  it('have 1 to 60 letters, digits, Chinese characters, dashes and underscores', () => {
    for (const good of ['a', 'web-01_b', '华北-前台', 'x'.repeat(60), '云'.repeat(60), '𠀀'.repeat(60)]) {
      assert.ok(isResourceName(good), JSON.stringify(good));
    }
    for (const bad of ['', ' ', 'a b', 'a.b', 'é', 'a\n', 'かな', '，', '😀', 'x'.repeat(61), '云'.repeat(61)]) {
      assert.ok(!isResourceName(bad), JSON.stringify(bad));
    }
  });
});
