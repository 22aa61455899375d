/**
 * @returns whether a text can be an id in a path: 1 to 64 letters, digits, `_` and `-`. Such a text needs no escaping
 *   (iam.md: signing).
 */
export const isPathId = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text);

/** @returns whether a text is a project id: 32 hexadecimal characters. */
export const isProjectId = (text: string): boolean => /^[0-9a-f]{32}$/i.test(text);

/** @returns whether a text is a server id: 32 hexadecimal characters, with dashes in one sample (cph_api_0522.html). */
export const isServerId = (text: string): boolean => isProjectId(text.replaceAll('-', ''));

/** @returns whether a text is a phone id: it has the form of a server id (cph_api_0504.html). */
export const isPhoneId = (text: string): boolean => isServerId(text);

/** @returns whether a text is an instance id: up to 32 letters, digits, `_` and `-` (length: UnassignInstance.html). */
export const isInstanceId = (text: string): boolean => /^[A-Za-z0-9_-]{1,32}$/.test(text);

/**
 * @returns whether a text is a user id: up to 32 printable characters, no spaces, no `/` (length:
 *   UnassignInstance.html).
 */
export const isUserId = (text: string): boolean => /^[^\s\p{C}/]{1,32}$/u.test(text);

/**
 * @returns whether a text can be the name of a server or a phone: 1 to 60 Latin letters, digits, Chinese characters, `-`
 *   and `_` (cph_api_0508.html, cph_api_0551.html)
 */
export const isResourceName = (text: string): boolean => /^[A-Za-z0-9\p{Script=Han}_-]{1,60}$/u.test(text);

/** @returns the key of a server id. Spellings that differ only in case and dashes have the same key. */
export const sameIdKey = (id: string): string => id.replaceAll('-', '').toLowerCase();
