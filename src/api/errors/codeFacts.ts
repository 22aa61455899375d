import { type ErrorKind } from './errors';

/** What the pages say of a code, as far as decisions depend on it. The texts for people are in codeSentences.ts. */
interface Meaning {
  /** The kind of the error. Absent: the HTTP status decides. errorKind.ts also looks at the status in some cases. */
  readonly kind?: ErrorKind;
  /**
   * Whether a request with this code in its response may have run. `no` only where the code names a reason that keeps
   * the request from beginning. surelyDidNotRun.ts looks at the HTTP status as well.
   */
  readonly ran: 'no' | 'maybe';
}

/**
 * The sources are cph_api_0604.html, ErrorCode.html, api-sign-errorcode.html, the pages of the calls, and the IAM error
 * list. The keys are in upper case.
 */
const CATALOGUE: Readonly<Record<string, Meaning>> = {
  ...each({ kind: 'forbidden', ran: 'no' }, 'CPS.', '0001'),
  ...each({ kind: 'notFound', ran: 'no' }, 'CPS.', '0005 0011 0016 0050 0097 0156 0159'),
  ...each({ ran: 'no' }, 'CPS.', '0002 0004 0006 0007 0008 0009 0010 0015 0046 0048 0049 0053 0067 0068 0077 0078'),
  ...each({ ran: 'no' }, 'CPS.', '0080 0081 0094 0095 0096 0098 0099 0104 0117 0118 0119 0121 0122 0123 0124 0134'),
  ...each({ ran: 'no' }, 'CPS.', '0135 0137 0141 0155 0158 0160 0161 0163 0164 0165 0166 0167 0168 0169 0170 0171'),
  ...each({ ran: 'no' }, 'CPS.', '0172 0173 0190 1028'),
  // An internal error, a busy system, a job that ran out of time. No page says that nothing was started.
  ...each({ kind: 'server', ran: 'maybe' }, 'CPS.', '0003 0042 0054'),
  // "Run command failed" in a sample of cph_api_0537.html: the command ran.
  ...each({ ran: 'maybe' }, 'CPS.', '0191'),

  ...each({ kind: 'forbidden', ran: 'no' }, 'KOOPHONE.API.', '1001 1004 1012 2002'),
  ...each({ kind: 'notFound', ran: 'no' }, 'KOOPHONE.API.', '0000 0004 1323 2001 4001'),
  ...each({ ran: 'no' }, 'KOOPHONE.API.', '0001 0002 0005 1000 1002 2003 2004 2005 2006 2210 3002 3003 3006 3007'),
  // 5005 says that the request as a whole did not run. rebootInstances.ts looks at each instance.
  ...each({ ran: 'no' }, 'KOOPHONE.API.', '3008 5002 5004 5005'),
  ...each({ kind: 'server', ran: 'maybe' }, 'KOOPHONE.API.', '9999'),
  ...each({ kind: 'server', ran: 'maybe' }, 'KOOPHONE.adMgmt.', '0077 0078'),
  ...each({ kind: 'server', ran: 'maybe' }, 'common.', '00030008'),
  // AssignInstance.html does not say whether the other instances of the request are assigned in spite of 2209.
  ...each({ kind: 'refused', ran: 'maybe' }, 'KPAPI.', '2209'),
  ...each({ ran: 'no' }, 'KPAPI.', '61812'),

  ...each({ kind: 'auth', ran: 'no' }, 'APIGW.', '0301 0303 0305 0307 0311'),
  ...each({ kind: 'forbidden', ran: 'no' }, 'APIGW.', '0302 0304 0306 0310 0401 0402 0404 0802'),
  ...each({ kind: 'throttled', ran: 'no' }, 'APIGW.', '0308'),
  ...each({ kind: 'notFound', ran: 'no' }, 'APIGW.', '0101'),
  ...each({ ran: 'no' }, 'APIGW.', '0201 0204 0501 0502 1009'),
  ...each({ kind: 'server', ran: 'maybe' }, 'APIGW.', '0103 0104 0105 0106 0705'),

  ...each({ kind: 'auth', ran: 'no' }, 'IAM.', '0001 0061 0062 0066 0067'),
  ...each({ kind: 'forbidden', ran: 'no' }, 'IAM.', '0002 0003 0080 0081 0082'),
  ...each({ kind: 'throttled', ran: 'no' }, 'IAM.', '0012'),
  ...each({ kind: 'notFound', ran: 'no' }, 'IAM.', '0004'),
  ...each({ ran: 'no' }, 'IAM.', '0005 0007 0009 0011'),
  ...each({ kind: 'server', ran: 'maybe' }, 'IAM.', '0006'),
};

/** All codes 06xx of the gateway are errors inside the gateway or behind it. */
const BEHIND_THE_GATEWAY = /^APIGW\.06\d\d$/;

/** @param numbers the numbers of the codes, separated by spaces */
function each(meaning: Meaning, prefix: string, numbers: string): Record<string, Meaning> {
  return Object.fromEntries(numbers.split(' ').map((number) => [(prefix + number).toUpperCase(), meaning]));
}

/**
 * @param code in its canonical spelling, see `normaliseCode`
 * @returns what the pages say of the code, or undefined when no page describes it
 */
export const meaningOf = (code: string): Meaning | undefined =>
  BEHIND_THE_GATEWAY.test(code) ? { kind: 'server', ran: 'maybe' } : CATALOGUE[code.toUpperCase()];
