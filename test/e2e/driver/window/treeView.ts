import { type Locator, type Page } from 'playwright-core';
import { chooseFromMenu, menuItems } from './contextMenu';
import { type PageElement } from './pageElement';
import { exactly, labelled } from './text';
import { waitUntil } from '../waitUntil';

/** One row of a tree, as it shows. */
export interface Row {
  readonly label: string;
  readonly description: string;
  /** 1 for a row at the top. */
  readonly level: number;
  /** Undefined for a row that has no children. */
  readonly expanded: boolean | undefined;
  readonly selected: boolean;
  /** What a screen reader says. */
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

/** A tree in the sidebar. Only rows that fit into the window exist: the tests' window is tall. */
export class TreeView {
  private readonly tree: Locator;

  constructor(
    private readonly page: Page,
    name: string,
  ) {
    this.tree = page.locator(`.part.sidebar [role="tree"][aria-label="${name}"]`);
  }

  /** Every row that shows, from top to bottom. */
  async rows(): Promise<Row[]> {
    return await this.tree.locator('.monaco-list-row').evaluateAll(readRows);
  }

  /** The row with exactly this label, once it shows and `isRight`. */
  async row(label: string, isRight: (row: Row) => boolean = () => true): Promise<Row> {
    const rows = await waitUntil(
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

  /** Opens a row, where it is not open. */
  async expand(label: string): Promise<void> {
    await this.toggle(label, true);
  }

  /** Closes a row, where it is open. */
  async collapse(label: string): Promise<void> {
    await this.toggle(label, false);
  }

  /** Opens the row of this label below another one, where it is not open: groups of two projects have one label. */
  async expandBelow(above: string, label: string): Promise<void> {
    await this.expand(above);
    const row = await this.locateBelow(above, label);
    if ((await row.getAttribute('aria-expanded')) === 'false') {
      await row.locator('.monaco-tl-twistie').click();
      await waitUntil(
        async () => (await this.locateBelow(above, label)).getAttribute('aria-expanded'),
        (expanded) => expanded === 'true',
        `"${label}" open below "${above}"`,
      );
    }
  }

  /** Selects only the row of this label below another one, right-clicks it and chooses an item. */
  async contextMenuBelow(above: string, label: string, item: string): Promise<void> {
    const row = await this.locateBelow(above, label);
    await row.locator('.label-name').click();
    await row.locator('.label-name').click({ button: 'right' });
    await chooseFromMenu(this.page, item);
  }

  async click(label: string): Promise<void> {
    await this.locate(label).click();
  }

  /** Selects exactly these rows: the first with a click, the others with Control held down. */
  async select(labels: readonly string[]): Promise<void> {
    for (const [index, label] of labels.entries()) {
      await this.locate(label)
        .locator('.label-name')
        .click({ modifiers: index === 0 ? [] : ['ControlOrMeta'] });
    }
    const selected = async (): Promise<string[]> =>
      (await this.rows()).filter((row) => row.selected).map((row) => row.label);
    await waitUntil(selected, (now) => now.length === labels.length, `${labels.length} selected rows`);
  }

  /** Right-clicks a row and chooses an item; the rows selected before stay so when this is one of them. */
  async contextMenu(label: string, item: string): Promise<void> {
    await this.openMenu(label);
    await chooseFromMenu(this.page, item);
  }

  /** What the context menu of a row offers. */
  async contextMenuItems(label: string): Promise<string[]> {
    await this.openMenu(label);
    const items = await menuItems(this.page);
    await this.page.keyboard.press('Escape');
    return items;
  }

  /** Presses a button that a row shows under the mouse. */
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

  /** The first row of this label after another one; all rows show, so a row's place is its index. */
  private async locateBelow(above: string, label: string): Promise<Locator> {
    const find = (rows: readonly Row[]): number => {
      const start = rows.findIndex((row) => row.label === above);
      return start < 0 ? -1 : rows.findIndex((row, place) => place > start && row.label === label);
    };
    const rows = await waitUntil(
      () => this.rows(),
      (all) => find(all) >= 0,
      `A row "${label}" below "${above}"`,
    );
    return this.tree.locator(`.monaco-list-row[data-index="${find(rows)}"]`);
  }

  private locate(label: string): Locator {
    return this.tree
      .locator('.monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: exactly(label) }) })
      .first();
  }
}
