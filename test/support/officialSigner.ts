import { AKSKSigner } from '@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner';

import { type AccessKey } from '../../src/api/signing/signing';

/** A request as the vendor's own SDK describes it. */
export interface OfficialRequest {
  readonly method: string;
  /** Scheme, host and path. */
  readonly endpoint: string;
  readonly queryParams: Readonly<Record<string, string | string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?: object;
}

/**
 * Signs with `@huaweicloud/huaweicloud-sdk-core`. Only the signer's own file is loaded: the package as a whole wants a
 * package that it does not name, and leaves a file in the home folder.
 * @returns all headers, `Authorization` among them
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
