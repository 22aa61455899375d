import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { type Node, nodeId } from '../../../src/tree/common/projectsNodes';
import { BusyRows } from '../../../src/tree/live/busyRows';
import { ProjectsTree } from '../../../src/tree/projects/tree';
import { parseFilter } from '../../../src/arrange/parseFilter';
import { type CloudOptions } from '../../cloud/options';
import { type House, openHouse } from '../../support/house';
import { TestClock } from '../../support/testClock';
import { turnOfTheLoop, until } from '../../support/until';

/**
 * The tree over the fixture `House`. The test takes the place of VS Code's view: it asks for children and gets the
 * redraws.
 */
export interface TreeBench extends House {
  readonly tree: ProjectsTree;
  readonly busyRows: BusyRows;
  /** The redraws that the tree asked for: the nodes of each, or undefined for all. */
  readonly drawn: (readonly Node[] | undefined)[];
  /** @returns the row of this label below a node, as it would be drawn now */
  row(label: string, below?: Node): Promise<Row>;
  /** @returns the labels below a node, each with its description */
  texts(below?: Node): Promise<string[]>;
  /** @returns the rows below a node; waits until none of them is a "Loading…" row */
  rows(below?: Node): Promise<Row[]>;
  /** Sets a filter; an empty text removes it. */
  setFilter(filter: string): void;
  /** @returns every id in the tree */
  ids(): Promise<string[]>;
  /** Advances the clock until all changes are drawn. */
  settle(): Promise<void>;
}

interface Row {
  readonly node: Node;
  readonly item: vscode.TreeItem;
}

export async function openTree(
  options: Partial<CloudOptions> = {},
  differs: Readonly<Record<string, unknown>> = {},
): Promise<TreeBench> {
  const house = await openHouse(options, differs);
  const { log, sessions } = house.bench;
  // The tree has a clock of its own, so advancing it does not reach the deadlines of requests.
  const clock = new TestClock();
  const busyRows = new BusyRows();
  const drawn: (readonly Node[] | undefined)[] = [];
  const parts = { settings: house.setting, sessions, inventory: house.inventory, busyRows, clock, log };
  const tree = new ProjectsTree(parts, { draw: (nodes) => drawn.push(nodes) });

  const rowsNow = async (below?: Node): Promise<Row[]> =>
    (await tree.getChildren(below)).map((node) => ({ node, item: tree.getTreeItem(node) }));
  const isLoading = ({ node }: Row): boolean => node.kind === 'notice' && node.notice.kind === 'loading';
  const rows = async (below?: Node): Promise<Row[]> => {
    let found = await rowsNow(below);
    if (found.some(isLoading)) {
      const before = drawn.length;
      await until(() => {
        clock.advance(250);
        return drawn.slice(before).flat().includes(below);
      }, 'the drawing of what was loading');
      found = await rowsNow(below);
      assert.ok(!found.some(isLoading));
    }
    return found;
  };
  const ids = async (below?: Node): Promise<string[]> => {
    const own = await rows(below);
    const deeper = await Promise.all(own.map(({ node }) => ids(node)));
    return own.flatMap(({ node, item }, index) => {
      assert.equal(item.id, nodeId(node));
      return [nodeId(node), ...(deeper[index] ?? [])];
    });
  };
  return {
    ...house,
    tree,
    busyRows,
    drawn,
    rows,
    texts: async (below) => (await rows(below)).map(({ item }) => text(item)),
    row: async (label, below) => {
      const found = (await rows(below)).find(({ item }) => item.label === label);
      assert.ok(found, `No row "${label}"`);
      return found;
    },
    setFilter: (filter) => {
      const parsed = filter === '' ? undefined : parseFilter(filter);
      tree.choose({ ...tree.arrangements.choice, filter: parsed });
    },
    ids: () => ids(),
    settle: async () => {
      await turnOfTheLoop();
      clock.advance(250);
    },
    close: async () => {
      tree.dispose();
      busyRows.dispose();
      await house.close();
    },
  };
}

function text({ label, description }: vscode.TreeItem): string {
  assert.ok(typeof label === 'string');
  return typeof description === 'string' && description !== '' ? `${label} | ${description}` : label;
}
