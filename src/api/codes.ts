import { type ErrorKind } from './errors';

const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^CPS\.?(\d{4,})$/i, 'CPS.'],
  [/^APIGW?\.?(\d{4,})$/i, 'APIGW.'],
  [/^(?:KOOPHONE|KP)\.API\.?(\d{4,})$/i, 'KOOPHONE.API.'],
  [/^KPAPI\.?(\d{4,})$/i, 'KPAPI.'],
  [/^IAM\.?(\d{4,})$/i, 'IAM.'],
];

/**
 * One spelling for a code of the cloud. The pages and samples spell `CPS.0005` and `CPS0005`, `APIG.` and `APIGW.`,
 * `KooPhone.API.`, `KOOPHONE.API.` and `KP.API.`
 */
export function normaliseCode(code: string): string {
  const text = code.trim();
  for (const [pattern, prefix] of FAMILIES) {
    const digits = pattern.exec(text)?.[1];
    if (digits !== undefined) {
      return prefix + digits;
    }
  }
  return text;
}

/** Whether the canonical `code` is of one of the families that the pages describe. */
const isKnownFamily = (code: string): boolean => FAMILIES.some(([pattern]) => pattern.test(code));

/**
 * Reads an `error_code` field.
 * @returns the canonical code of a failure; `none` for `"0"`, which says success; undefined when nothing is said
 */
export function readCode(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') {
    return undefined;
  }
  const text = String(value).trim();
  return text === '' ? undefined : /^0+$/.test(text) ? SUCCESS : normaliseCode(text);
}

/** What `readCode` makes of the code that says success. */
export const SUCCESS = '0';

/** @returns the code when it is one of a failure */
export const failureCode = (value: unknown): string | undefined => {
  const code = readCode(value);
  return code === SUCCESS ? undefined : code;
};

const KINDS: Readonly<Record<string, ErrorKind>> = {
  ...each('forbidden', 'CPS.0001', 'KOOPHONE.API.1001', 'KOOPHONE.API.1004', 'KOOPHONE.API.1012', 'KOOPHONE.API.2002'),
  ...each('forbidden', 'APIGW.0302', 'APIGW.0304', 'APIGW.0306', 'APIGW.0310', 'APIGW.0401', 'APIGW.0402'),
  ...each('forbidden', 'APIGW.0404', 'APIGW.0802', 'IAM.0002', 'IAM.0003', 'IAM.0080', 'IAM.0081', 'IAM.0082'),
  ...each('auth', 'APIGW.0301', 'APIGW.0303', 'APIGW.0305', 'APIGW.0307', 'APIGW.0311'),
  ...each('auth', 'IAM.0001', 'IAM.0061', 'IAM.0062', 'IAM.0066', 'IAM.0067'),
  ...each('throttled', 'APIGW.0308', 'IAM.0012'),
  ...each('notFound', 'CPS.0005', 'CPS.0011', 'CPS.0016', 'CPS.0050', 'CPS.0097', 'CPS.0156', 'CPS.0159'),
  ...each('notFound', 'KOOPHONE.API.0000', 'KOOPHONE.API.0004', 'KOOPHONE.API.1323', 'KOOPHONE.API.2001'),
  ...each('notFound', 'KOOPHONE.API.4001', 'APIGW.0101', 'IAM.0004'),
  ...each('server', 'CPS.0003', 'CPS.0042', 'CPS.0054', 'KOOPHONE.API.9999', 'IAM.0006'),
  ...each('server', 'common.00030008', 'KOOPHONE.adMgmt.0077', 'KOOPHONE.adMgmt.0078'),
  ...each('server', 'APIGW.0103', 'APIGW.0104', 'APIGW.0105', 'APIGW.0106', 'APIGW.0705'),
};

function each(kind: ErrorKind, ...codes: string[]): Record<string, ErrorKind> {
  return Object.fromEntries(codes.map((code) => [code.toUpperCase(), kind]));
}

/** @returns the kind that a canonical code stands for whatever the HTTP status, or undefined when it does not decide it */
export function kindOfCode(code: string): ErrorKind | undefined {
  return /^APIGW\.06\d\d$/.test(code) ? 'server' : KINDS[code.toUpperCase()];
}

/** A busy system says no before it begins; every other code of the kind `server` leaves it open. */
export const isDefinite = (code: string): boolean =>
  isKnownFamily(code) && (code === 'CPS.0042' || kindOfCode(code) !== 'server');
