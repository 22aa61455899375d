import * as vscode from 'vscode';
import { ApiError, type ErrorKind } from '../../api/errors/errors';
import { SecretStoreError } from '../../auth/store/vault';
import { inEnglish, type MessageOrText, message, type Message } from '../../base/message';
import { NotRecorded } from '../../operations/journal/notRecorded';
import { PlanRefused } from '../../operations/plan/guard';
import { withoutLinks } from '../words/plainText';
import { inWords } from '../words/words';

let clean = (text: string): string => text;

/** @param cleaner takes the secrets out of a text. From now on every text about an error passes it. */
export function cleanShownTexts(cleaner: (text: string) => string): void {
  clean = cleaner;
}

/** One sentence for each kind of error. */
const SENTENCE: Record<ErrorKind, (said: MessageOrText) => Message> = {
  auth: (said) => message('The sign-in is not accepted: {0}', said),
  forbidden: (said) => message('Permission denied: {0}', said),
  notFound: (said) => message('The cloud does not know this: {0}', said),
  refused: (said) => message('The cloud refused: {0}', said),
  throttled: (said) => message('The cloud is throttling requests: {0}', said),
  server: (said) => message('The cloud has a fault: {0}', said),
  network: (said) => message('The cloud cannot be reached: {0}', said),
  tls: (said) => message('The connection is not trusted: {0}', said),
  timeout: (said) => message('No response within the time limit: {0}', said),
  redirect: (said) => message('The cloud pointed to another place, which is not followed: {0}', said),
  badResponse: (said) => message('Unexpected response from the cloud: {0}', said),
  foreign: (said) => message('This response did not come from the cloud: {0}', said),
  config: (said) => message('This was not sent: {0}', said),
};

/**
 * @returns the error in the person's language: what happened, the code of the cloud, the advice, the missing permission,
 * the request, and the request id for support. Secrets and links are taken out.
 */
export const errorSentence = (error: unknown): string => clean(withoutLinks(inWords(sentence(error))));

/** @returns the same in English, for the log. Secrets are taken out. */
export const errorForLog = (error: unknown): string => clean(inEnglish(sentence(error)));

/**
 * @returns the sentence for the box in which the person signs in. The advice of an `auth` error without a code is left
 * out: it tells the person to sign in.
 */
export const signInFault = (error: unknown): string =>
  error instanceof ApiError && error.kind === 'auth' && error.info.code === undefined
    ? clean(withoutLinks(inWords(SENTENCE.auth(error.said))))
    : errorSentence(error);

function sentence(error: unknown): MessageOrText {
  if (error instanceof NotRecorded) {
    return error.said;
  }
  if (error instanceof PlanRefused) {
    return error.reasons.reduce((before, more) => message('{0} {1}', before, more));
  }
  if (!(error instanceof ApiError)) {
    return error instanceof Error ? error.message : String(error);
  }
  if (isOfSecretStore(error)) {
    return error.said;
  }
  const { code, advice, iamAction, request, requestId } = error.info;
  const what = SENTENCE[error.kind](error.said);
  return [
    advice,
    iamAction === undefined ? undefined : message('The action to be allowed: {0}.', iamAction),
    request === undefined ? undefined : message('Request: {0}.', request),
    requestId === undefined ? undefined : message('Request ID: {0}', requestId),
  ]
    .filter((more) => more !== undefined)
    .reduce(
      (before, more) => message('{0} {1}', before, more),
      code === undefined ? what : message('{0} ({1})', what, code),
    );
}

/**
 * @returns whether the secret store caused the error. Its own text is shown then: the sign-in and the cloud are not at
 * fault.
 */
const isOfSecretStore = (error: unknown): boolean =>
  error instanceof SecretStoreError || (error instanceof Error && isOfSecretStore(error.cause));

/** @returns the error in a few words, for a row of the tree. Secrets are taken out. */
export const errorInShort = (error: unknown): string => clean(inShort(error));

function inShort(error: unknown): string {
  if (!(error instanceof ApiError)) {
    return error instanceof Error ? error.message : String(error);
  }
  const { code } = error.info;
  return code === undefined ? inWords(SENTENCE[error.kind](error.said)) : `${code} ${inWords(error.said)}`;
}

/** @returns whether the error only says that the person cancelled, or that a request was aborted */
export const isCancelled = (error: unknown): boolean =>
  error instanceof vscode.CancellationError || (error instanceof Error && error.name === 'AbortError');
