/** A CPH server as GET /servers describes it (cph_api_0502.html). Absent fields were not in the response. */
export interface Server {
  readonly id: string;
  readonly name?: string;
  /** The cloud's `status`, see `serverStatus`; absent for a server that only the settings name. */
  readonly status?: number;
  readonly address?: string;
  readonly serverModel?: string;
  readonly phoneModel?: string;
  readonly zone?: string;
  /** ISO 8601, UTC. */
  readonly createdAt?: string;
}
