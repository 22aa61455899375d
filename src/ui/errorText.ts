import * as vscode from 'vscode';
import { ApiError, type ErrorKind } from '../api/errors';
import { SecretStoreError } from '../auth/vault';

const { t } = vscode.l10n;

let clean = (text: string): string => text;

/** From now on every text about an error passes `cleaner`, which takes secrets out, before anybody sees it. */
export function cleanShownTexts(cleaner: (text: string) => string): void {
  clean = cleaner;
}

/** One sentence for each kind of error. */
const SENTENCE: Record<ErrorKind, (error: ApiError) => string> = {
  auth: (e) => t('The sign-in is not accepted: {0}', e.message),
  forbidden: (e) => t('Permission is lacking: {0}', e.message),
  notFound: (e) => t('The cloud does not know this: {0}', e.message),
  refused: (e) => t('The cloud refused: {0}', e.message),
  throttled: (e) => t('Too many requests, the cloud slows us down: {0}', e.message),
  server: (e) => t('The cloud has a fault: {0}', e.message),
  network: (e) => t('The cloud cannot be reached: {0}', e.message),
  tls: (e) => t('The connection is not trusted: {0}', e.message),
  timeout: (e) => t('No answer within the time limit: {0}', e.message),
  redirect: (e) => t('The cloud pointed to another place, which is not followed: {0}', e.message),
  badResponse: (e) => t('The answer is not what the cloud documents: {0}', e.message),
  config: (e) => t('This was not sent: {0}', e.message),
};

/** @returns what happened, with the cloud's code, what to do, what was asked, and the request id for support. */
export const errorSentence = (error: unknown): string => clean(withoutLinks(sentence(error)));

/** @returns the same for the box in which a person is signing in: what to do is what they are doing. */
export const signInFault = (error: unknown): string =>
  error instanceof ApiError && error.kind === 'auth' && error.info.code === undefined
    ? clean(withoutLinks(SENTENCE.auth(error)))
    : errorSentence(error);

function sentence(error: unknown): string {
  if (!(error instanceof ApiError)) {
    return error instanceof Error ? error.message : String(error);
  }
  if (isOfSecretStore(error)) {
    return error.message;
  }
  const { code, advice, iamAction, request, requestId } = error.info;
  const parts = [
    SENTENCE[error.kind](error),
    ...(code === undefined ? [] : [`(${code})`]),
    ...(advice === undefined ? [] : [t(advice)]),
    ...(iamAction === undefined ? [] : [t('The action to be allowed: {0}.', iamAction)]),
    ...(request === undefined ? [] : [t('Request: {0}.', request)]),
    ...(requestId === undefined ? [] : [t('Request id: {0}', requestId)]),
  ];
  return parts.join(' ');
}

/** VS Code makes links, to commands too, of `[text](address)` in messages; the cloud's text must not. */
export const withoutLinks = (text: string): string => text.replaceAll('](', '] (');

/** Not the sign-in is at fault then, nor the cloud. */
const isOfSecretStore = (error: unknown): boolean =>
  error instanceof SecretStoreError || (error instanceof Error && isOfSecretStore(error.cause));

/** @returns the same in a few words, for a row of the tree. */
export const errorInShort = (error: unknown): string => clean(inShort(error));

function inShort(error: unknown): string {
  if (!(error instanceof ApiError)) {
    return error instanceof Error ? error.message : String(error);
  }
  return error.info.code === undefined ? SENTENCE[error.kind](error) : `${error.info.code} ${error.message}`;
}

/** Giving up is not an error: whether this is what a person's Cancel throws. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof vscode.CancellationError || (error instanceof Error && error.name === 'AbortError');
