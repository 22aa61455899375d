import assert from 'node:assert/strict';
import { meaningOf } from '../../../../src/api/errors/codeFacts';
import { failureCode, isOfAsker, isOfCloud, normaliseCode, readCode } from '../../../../src/api/errors/codeFamilies';

describe('a code of the cloud', () => {
  const spellings: [string, string[]][] = [
    ['CPS.0005', ['CPS0005', 'cps.0005', ' CPS.0005 ']],
    ['APIGW.0301', ['APIGW0301', 'APIG.0301', 'APIG0301', 'apig.0301']],
    ['KOOPHONE.API.1001', ['KooPhone.API.1001', 'KOOPHONE.API1001', 'KP.API.1001', 'KP.API1001']],
    ['KPAPI.61812', ['KPAPI61812', 'kpapi.61812']],
    ['IAM.0061', ['IAM0061', 'iam.0061']],
  ];
  for (const [code, others] of spellings) {
    it(`is ${code} also when it is written ${others.join(', ')}`, () => {
      assert.deepEqual([code, ...others].map(normaliseCode), Array(others.length + 1).fill(code));
    });
  }

  it('of no known family stays as it is', () => {
    for (const known of ['CPS.0005', 'APIGW.0301', 'KOOPHONE.API.1001', 'KPAPI.2209', 'IAM.0061']) {
      for (const code of [`X${known}`, `${known}X`, known.replace(/\d+$/, '007'), known.replace(/\d+$/, 'abcd')]) {
        assert.equal(normaliseCode(code), code);
      }
    }
  });

  it('can be told from a success, and from no code', () => {
    assert.deepEqual(['0', 0, '0000', ' 0 '].map(readCode), ['0', '0', '0', '0']);
    assert.deepEqual(['0', 0, '0000', ' 0 '].map(failureCode), Array(4).fill(undefined));
    assert.deepEqual(['', '  ', null, true, {}, [7]].map(readCode), Array(6).fill(undefined));
    assert.deepEqual(['0x1', 401, ' CPS0005 '].map(failureCode), ['0x1', '401', 'CPS.0005']);
  });

  it('begins like one, and is not only part of another name', () => {
    for (const code of ['CPS.0001', 'KP.1', 'KPAPI.1', 'KOOPHONE.adMgmt.0077', 'common.00030008']) {
      assert.deepEqual([isOfCloud(code), isOfAsker(code)], [true, false], code);
    }
    for (const code of ['APIGW.0301', 'APIG.x', 'IAM.0061', 'iam-7']) {
      assert.deepEqual([isOfCloud(code), isOfAsker(code)], [true, true], code);
    }
    for (const code of ['CPSX.0001', 'MY.CPS.0001', 'MYAPIG.0301', 'IAMX.0061', 'MY.IAM.0061', '401']) {
      assert.deepEqual([isOfCloud(code), isOfAsker(code)], [false, false], code);
    }
  });

  it('of the gateway with 06 means that something failed behind it, whatever follows', () => {
    assert.deepEqual(meaningOf('APIGW.0699'), { kind: 'server', ran: 'maybe' });
    for (const code of ['APIGW.0799', 'APIGW.06990', 'XAPIGW.0699', 'CPS.0699']) {
      assert.equal(meaningOf(code), undefined, code);
    }
  });
});
