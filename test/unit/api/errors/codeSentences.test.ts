import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { adviceFor } from '../../../../src/api/errors/codeSentences';
import { meaningOf } from '../../../../src/api/errors/codeFacts';
import { normaliseCode } from '../../../../src/api/errors/codeFamilies';
import { inEnglish } from '../../../../src/base/message';
import { root } from '../../../tools/root';

const numbered = (prefix: string, numbers: string): string[] => numbers.split(' ').map((number) => prefix + number);

/** Every code that the pages of the vendor describe. */
const DOCUMENTED = [
  // cph_api_0604.html, ErrorCode.html of CPH, and its reference of 2021
  ...numbered('CPS.', '0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0015 0016 0042 0046 0048 0049 0050 0053'),
  ...numbered('CPS.', '0054 0067 0068 0077 0078 0080 0081 0094 0095 0096 0097 0098 0099 0104 0117 0118 0119 0121 0122'),
  ...numbered('CPS.', '0123 0124 0134 0135 0137 0141 0155 0156 0158 0159 0160 0161 0163 0164 0165 0166 0167 0168 0169'),
  ...numbered('CPS.', '0170 0171 0172 0173 0190 0191 1028'),
  // ErrorCode.html of KooPhone, and its API pages
  ...numbered('KOOPHONE.API.', '0000 0001 0002 0004 0005 1000 1001 1002 1004 1012 1323 2001 2002 2003 2004 2005 2006'),
  ...numbered('KOOPHONE.API.', '2210 3002 3003 3006 3007 3008 4001 5002 5004 5005 9999'),
  ...['KPAPI.2209', 'KPAPI.61812', 'common.00030008', 'KOOPHONE.adMgmt.0077', 'KOOPHONE.adMgmt.0078'],
  // api-sign-errorcode.html and the user guide of API Gateway
  ...numbered(
    'APIGW.',
    '0101 0103 0104 0105 0106 0201 0204 0301 0302 0303 0304 0305 0306 0307 0308 0310 0311 0401 0402',
  ),
  ...numbered(
    'APIGW.',
    '0404 0501 0502 0601 0602 0603 0604 0605 0606 0607 0608 0609 0610 0611 0612 0613 0705 0802 1009',
  ),
  // the error codes of IAM
  ...numbered('IAM.', '0001 0002 0003 0004 0005 0006 0007 0009 0011 0012 0061 0062 0066 0067 0080 0081 0082'),
];

/** @returns the paths below src of a module and of all modules that it imports, directly or not */
function modulesBelow(name: string, seen = new Set<string>()): ReadonlySet<string> {
  if (!seen.has(name)) {
    seen.add(name);
    const source = readFileSync(path.join(root, 'src', `${name}.ts`), 'utf8');
    for (const [, below = ''] of source.matchAll(/from '(\.[\w./]+)'/g)) {
      modulesBelow(path.posix.join(path.posix.dirname(name), below), seen);
    }
  }
  return seen;
}

describe('what a failure means', () => {
  it('does not depend on the advice, so a new sentence changes nothing', () => {
    for (const decision of ['api/answer/errorKind', 'api/answer/surelyDidNotRun']) {
      const below = modulesBelow(decision);
      assert.ok(below.has('api/errors/codeFacts'));
      assert.ok(!below.has('api/errors/codeSentences') && !below.has('api/answer/classify'), [...below].join());
    }
  });

  for (const code of DOCUMENTED) {
    it(`is in the catalogue for ${code}: whether the request may have run`, () => {
      assert.match(meaningOf(normaliseCode(code))?.ran ?? '', /^(no|maybe)$/);
    });
  }
});

describe('the advice about a code', () => {
  for (const code of DOCUMENTED) {
    it(`exists for ${code}, in whole sentences`, () => {
      assert.match(inEnglish(adviceFor(code) ?? ''), /^[A-Z].*\.$/);
    });
  }
});
