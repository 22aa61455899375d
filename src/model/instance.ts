/** A KooPhone instance as GET /instances/batch-query describes it (ListInstances.html). */
export interface Instance {
  readonly id: string;
  readonly name?: string;
  /** `running_status` of the cloud, see `instanceStatus`; absent for one that is only named in the settings. */
  readonly runningStatus?: number;
  readonly isFrozen?: boolean;
  readonly isLoggedIn?: boolean;
  readonly isAssigned?: boolean;
  /** The user's id, as text: it has more digits than a number can hold. */
  readonly userId?: string;
  readonly memberName?: string;
  readonly sku?: string;
  readonly region?: string;
}
