import { type Node } from '../../common/nodes';

/** So many rows come with a group, and with each "Load more…". */
const PAGE_ROWS = 200;

/** How many rows are shown below each node: what was loaded stays loaded over refreshes. */
export class Pages {
  private readonly shown = new Map<string, number>();

  /**
   * @param below the id of the node that holds the rows
   * @returns the rows that are shown so far, as nodes, and a row to load more; the others cost nothing
   */
  cut<T>(below: string, rows: readonly T[], make: (row: T) => Node): Node[] {
    const limit = this.limit(below);
    const nodes = rows.slice(0, limit).map(make);
    return rows.length <= limit ? nodes : [...nodes, { kind: 'more', below, shown: limit, total: rows.length }];
  }

  /** One page more. */
  more(below: string): void {
    this.shown.set(below, this.limit(below) + PAGE_ROWS);
  }

  /** Loads as many pages as it takes to show the row at this place. @returns whether there were too few */
  reach(below: string, place: number): boolean {
    if (place < this.limit(below)) {
      return false;
    }
    this.shown.set(below, (Math.floor(place / PAGE_ROWS) + 1) * PAGE_ROWS);
    return true;
  }

  private limit(below: string): number {
    return this.shown.get(below) ?? PAGE_ROWS;
  }
}
