/** A phone on a CPH server as GET /phones describes it (cph_api_0503.html). Absent fields are not known. */
export interface Phone {
  readonly id: string;
  readonly name?: string;
  readonly serverId?: string;
  /** The cloud's `status`, see `phoneStatus`. */
  readonly status?: number;
  readonly model?: string;
  readonly imageVersion?: string;
  readonly zone?: string;
  /** ISO 8601, UTC. */
  readonly createdAt?: string;
  /** The public address, or else the one in its own network; only GET /phones/{phone_id} gives it (cph_api_0504.html). */
  readonly address?: string;
}
