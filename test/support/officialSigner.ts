import { AKSKSigner } from '@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner';

import { type AccessKey } from '../../src/api/signing/signing';

/** A request in the form of the vendor's SDK. */
export interface OfficialRequest {
  readonly method: string;
  /** Scheme, host and path. */
  readonly endpoint: string;
  readonly queryParams: Readonly<Record<string, string | string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?: object;
}

/**
 * Signs with `@huaweicloud/huaweicloud-sdk-core`. Only the file of the signer is loaded. The package as a whole needs a
 * package that it does not declare, and writes a file into the home folder.
 * @returns all headers, including `Authorization`
 */
export function officialSign(request: OfficialRequest, key: AccessKey): Readonly<Record<string, string>> {
  return AKSKSigner.sign(request, credentialOf(key));
}

function credentialOf({ accessKeyId, secretAccessKey }: AccessKey) {
  const never = (): never => {
    throw new Error('The signer asks for the id and the secret only.');
  };
  return {
    getAk: () => accessKeyId,
    getSk: () => secretAccessKey,
    processAuthRequest: never,
    processAuthParams: never,
  };
}
