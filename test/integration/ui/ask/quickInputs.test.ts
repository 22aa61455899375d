import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { confirmHarm } from '../../../../src/ui/ask/confirmHarm';
import { askInTurn, askText, BACK, chooseOne, enterText, pickMany, pickOne } from '../../../../src/ui/ask/quickInputs';
import { until } from '../../../support/until';
import { goBack, pressEnter, pressEscape, WatchedWindow } from '../../support/window';

const isCancelled = (error: unknown): boolean => error instanceof vscode.CancellationError;

describe('a question in a box', () => {
  let window: WatchedWindow;
  beforeEach(() => {
    window = new WatchedWindow();
  });
  afterEach(async () => {
    window.dispose();
    await pressEscape();
  });

  const question = { title: 'A title', prompt: 'A prompt' };

  it('returns the typed text without surrounding blanks', async () => {
    const answer = askText(question);
    const box = await window.type('  a name ');
    assert.equal(await answer, 'a name');
    assert.equal(box.title, 'A title');
    assert.equal(box.ignoreFocusOut, true);
  });

  it('masks a secret, and keeps its blanks', async () => {
    const answer = askText({ ...question, secret: true });
    const box = await window.type(' a secret ');
    assert.equal(await answer, ' a secret ');
    assert.ok('password' in box && box.password);
  });

  it('shows in the box what is wrong, and asks again', async () => {
    const answer = askText({ ...question, validate: (text) => (text === 'right' ? undefined : `not ${text}`) });
    const box = await window.type('wrong');
    await until(() => 'validationMessage' in box && box.validationMessage === 'not wrong', 'the message');
    await window.fill(box, 'right');
    await pressEnter();
    assert.equal(await answer, 'right');
  });

  it('tries an answer while the box stays open, and shows in it why the answer was not accepted', async () => {
    const tried: string[] = [];
    const answer = askText({
      ...question,
      attempt: (text) => {
        tried.push(text);
        return Promise.resolve(text === 'good' ? undefined : 'the cloud says no');
      },
    });
    const box = await window.type('bad');
    await until(() => 'validationMessage' in box && box.validationMessage === 'the cloud says no', 'the message');
    assert.deepEqual([box.busy, box.enabled], [false, true]);
    await window.fill(box, 'good');
    await pressEnter();
    assert.equal(await answer, 'good');
    assert.deepEqual(tried, ['bad', 'good']);
  });

  it('is busy, and takes no second Enter, while an answer is tried', async () => {
    let tries = 0;
    let decide: (wrong: string | undefined) => void = () => undefined;
    const answer = askText({
      ...question,
      attempt: () => {
        tries += 1;
        return new Promise((resolve) => {
          decide = resolve;
        });
      },
    });
    const box = await window.type('slow');
    await until(() => tries === 1, 'the try');
    assert.deepEqual([box.busy, box.enabled], [true, false]);
    await pressEnter();
    decide(undefined);
    assert.equal(await answer, 'slow');
    assert.equal(tries, 1);
  });

  it('tells a try to stop when the person leaves the box', async () => {
    let told: AbortSignal | undefined;
    const answer = askText({
      ...question,
      attempt: (_, signal) => {
        told = signal;
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            resolve('given up');
          });
        });
      },
    });
    const left = assert.rejects(answer, isCancelled);
    await window.type('slow');
    await until(() => told !== undefined, 'the try');
    await pressEscape();
    await left;
    assert.equal(told?.aborted, true);
  });

  it('shows the error of a try in the box, like a refusal', async () => {
    const answer = askText({ ...question, attempt: () => Promise.reject(new Error('it broke')) });
    const box = await window.type('anything');
    await until(() => 'validationMessage' in box && box.validationMessage === 'it broke', 'the message');
    const left = assert.rejects(answer, isCancelled);
    await pressEscape();
    await left;
  });

  it('ends as cancelled on Escape, whatever was asked', async () => {
    for (const ask of [
      () => askText(question),
      () => pickOne({ title: 'A title', placeholder: '', items: [{ label: 'one', value: 1 }] }),
      () => pickMany({ title: 'A title', placeholder: '', items: [{ label: 'one', value: 1 }] }),
    ]) {
      const left = assert.rejects(ask(), isCancelled);
      await window.nextBox();
      await pressEscape();
      await left;
    }
  });

  it('goes back only when it has a question before it', async () => {
    const answer = askText({ ...question, canGoBack: true });
    const box = await window.nextBox();
    assert.deepEqual(box.buttons, [vscode.QuickInputButtons.Back]);
    await goBack();
    assert.equal(await answer, BACK);
    const first = askText(question);
    assert.deepEqual((await window.nextBox()).buttons, []);
    const left = assert.rejects(first, isCancelled);
    await pressEscape();
    await left;
  });

  it('returns the value of the chosen item', async () => {
    const items = [
      { label: 'one', value: 1 },
      { label: 'two', value: 2 },
    ];
    const answer = pickOne({ title: 'A title', placeholder: 'Which?', items });
    await window.type('two');
    assert.equal(await answer, 2);
  });

  it('returns the values of all selected items', async () => {
    const items = ['one', 'two', 'three'].map((label) => ({ label, value: label }));
    const answer = pickMany({ title: 'A title', placeholder: 'Which?', items });
    const box = await window.nextBox();
    await window.tick(box, ({ label }) => label !== 'one');
    await pressEnter();
    assert.deepEqual(await answer, ['two', 'three']);
  });

  it('stays open on Enter with nothing selected, and says what to do', async () => {
    const items = ['one', 'two'].map((label) => ({ label, value: label }));
    const answer = pickMany({ title: 'A title', placeholder: 'Which?', items });
    const box = await window.nextBox();
    await window.typeInto(box, 'one');
    await pressEnter();
    await until(() => box.placeholder === 'Select at least one item', 'what to do');
    assert.equal(box.value, '');
    await window.tick(box, ({ label }) => label === 'two');
    await until(() => box.placeholder === 'Which?', 'the question');
    await pressEnter();
    assert.deepEqual(await answer, ['two']);
  });

  it('keeps a typed text that is not accepted, and says at its item what is wrong', async () => {
    const answer = pickOne({
      title: 'A title',
      placeholder: 'Which?',
      items: [{ label: 'one', value: 'one' }],
      typed: (text) => (text === '' ? undefined : { label: text, detail: 'A typed one', value: text }),
      attempt: (text) => Promise.resolve(text === 'bad' ? 'the cloud says no' : undefined),
    });
    const box = await window.typeFreely('bad');
    assert.ok('items' in box);
    const detail = (): string | undefined => box.items.find(({ label }) => label === box.value)?.detail;
    await until(() => detail() === 'the cloud says no', 'what is wrong');
    assert.equal(box.value, 'bad');
    await window.typeInto(box, 'bade');
    await until(() => detail() === 'A typed one', 'the other item');
    await pressEnter();
    assert.equal(await answer, 'bade');
  });

  it('ends as cancelled when it has no way back and the person leaves it', async () => {
    for (const ask of [
      () => enterText(question),
      () => chooseOne({ title: 'A title', placeholder: '', items: [{ label: 'one', value: 1 }] }),
    ]) {
      const left = assert.rejects(ask(), isCancelled);
      assert.deepEqual((await window.nextBox()).buttons, []);
      await pressEscape();
      await left;
    }
    const entered = enterText(question);
    await window.type('a name');
    assert.equal(await entered, 'a name');
  });
});

