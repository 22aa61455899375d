/** A KooPhone instance as GET /instances/batch-query describes it (ListInstances.html). Absent fields are not known. */
export interface Instance {
  readonly id: string;
  readonly name?: string;
  /** The cloud's `running_status`, see `instanceStatus`; absent for an instance that only the settings name. */
  readonly runningStatus?: number;
  readonly isFrozen?: boolean;
  readonly isLoggedIn?: boolean;
  readonly isAssigned?: boolean;
  /** The id of the user, as text: it has more digits than a JavaScript number can hold. */
  readonly userId?: string;
  readonly memberName?: string;
  readonly sku?: string;
  readonly region?: string;
}
