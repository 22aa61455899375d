import * as vscode from 'vscode';
import { errorSentence } from '../tell/errorText';
import { shownEntry, shownText } from '../words/plainText';

const { t } = vscode.l10n;

/** The answer of a person who goes one step back. */
export const BACK = Symbol('back');
export type Back = typeof BACK;

interface Question {
  readonly title: string;
  /** The position of the question in its flow. Without it the box shows no count. */
  readonly step?: { readonly number: number; readonly of: number };
  readonly canGoBack?: boolean;
}

export interface TextQuestion extends Question {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Masks the text. A secret text is not trimmed. */
  readonly secret?: boolean;
  /** @returns what is wrong with the text; undefined when it is valid */
  readonly validate?: (text: string) => string | undefined;
  readonly attempt?: Attempt<string>;
  /** Called with the text after each change. */
  readonly whileTyping?: (text: string) => void;
}

/**
 * Asks for a text.
 * @returns the text, trimmed unless it is secret, or BACK
 * @throws CancellationError when the person closes the box
 */
export async function askText(question: TextQuestion): Promise<string | Back> {
  const box = vscode.window.createInputBox();
  box.prompt = shownText(question.prompt);
  box.placeholder = shownText(question.placeholder ?? '');
  box.value = question.value ?? '';
  box.password = question.secret ?? false;
  const giveUp = new AbortController();
  const answered = converse<string>(box, question, (done) => [
    box.onDidChangeValue((text) => {
      box.validationMessage = '';
      question.whileTyping?.(text);
    }),
    box.onDidAccept(async () => {
      if (!box.enabled) {
        return;
      }
      const text = question.secret === true ? box.value : box.value.trim();
      const wrong = question.validate?.(text) ?? (await attempt(box, question.attempt, text, giveUp.signal));
      if (wrong === undefined) {
        done(text);
      } else if (!giveUp.signal.aborted) {
        box.validationMessage = shownText(wrong);
      }
    }),
  ]);
  return answered.finally(() => {
    giveUp.abort(new vscode.CancellationError());
  });
}

/**
 * Tries the answer while the box stays open. When it returns a sentence or throws, the box shows the sentence or the
 * error, and asks again. The signal is aborted when the box closes.
 */
type Attempt<T> = (answer: T, signal: AbortSignal) => Promise<string | undefined>;

async function attempt<T>(box: vscode.QuickInput, tryOut: Attempt<T> | undefined, answer: T, signal: AbortSignal) {
  if (!tryOut) {
    return undefined;
  }
  box.enabled = false;
  box.busy = true;
  try {
    return await tryOut(answer, signal);
  } catch (error) {
    return errorSentence(error);
  } finally {
    box.busy = false;
    box.enabled = true;
  }
}

export interface PickQuestion<T> extends Question {
  readonly placeholder: string;
  readonly items: readonly PickItem<T>[];
  /** @returns an extra item for the typed text; undefined when the text does not stand for one */
  readonly typed?: (text: string) => PickItem<T> | undefined;
  /** Called with the text after each change. */
  readonly whileTyping?: (text: string) => void;
}

export interface PickItem<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/**
 * Asks for one of several items.
 * @returns the value of the item, or BACK
 * @throws CancellationError when the person closes the box
 */
export async function pickOne<T>(question: PickQuestion<T> & { readonly attempt?: Attempt<T> }): Promise<T | Back> {
  const box = quickPick(question);
  const { items } = box;
  const listed = (): readonly PickItem<T>[] => {
    const typed = question.typed?.(box.value.trim());
    return typed === undefined ? items : [...items, shownEntry(typed)];
  };
  const giveUp = new AbortController();
  const answered = converse<T>(box, question, (done) => [
    box.onDidChangeValue((text) => {
      question.whileTyping?.(text.trim());
      if (question.typed) {
        box.items = listed();
      }
    }),
    box.onDidAccept(async () => {
      // A person who types fast can press Enter before the list shows the item for the text.
      const item = box.selectedItems[0] ?? question.typed?.(box.value.trim());
      if (!item || !box.enabled) {
        return;
      }
      const wrong = await attempt(box, question.attempt, item.value, giveUp.signal);
      if (wrong === undefined) {
        done(item.value);
      } else if (!giveUp.signal.aborted) {
        // A quick pick has no validation message. The item says what is wrong, and the typed text stays. The placeholder
        // is read out.
        const refused = { ...item, ...refusal(wrong) };
        box.items = listed().map((other) => (isSameEntry(other, item) ? refused : other));
        box.activeItems = [refused];
        box.placeholder = shownText(wrong);
      }
    }),
  ]);
  return answered.finally(() => {
    giveUp.abort(new vscode.CancellationError());
  });
}

