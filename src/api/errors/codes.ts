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

/** Who speaks: the gateway, IAM or a service. `KP.` and `KooPhone.` are one family, and `common.` is of KooPhone. */
const OF_CLOUD = /^(?:APIGW?|IAM|CPS|KOOPHONE|KP|KPAPI|common)(?![a-z])/i;
const OF_ASKER = /^(?:APIGW?|IAM)(?![a-z])/i;

/** @returns whether the canonical `code` begins as the cloud's codes do; it need not be one that a page describes */
export const isOfCloud = (code: string): boolean => OF_CLOUD.test(code);

/** @returns whether it is one of the gateway or of IAM, which look at who asks before anything runs */
export const isOfAsker = (code: string): boolean => OF_ASKER.test(code);
