/** The spellings of each family of codes, and the canonical prefix of the family. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^CPS\.?(\d{4,})$/i, 'CPS.'],
  [/^APIGW?\.?(\d{4,})$/i, 'APIGW.'],
  [/^(?:KOOPHONE|KP)\.API\.?(\d{4,})$/i, 'KOOPHONE.API.'],
  [/^KPAPI\.?(\d{4,})$/i, 'KPAPI.'],
  [/^IAM\.?(\d{4,})$/i, 'IAM.'],
];

/**
 * Gives a code of the cloud its canonical spelling. The pages and samples have several: `CPS.0005` and `CPS0005`,
 * `APIG.` and `APIGW.`, `KooPhone.API.`, `KOOPHONE.API.` and `KP.API.`.
 * @returns the canonical code; a code of another family is only trimmed
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
 * @param value a text or a number; anything else counts as no code
 * @returns the canonical code of a failure; `SUCCESS` for a code that consists of zeros; undefined when there is no
 *   code
 */
export function readCode(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') {
    return undefined;
  }
  const text = String(value).trim();
  return text === '' ? undefined : /^0+$/.test(text) ? SUCCESS : normaliseCode(text);
}

/** What `readCode` returns for a code that says success. */
export const SUCCESS = '0';

/** @returns the canonical code of a failure; undefined for success, and when there is no code */
export const failureCode = (value: unknown): string | undefined => {
  const code = readCode(value);
  return code === SUCCESS ? undefined : code;
};

/**
 * The codes of the gateway, of IAM and of the services. `KP.` and `KooPhone.` are one family; KooPhone uses `common.`.
 */
const OF_CLOUD = /^(?:APIGW?|IAM|CPS|KOOPHONE|KP|KPAPI|common)(?![a-z])/i;
const OF_ASKER = /^(?:APIGW?|IAM)(?![a-z])/i;

/** @returns whether the canonical `code` begins like the codes of the cloud. No page need describe the code itself. */
export const isOfCloud = (code: string): boolean => OF_CLOUD.test(code);

/** @returns whether a code is one of the gateway or of IAM. Both check the credential before anything runs. */
export const isOfAsker = (code: string): boolean => OF_ASKER.test(code);
