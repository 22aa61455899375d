import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Page } from 'playwright-core';
import { whilePainted } from '../../../host/browser';
import { root } from '../../../tools/root';
import { readClipboard } from './clipboard';
import { ModalDialog } from './modalDialog';
import { Notifications } from './notifications';
import { OutputPanel } from './outputPanel';
import { QuickInput } from './quickInput';
import { readRunningExtensions, type RunningExtension } from './runningExtensions';
import { labelled } from './text';
import { TreeView } from './treeView';
import { waitForIdle } from './waitForIdle';
import { readUntil } from '../../../support/until';

/** The folder for screenshots, which git ignores. */
const screenshots = path.join(root, 'test-results', 'screenshots');

function fileFor(name: string): string {
  mkdirSync(screenshots, { recursive: true });
  return path.join(screenshots, `${name}.png`);
}

/** A window of VS Code, used only as a person can: with clicks, right-clicks and keys, and by what it shows. */
export class Workbench {
  readonly quickInput: QuickInput;
  readonly dialog: ModalDialog;
  readonly notifications: Notifications;
  readonly output: OutputPanel;
  /** The tree "Projects". */
  readonly projects: TreeView;

  constructor(readonly page: Page) {
    this.quickInput = new QuickInput(page);
    this.dialog = new ModalDialog(page);
    this.notifications = new Notifications(page);
    this.output = new OutputPanel(page, () => this.palette('Cloud Phone: Show Output'));
    this.projects = this.tree('Projects');
  }

  /** Another tree of the sidebar, by the name of its view. */
  tree(name: string): TreeView {
    return new TreeView(this.page, name);
  }

  /**
   * Clicks the extension's icon in the activity bar, unless the view is visible, because a click would hide it then.
   */
  async openView(title = 'Cloud Phone'): Promise<void> {
    const header = this.page.locator('.part.sidebar .composite.title', { hasText: title });
    if (!(await header.isVisible())) {
      await this.page.locator(`.activitybar .action-label[aria-label^="${title}"]`).click();
      await header.waitFor();
    }
  }

  /** Hides the sidebar if it shows our view. */
  async closeView(title = 'Cloud Phone'): Promise<void> {
    const header = this.page.locator('.part.sidebar .composite.title', { hasText: title });
    if (await header.isVisible()) {
      await this.page.locator(`.activitybar .action-label[aria-label^="${title}"]`).click();
      await header.waitFor({ state: 'hidden' });
    }
  }

  /** Presses a button in the title of a view, by the beginning of its label. The button shows under the mouse. */
  async viewAction(label: string, view = 'Projects'): Promise<void> {
    const header = this.page.locator(`.part.sidebar .pane-header[aria-label^="${view}"]`);
    await header.hover();
    await header.locator(`.action-label${labelled(label)}`).click();
  }

  /** Presses a button in the title of the editors. */
  async editorAction(label: string): Promise<void> {
    await this.page
      .locator('.editor-group-container .editor-actions')
      .locator(`.action-label[aria-label="${label}"]`)
      .click();
  }

  /** Clicks the item with this text in the status bar. */
  async statusBarItem(text: string): Promise<void> {
    await this.page.locator('.statusbar-item', { hasText: text }).click();
  }

  /** Runs a command by its full title, for example `Cloud Phone: Refresh`. */
  async palette(command: string): Promise<void> {
    await this.openPalette();
    await this.quickInput.type(`>${command}`);
    await this.quickInput.pick(command);
  }

  /** The commands that the palette lists for a text. */
  async paletteItems(text: string): Promise<string[]> {
    await this.openPalette();
    await this.quickInput.type(`>${text}`);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    const items = await this.quickInput.items();
    await this.quickInput.cancel();
    return items;
  }

  /** Waits until the copied text is right. */
  async clipboard(isRight: (text: string) => boolean): Promise<string> {
    return await readUntil(() => readClipboard(this.page), isRight, 'The clipboard');
  }

  /** Saves a screenshot for people, as quickly as possible: test-results/screenshots/<name>.png. */
  async look(name: string): Promise<void> {
    const devtools = await this.page.context().newCDPSession(this.page);
    await whilePainted(this.page, async () => {
      const { data } = await devtools.send('Page.captureScreenshot', { optimizeForSpeed: true });
      writeFileSync(fileFor(name), data, 'base64');
    });
    await devtools.detach();
  }

  /** Saves a screenshot, at another size where given, as test-results/screenshots/<name>.png. Returns the path. */
  async screenshot(name: string, size?: { readonly width: number; readonly height: number }): Promise<string> {
    const file = fileFor(name);
    const before = this.page.viewportSize();
    if (size !== undefined) {
      await this.page.setViewportSize(size);
    }
    await whilePainted(this.page, async () => {
      await this.page.screenshot({ path: file });
    });
    if (size !== undefined && before !== null) {
      await this.page.setViewportSize(before);
    }
    return file;
  }

  /** Waits until the window has had nothing to do for a while. */
  async idle(): Promise<void> {
    await waitForIdle(this.page);
  }

  /**
   * The running extensions with their activation times, from "Developer: Show Running Extensions". Waits until these
   * have been activated.
   */
  async runningExtensions(names: readonly string[]): Promise<RunningExtension[]> {
    await this.palette('Developer: Show Running Extensions');
    return await readRunningExtensions(this.page, names);
  }

  /** Presses the key until it works, because a window that is still loading loses it. */
  private async openPalette(): Promise<void> {
    for (let tries = 0; tries < 10; tries++) {
      await this.page.keyboard.press('F1');
      if (await this.quickInput.shows(2000)) {
        return;
      }
    }
    throw new Error('The palette does not open.');
  }
}
