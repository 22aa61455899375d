import { type SortBy } from '../../arrange/order';
import { type GroupBy } from '../../arrange/subgroups';
import { type Memento } from '../../base/memento';

const SORTS: readonly SortBy[] = ['name', 'status', 'created'];
const GROUPINGS: readonly GroupBy[] = ['state', 'user'];

/**
 * The stored filter, order and grouping of the Projects view in this window. A stored value that is not valid counts as
 * none.
 */
export class ViewChoices {
  constructor(private readonly kept: Memento) {}

  /** Empty when there is none. */
  get filter(): string {
    const filter = this.kept.get('filter');
    return typeof filter === 'string' ? filter : '';
  }

  set filter(filter: string) {
    void this.kept.update('filter', filter === '' ? undefined : filter);
  }

  get sortBy(): SortBy {
    return SORTS.find((by) => by === this.kept.get('sortBy')) ?? 'name';
  }

  set sortBy(by: SortBy) {
    void this.kept.update('sortBy', by);
  }

  get groupBy(): GroupBy | undefined {
    return GROUPINGS.find((by) => by === this.kept.get('groupBy'));
  }

  set groupBy(by: GroupBy | undefined) {
    void this.kept.update('groupBy', by);
  }
}
