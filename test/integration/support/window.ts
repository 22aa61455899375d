import * as vscode from 'vscode';
import { until } from '../../support/until';

type WindowApi = typeof vscode.window;
export type Box = vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>;

/** A message that the extension showed, and the buttons on it. */
export interface ShownMessage {
  readonly text: string;
  readonly detail: string;
  readonly isModal: boolean;
  readonly buttons: readonly string[];
}

/**
 * The boxes and messages of the window, which the test answers in place of the person. The boxes are real. Messages are
 * intercepted, because only a click can answer a real one.
 */
export class WatchedWindow {
  readonly messages: ShownMessage[] = [];
  /** @returns the button that answers a message; undefined closes the message */
  answer: (message: ShownMessage) => string | undefined | Promise<string> = () => undefined;
  /** Called with each box as soon as it is shown. */
  onBox: ((box: Box) => void) | undefined;
  private readonly shown: Box[] = [];
  private readonly undo: (() => void)[] = [];

  constructor() {
    const { createInputBox, createQuickPick } = vscode.window;
    this.replace('createInputBox', () => this.watch(createInputBox()));
    this.replace('createQuickPick', () => this.watch(createQuickPick()));
    // A test cannot answer a file dialog, so it is closed at once.
    this.replace('showSaveDialog', () => Promise.resolve(undefined));
    for (const name of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const) {
      this.replace(name, (...args: unknown[]) => this.catchMessage(args));
    }
  }

  /** @returns the oldest box that was shown and not returned yet; waits for the next one when there is none */
  async nextBox(): Promise<Box> {
    await until(() => this.shown.length > 0, 'a box');
    const box = this.shown.shift();
    if (box === undefined) {
      throw new Error('The box went away.');
    }
    return box;
  }

  /** Fills the next box as `fill` does, and presses Enter. */
  async type(text: string): Promise<Box> {
    const box = await this.nextBox();
    await this.fill(box, text);
    await pressEnter();
    return box;
  }

  /** Types into the next box without picking an item, and presses Enter. */
  async typeFreely(text: string): Promise<Box> {
    const box = await this.nextBox();
    await this.typeInto(box, text);
    await pressEnter();
    return box;
  }

  /** Types into a box without picking an item. */
  async typeInto(box: Box, text: string): Promise<void> {
    box.value = text;
    await told();
  }

  /** Types into an input box. In a pick it activates the item with that label, or else with that description. */
  async fill(box: Box, text: string): Promise<void> {
    if ('items' in box) {
      const item =
        box.items.find(({ label }) => label === text) ?? box.items.find(({ description }) => description === text);
      if (!item) {
        throw new Error(`There is no "${text}" among ${box.items.map(({ label }) => label).join(', ')}`);
      }
      box.activeItems = [item];
    } else {
      box.value = text;
    }
    await told();
  }

  /** Selects items of a pick that takes several. */
  async tick(box: Box, isMeant: (item: vscode.QuickPickItem) => boolean): Promise<void> {
    if (!('items' in box)) {
      throw new Error('This box takes a text.');
    }
    box.selectedItems = box.items.filter(isMeant);
    await told();
  }

  dispose(): void {
    for (const undo of this.undo) {
      undo();
    }
  }

  private replace<K extends keyof WindowApi>(name: K, value: WindowApi[K]): void {
    const before = vscode.window[name];
    Reflect.set(vscode.window, name, value);
    this.undo.push(() => void Reflect.set(vscode.window, name, before));
  }

  private watch<B extends Box>(box: B): B {
    const show = box.show.bind(box);
    box.show = () => {
      show();
      this.shown.push(box);
      this.onBox?.(box);
    };
    return box;
  }

  private catchMessage([text, ...rest]: unknown[]): Promise<string | undefined> {
    const [options] = rest.filter((part): part is vscode.MessageOptions => typeof part === 'object' && part !== null);
    const message: ShownMessage = {
      text: String(text),
      detail: options?.detail ?? '',
      isModal: options?.modal ?? false,
      buttons: rest.filter((part) => typeof part === 'string'),
    };
    this.messages.push(message);
    return Promise.resolve(this.answer(message));
  }
}

/**
 * VS Code sends the changes of a box to the window at the next turn of the event loop. The window gets them before any
 * command.
 */
const told = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

export const pressEnter = (): Thenable<unknown> =>
  vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
export const pressEscape = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.closeQuickOpen');
export const goBack = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.quickInputBack');
