/** A CPH server as GET /servers describes it (cph_api_0502.html); absent fields were not in the answer. */
export interface Server {
  readonly id: string;
  readonly name?: string;
  /** The cloud's number, see `serverStatus`; absent for a server that is only named in the settings. */
  readonly status?: number;
  readonly address?: string;
  readonly serverModel?: string;
  readonly phoneModel?: string;
  readonly zone?: string;
  /** ISO 8601, UTC. */
  readonly createdAt?: string;
}
