/** Ids that may stand in a path: letters, digits, `_` and `-`, so that no escaping is ever needed (iam.md: signing). */
export const isPathId = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text);

/** 32 hexadecimal characters. */
export const isProjectId = (text: string): boolean => /^[0-9a-f]{32}$/i.test(text);

/** 32 hexadecimal characters; one documented sample (cph_api_0522.html) has dashes between them. */
export const isServerId = (text: string): boolean => /^[0-9a-f]{32}$/i.test(text.replaceAll('-', ''));

/** Up to 32 letters, digits, `_` and `-` (UnassignInstance.html gives the length). */
export const isInstanceId = (text: string): boolean => /^[A-Za-z0-9_-]{1,32}$/.test(text);

/** Up to 32 printable characters without blanks (UnassignInstance.html gives the length). */
export const isUserId = (text: string): boolean => /^[^\s\p{C}/]{1,32}$/u.test(text);

/** Two spellings of one server id compare equal: case and dashes do not count. */
export const sameIdKey = (id: string): string => id.replaceAll('-', '').toLowerCase();
