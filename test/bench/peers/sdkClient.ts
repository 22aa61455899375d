import { BasicCredentials } from '@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials';
import { ClientBuilder } from '@huaweicloud/huaweicloud-sdk-core/ClientBuilder';
import { type HcClient } from '@huaweicloud/huaweicloud-sdk-core/HcClient';
import { type CloudAddress } from '../processes/cloudAddress';

/** A client of the official SDK's core, signed in with an access key. */
export class SdkClient {
  private readonly client: HcClient;

  constructor({ origin, projectId, accessKey }: CloudAddress) {
    const credential = new BasicCredentials()
      .withAk(accessKey.accessKeyId)
      .withSk(accessKey.secretAccessKey)
      .withProjectId(projectId);
    this.client = new ClientBuilder((client) => client, 'BasicCredentials')
      .withCredential(credential)
      .withEndpoint(origin)
      .build();
  }

  /** Calls Cloud Phone Host; `path` is relative to `/cloud-phone`. */
  cph<T>(method: 'GET' | 'POST', path: string, queryParams: object, data?: object): Promise<T> {
    return this.send(method, `/v1/{project_id}/cloud-phone${path}`, queryParams, data);
  }

  async send<T>(method: 'GET' | 'POST', url: string, queryParams: object, data?: object): Promise<T> {
    const answered = await this.client.sendRequest({
      method,
      url,
      contentType: 'application/json',
      queryParams,
      pathParams: {},
      headers: {},
      ...(data === undefined ? {} : { data }),
    });
    return answered as T;
  }
}
