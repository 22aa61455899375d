import { type Locator, type Page } from 'playwright-core';
import { chooseFromMenu, menuItems } from './contextMenu';
import { type PageElement } from './pageElement';
import { exactly, labelled } from './text';
import { readUntil } from '../../../support/until';

/** One visible row of a tree. */
export interface Row {
  readonly label: string;
  readonly description: string;
  /** 1 for a row at the top. */
  readonly level: number;
  /** Undefined for a row that has no children. */
  readonly expanded: boolean | undefined;
  readonly selected: boolean;
  /** The text for a screen reader. */
  readonly spoken: string;
}

/** Runs inside the page. */
function readRows(elements: readonly PageElement[]): Row[] {
  return elements
    .map((element) => ({ element, index: Number(element.getAttribute('data-index')) }))
    .sort((a, b) => a.index - b.index)
    .map(({ element }) => {
      const expanded = element.getAttribute('aria-expanded');
      return {
        label: element.querySelector('.label-name')?.textContent ?? '',
        description: element.querySelector('.label-description')?.textContent ?? '',
        level: Number(element.getAttribute('aria-level')),
        expanded: expanded === null ? undefined : expanded === 'true',
        selected: element.getAttribute('aria-selected') === 'true',
        spoken: element.getAttribute('aria-label') ?? '',
      };
    });
}

/** @returns the place of the first row with this label after another row; -1 when there is none */
function placeBelow(rows: readonly Row[], above: string, label: string): number {
  const start = rows.findIndex((row) => row.label === above);
  return start < 0 ? -1 : rows.findIndex((row, place) => place > start && row.label === label);
}

/** A tree in the sidebar. Only rows that fit into the window exist, so the tests use a tall window. */
export class TreeView {
  private readonly tree: Locator;

  constructor(
    private readonly page: Page,
    name: string,
  ) {
    this.tree = page.locator(`.part.sidebar [role="tree"][aria-label="${name}"]`);
  }

  /** All visible rows, from top to bottom. */
  async rows(): Promise<Row[]> {
    return await this.tree.locator('.monaco-list-row').evaluateAll(readRows);
  }

  /** Waits for the row with exactly this label to be visible and `isRight`. */
  async row(label: string, isRight: (row: Row) => boolean = () => true): Promise<Row> {
    const rows = await readUntil(
      () => this.rows(),
      (all) => all.some((row) => row.label === label && isRight(row)),
      `A right row "${label}"`,
    );
    const found = rows.find((row) => row.label === label && isRight(row));
    if (found === undefined) {
      throw new Error(`The row "${label}" is gone again.`);
    }
    return found;
  }

  /** Opens a row unless it is open. */
  async expand(label: string): Promise<void> {
    await this.toggle(label, true);
  }

  /** Closes a row if it is open. */
  async collapse(label: string): Promise<void> {
    await this.toggle(label, false);
  }

  /** Opens the row with this label below another row unless it is open. Groups of two projects have the same label. */
  async expandBelow(above: string, label: string): Promise<void> {
    await this.expand(above);
    const row = await this.locateBelow(above, label);
    if ((await row.getAttribute('aria-expanded')) === 'false') {
      await row.locator('.monaco-tl-twistie').click();
      // Its rows push all rows below it down: before they are drawn, a place can become that of another row.
      await readUntil(
        async () => {
          const rows = await this.rows();
          const place = placeBelow(rows, above, label);
          return {
            isOpen: rows[place]?.expanded === true,
            next: rows[place + 1]?.level ?? 0,
            own: rows[place]?.level ?? 0,
          };
        },
        ({ isOpen, next, own }) => isOpen && next > own,
        `"${label}" open below "${above}", with its rows`,
      );
    }
  }

  /** Selects only the row with this label below another row, right-clicks it and chooses an item. */
  async contextMenuBelow(above: string, label: string, item: string): Promise<void> {
    const row = await this.locateBelow(above, label);
    await row.locator('.label-name').click();
    await row.locator('.label-name').click({ button: 'right' });
    await chooseFromMenu(this.page, item);
  }

  async click(label: string): Promise<void> {
    await this.locate(label).click();
  }

  /** Selects exactly these rows: the first with a click, the others with Ctrl and a click. */
  async select(labels: readonly string[]): Promise<void> {
    for (const [index, label] of labels.entries()) {
      await this.locate(label)
        .locator('.label-name')
        .click({ modifiers: index === 0 ? [] : ['ControlOrMeta'] });
    }
    const selected = async (): Promise<string[]> =>
      (await this.rows()).filter((row) => row.selected).map((row) => row.label);
    await readUntil(selected, (now) => now.length === labels.length, `${labels.length} selected rows`);
  }

  /** Right-clicks a row and chooses an item. The selection stays when the row is part of it. */
  async contextMenu(label: string, item: string): Promise<void> {
    await this.openMenu(label);
    await chooseFromMenu(this.page, item);
  }

  /** The items in the context menu of a row. */
  async contextMenuItems(label: string): Promise<string[]> {
    await this.openMenu(label);
    const items = await menuItems(this.page);
    await this.page.keyboard.press('Escape');
    return items;
  }

  /** Presses an inline button of a row, which shows under the mouse. */
  async inlineAction(label: string, action: string): Promise<void> {
    const row = this.locate(label);
    await row.hover();
    await row.locator(`.actions .action-label${labelled(action)}`).click();
  }

  private async openMenu(label: string): Promise<void> {
    await this.locate(label).locator('.label-name').click({ button: 'right' });
  }

  private async toggle(label: string, expanded: boolean): Promise<void> {
    const { expanded: now } = await this.row(label, (row) => row.expanded !== undefined);
    if (now !== expanded) {
      await this.locate(label).locator('.monaco-tl-twistie').click();
      await this.row(label, (row) => row.expanded === expanded);
    }
  }

  /** The first row with this label after another row. All rows are visible, so a position is an index. */
  private async locateBelow(above: string, label: string): Promise<Locator> {
    const rows = await readUntil(
      () => this.rows(),
      (all) => placeBelow(all, above, label) >= 0,
      `A row "${label}" below "${above}"`,
    );
    return this.tree.locator(`.monaco-list-row[data-index="${placeBelow(rows, above, label)}"]`);
  }

  private locate(label: string): Locator {
    return this.tree
      .locator('.monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: exactly(label) }) })
      .first();
  }
}