describe('a question before something that harms', () => {
  it('goes on only with its button', async () => {
    const window = new WatchedWindow();
    const harm = { message: 'Remove it?', detail: ['It is gone.', 'For good.'], button: 'Remove' };
    await assert.rejects(confirmHarm(harm), isCancelled);
    window.answer = () => 'Remove';
    await confirmHarm(harm);
    window.dispose();
    const shown = { text: 'Remove it?', detail: 'It is gone.\nFor good.', isModal: true, buttons: ['Remove'] };
    assert.deepEqual(window.messages, [shown, shown]);
  });
});

describe('questions in turn', () => {
  const asked: string[] = [];
  const step = (name: string, ...answers: (typeof BACK | undefined)[]) => {
    const left = [...answers];
    return () => {
      asked.push(name);
      return Promise.resolve(left.shift());
    };
  };
  beforeEach(() => {
    asked.length = 0;
  });

  it('are asked one after the other', async () => {
    assert.equal(await askInTurn([step('a'), step('b')]), undefined);
    assert.deepEqual(asked, ['a', 'b']);
  });

  it('go one step back, and on again', async () => {
    assert.equal(await askInTurn([step('a'), step('b', BACK), step('c')]), undefined);
    assert.deepEqual(asked, ['a', 'b', 'a', 'b', 'c']);
  });

  it('end with BACK when the person goes back from the first', async () => {
    assert.equal(await askInTurn([step('a', undefined, BACK), step('b', BACK)]), BACK);
    assert.deepEqual(asked, ['a', 'b', 'a']);
  });
});
