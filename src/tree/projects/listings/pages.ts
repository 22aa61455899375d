import { type Node } from '../../common/projectsNodes';

/** How many rows a node shows at first, and how many each "Load more…" adds. */
const PAGE_ROWS = 200;

/** How many rows are shown below each node. The number stays the same over refreshes. */
export class Pages {
  private readonly shown = new Map<string, number>();

  /**
   * @param below the id of the node above the rows
   * @param make makes a node of a row; called only for the rows that are shown
   * @returns the shown rows as nodes, and a "Load more…" row when there are more
   */
  cut<T>(below: string, rows: readonly T[], make: (row: T) => Node): Node[] {
    const limit = this.limit(below);
    const nodes = rows.slice(0, limit).map(make);
    return rows.length <= limit ? nodes : [...nodes, { kind: 'more', below, shown: limit, total: rows.length }];
  }

  /** Shows one page more below a node. */
  more(below: string): void {
    this.shown.set(below, this.limit(below) + PAGE_ROWS);
  }

  /**
   * Shows as many pages as the row at this place needs.
   * @param place the index of the row, from 0
   * @returns whether more pages are shown than before
   */
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