const isSameEntry = (one: vscode.QuickPickItem, other: vscode.QuickPickItem): boolean =>
  one.label === other.label && one.description === other.description;

/** How an item looks that was chosen and not accepted. */
const refusal = (wrong: string) => ({
  detail: shownText(wrong),
  iconPath: new vscode.ThemeIcon('error'),
  alwaysShow: true,
});

/**
 * Asks for one of several items, without a way back.
 * @returns the value of the item
 * @throws CancellationError when the person closes the box
 */
export const chooseOne = async <T>(question: Omit<PickQuestion<T>, 'canGoBack'>): Promise<T> =>
  withoutBack(await pickOne(question));

/**
 * Asks for a text, without a way back.
 * @returns the text, trimmed unless it is secret
 * @throws CancellationError when the person closes the box
 */
export const enterText = async (question: Omit<TextQuestion, 'canGoBack'>): Promise<string> =>
  withoutBack(await askText(question));

/** @throws CancellationError instead of BACK, which stands for it where there is no question before */
export function withoutBack<T>(answer: T | Back): T {
  if (answer === BACK) {
    throw new vscode.CancellationError();
  }
  return answer;
}

/**
 * Asks for one or more of several items.
 * @returns the values of the selected items, at least one: with none selected the box stays open and says so
 * @throws CancellationError when the person closes the box
 */
export async function pickMany<T>(question: PickQuestion<T>): Promise<readonly T[]> {
  const box = quickPick(question);
  box.canSelectMany = true;
  box.selectedItems = box.items.filter((item) => item.picked);
  const picked = await converse<readonly T[]>(box, question, (done) => [
    box.onDidAccept(() => {
      if (box.selectedItems.length > 0) {
        done(box.selectedItems.map((item) => item.value));
        return;
      }
      // The placeholder is visible only while the box is empty.
      box.value = '';
      box.placeholder = t('Select at least one item');
    }),
    box.onDidChangeSelection(() => {
      box.placeholder = shownText(question.placeholder);
    }),
  ]);
  return withoutBack(picked);
}

function quickPick<T>(question: PickQuestion<T>): vscode.QuickPick<PickItem<T>> {
  const box = vscode.window.createQuickPick<PickItem<T>>();
  box.items = question.items.map(shownEntry);
  box.placeholder = shownText(question.placeholder);
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  return box;
}

/**
 * Shows a box until it is answered or closed, and disposes of it.
 * @param listen registers the listeners that call `done` with the answer
 * @returns the answer, or BACK
 * @throws CancellationError when the box is closed
 */
async function converse<T>(
  box: vscode.InputBox | vscode.QuickPick<PickItem<never>> | vscode.QuickPick<PickItem<T>> | vscode.QuickInput,
  question: Question,
  listen: (done: (answer: T) => void) => vscode.Disposable[],
): Promise<T | Back> {
  box.title = shownText(question.title);
  box.step = question.step?.number;
  box.totalSteps = question.step?.of;
  box.ignoreFocusOut = true;
  const listening: vscode.Disposable[] = [];
  try {
    return await new Promise<T | Back>((resolve, reject) => {
      listening.push(
        ...listen(resolve),
        box.onDidHide(() => {
          reject(new vscode.CancellationError());
        }),
      );
      if (question.canGoBack === true && 'buttons' in box) {
        const asking = box;
        asking.buttons = [vscode.QuickInputButtons.Back];
        listening.push(
          asking.onDidTriggerButton(() => {
            resolve(BACK);
          }),
        );
      }
      box.show();
    });
  } finally {
    vscode.Disposable.from(...listening).dispose();
    box.dispose();
  }
}

/** The answer of a step that need not be asked. A step back skips it too. */
export const SKIPPED = Symbol('skipped');

/** One question of a flow. @returns undefined when it was answered, BACK, or SKIPPED when it need not be asked */
export type Step = () => Promise<Back | typeof SKIPPED | undefined>;

/**
 * Asks the questions of a flow one after the other. BACK returns to the question before.
 * @returns BACK when the person goes back from the first question, else undefined
 * @throws CancellationError when the person closes a question
 */
export async function askInTurn(steps: readonly Step[]): Promise<Back | undefined> {
  let index = 0;
  let direction = 1;
  for (let step = steps[index]; step; step = steps[index]) {
    const answer = await step();
    if (answer !== SKIPPED) {
      direction = answer === BACK ? -1 : 1;
    }
    index += direction;
    if (index < 0) {
      return BACK;
    }
  }
  return undefined;
}
