import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ApiError, type ErrorKind } from '../../../../src/api/errors/errors';
import { message } from '../../../../src/base/message';
import { errorInShort, errorSentence, isCancelled } from '../../../../src/ui/tell/errorText';
import { notifyError } from '../../../../src/ui/tell/notify';
import { WatchedWindow } from '../../support/window';

const KINDS: Readonly<Record<ErrorKind, RegExp>> = {
  auth: /sign-in is not accepted/,
  forbidden: /Permission denied/,
  notFound: /does not know this/,
  refused: /refused/,
  throttled: /The cloud is throttling requests/,
  server: /has a fault/,
  network: /cannot be reached/,
  tls: /not trusted/,
  timeout: /No response/,
  redirect: /not followed/,
  badResponse: /Unexpected response from the cloud/,
  foreign: /did not come from the cloud/,
  config: /was not sent/,
};

describe('the words for an error', () => {
  it('say for every kind what happened and what the cloud said', () => {
    const sentences = (Object.keys(KINDS) as ErrorKind[]).map((kind) => {
      const sentence = errorSentence(new ApiError(kind, 'the cloud’s own text'));
      assert.match(sentence, KINDS[kind]);
      assert.match(sentence, /the cloud’s own text/);
      return sentence;
    });
    assert.equal(new Set(sentences).size, sentences.length);
  });

  it('name the code, the advice, the action to ask for, what was asked and the id for support', () => {
    const error = new ApiError('forbidden', 'no', {
      code: 'CPS.0005',
      advice: message('Ask for it.'),
      iamAction: 'cph:servers:list',
      request: 'GET /v1/p/cloud-phone/servers',
      requestId: 'r-1',
    });
    const sentence = errorSentence(error);
    for (const part of ['CPS.0005', 'Ask for it.', 'cph:servers:list', 'GET /v1/p/cloud-phone/servers', 'r-1']) {
      assert.ok(sentence.includes(part), part);
    }
    assert.equal(errorInShort(error), 'CPS.0005 no');
  });

  it('make no link, and so no command, of the cloud’s text', () => {
    const error = new ApiError('refused', 'see [this](command:workbench.action.quit) or [that](https://a.example)');
    assert.doesNotMatch(errorSentence(error), /\]\(/);
    assert.doesNotMatch(errorSentence(new Error('[x](command:y)')), /\]\(/);
  });

  it('describe also an error that does not come from the client module', () => {
    assert.equal(errorSentence(new RangeError('odd')), 'odd');
    assert.equal(errorSentence('a text'), 'a text');
    assert.equal(errorInShort(undefined), 'undefined');
  });

  it('are not needed for a cancel or an aborted request', () => {
    assert.ok(isCancelled(new vscode.CancellationError()));
    assert.ok(isCancelled(new DOMException('', 'AbortError')));
    assert.ok(!isCancelled(new Error('Canceled by the cloud')));
    assert.ok(!isCancelled(undefined));
  });
});

describe('the message about a command that failed', () => {
  let window: WatchedWindow;
  beforeEach(() => {
    window = new WatchedWindow();
  });
  afterEach(() => {
    window.dispose();
  });

  const HELP: Readonly<Record<ErrorKind, readonly string[]>> = {
    auth: ['Sign In…'],
    forbidden: ['Sign In…'],
    notFound: ['Retry'],
    refused: [],
    throttled: ['Retry'],
    server: ['Retry'],
    network: ['Retry', 'Open Settings'],
    tls: ['Open Settings'],
    timeout: ['Retry', 'Open Settings'],
    redirect: ['Edit Project'],
    badResponse: ['Retry', 'Edit Project'],
    foreign: ['Retry', 'Open Settings'],
    config: ['Edit Project'],
  };

  it('names the project, and offers the output and what helps with this kind of error', async () => {
    for (const kind of Object.keys(HELP) as ErrorKind[]) {
      await notifyError(new ApiError(kind, 'why'), { project: 'Staging', retry: () => undefined });
      const shown = window.messages.pop();
      assert.match(shown?.text ?? '', /^Staging: .*why/);
      assert.deepEqual(shown?.buttons, [...HELP[kind], 'Show Output'], kind);
      assert.equal(shown.isModal, false);
    }
  });

  it('makes no link of a project’s name', async () => {
    await notifyError(new ApiError('server', 'why'), { project: '[x](command:y)' });
    assert.doesNotMatch(window.messages[0]?.text ?? '', /\]\(/);
  });

  it('offers no Retry for a command that acts', async () => {
    await notifyError(new ApiError('server', 'why'));
    assert.deepEqual(window.messages[0]?.buttons, ['Show Output']);
  });

  it('runs the command of the button that is pressed', async () => {
    const { executeCommand } = vscode.commands;
    const ran: unknown[][] = [];
    Reflect.set(vscode.commands, 'executeCommand', (...args: unknown[]) => Promise.resolve(void ran.push(args)));
    try {
      for (const [kind, button] of [
        ['auth', 'Sign In…'],
        ['config', 'Edit Project'],
        ['network', 'Open Settings'],
        ['timeout', 'Open Settings'],
        ['server', 'Retry'],
        ['refused', 'Show Output'],
      ] as const) {
        window.answer = () => button;
        await notifyError(new ApiError(kind, 'why'), { project: 'Staging', retry: () => ran.push(['again']) });
      }
    } finally {
      Reflect.set(vscode.commands, 'executeCommand', executeCommand);
    }
    assert.deepEqual(ran, [
      ['cloudPhone.signIn', { project: 'Staging' }],
      ['cloudPhone.editProject', { project: 'Staging' }],
      ['workbench.action.openSettings', 'http.proxy'],
      ['workbench.action.openSettings', 'cloudPhone.requestTimeoutSeconds'],
      ['again'],
      ['cloudPhone.showOutput'],
    ]);
  });
});
