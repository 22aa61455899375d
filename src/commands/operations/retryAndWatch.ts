import * as vscode from 'vscode';
import { omitUndefined } from '../../base/omitUndefined';
import { type Operation, type Target } from '../../model/operation';
import { tell } from '../../ui/tell/tell';
import { operationTitle } from '../../ui/words/verbs/registry';
import { actOn } from '../act/act';
import { type Command, type CommandContext } from '../context';
import { canRetry } from '../../model/operationSummary';
import { openPicked, pickOperation, pickOperations } from '../meant/pickOperation';
import { VERBS } from '../../operations/verbs/registry';
import { type TargetNode } from '../../tree/common/projectsNodes';
import { nodeOfRow, scopeOfTarget } from '../../tree/common/targetNodes';
import { startRollout } from '../rollout/startRollout';

const { t } = vscode.l10n;

/**
 * Starts a new operation on the targets that failed, were rejected or were not sent. Of those that timed out or are
 * unknown it is read first what became of them. What cannot be read is included only if the person says so. The retry of
 * a rollout is a rollout with the same policy.
 * @throws ApiError when the project was edited since, and names another host or project ID
 */
export const retryFailed: Command = async (context, ...args) => {
  const { operations } = context;
  const picked = await pickOperation(context, args, {
    title: t('Retry which operation?'),
    none: t('There is no operation with anything to retry.'),
    fits: canRetry,
  });
  const operation = await openPicked(context, picked);
  // What has these ids in another place was not meant.
  operations.checkPlace(operation);
  const { running, unread } = await readFirst(context, operation);
  if (running.length > 0) {
    void tell.info(
      running.length === 1
        ? t('The cloud is still at work on {0}, so it is left out.', running[0]?.name ?? '')
        : t('The cloud is still at work on {0} of them, so they are left out.', running.length),
    );
  }
  const now = (await operations.open(operation.number)) ?? operation;
  const targets = [...operations.retryable(now), ...(await unreadToo(unread))];
  const nodes = targets.map((target) => nodeOf(context, operation, target));
  const free = nodes.filter((node) => context.view.tree.busy(node) === undefined);
  const taken = nodes.length - free.length;
  const busy =
    taken === 1
      ? t('1 target that another operation is acting on')
      : t('{0} targets that another operation is acting on', taken);
  if (free.length === 0) {
    if (taken > 0) {
      void tell.info(t('Left out: {0}', busy));
    }
    return;
  }
  const { verb, rollout } = operation;
  const meant = { parts: [{ verb, nodes: free }], notes: taken === 0 ? [] : [busy] };
  if (rollout !== undefined) {
    await startRollout(context, verb, meant, rollout.policy);
  } else {
    await actOn(context, meant);
  }
};

/** Reads what became of the targets without a sure result, and shows that this takes a moment. */
async function readFirst({ operations }: CommandContext, operation: Operation) {
  if (operations.unsureOf(operation).length === 0) {
    return { running: [], unread: [] };
  }
  return tell.progress(
    { location: vscode.ProgressLocation.Window, title: t('Reading the results of #{0}', operation.number) },
    () => operations.readAgain(operation.number),
  );
}

/**
 * Asks whether to retry targets of which nothing could be read: they may have been started already.
 * @returns all of them or none
 * @throws CancellationError when the person closes the question
 */
async function unreadToo(unread: readonly Target[]): Promise<readonly Target[]> {
  if (unread.length === 0) {
    return [];
  }
  const without = t('Retry the Others');
  const withThem = t('Retry All');
  const choice = await tell.warn(
    unread.length === 1
      ? t('The result of 1 target cannot be read. Retry it too?')
      : t('The results of {0} targets cannot be read. Retry them too?', unread.length),
    {
      modal: true,
      detail: t(
        'They may already have been started and may still be running. Check their state first. A retry may do it a second time.',
      ),
    },
    without,
    withThem,
  );
  if (choice === undefined) {
    throw new vscode.CancellationError();
  }
  return choice === withThem ? unread : [];
}

/** @returns the row in the inventory when it is known, else a row of what the operation stored */
function nodeOf({ inventory }: CommandContext, { project, verb }: Operation, target: Target): TargetNode {
  const { on } = VERBS[verb];
  const { id, name, userId, serverId } = target;
  const row = inventory.known(scopeOfTarget(on, project, serverId))?.rows.find((one) => one.id === id);
  // The user is the one of the first try. The plan leaves the instance out when another user has it by now.
  return nodeOfRow(on, project, { ...row, ...omitUndefined({ id, name, userId, serverId }) }, serverId);
}

/** Stops following operations, after a question. The cloud goes on with what was sent. */
export const stopWatching: Command = async (context, ...args) => {
  const meant = await pickOperations(context, args, {
    title: t('Stop watching which operation?'),
    none: t('No operation is running.'),
    fits: ({ endedAt }) => endedAt === undefined,
  });
  const stop = t('Stop Watching');
  const detail = t(
    'What was not sent yet is dropped. What was sent continues in the cloud, and its result will not be known.',
  );
  const [first] = meant;
  const title =
    meant.length === 1
      ? t('Stop watching {0} #{1} in {2}?', operationTitle(first), first.number, first.project)
      : t('Stop watching {0} operations?', meant.length);
  if ((await tell.warn(title, { modal: true, detail }, stop)) !== stop) {
    throw new vscode.CancellationError();
  }
  for (const { number } of meant) {
    context.operations.stopWatching(number);
  }
};

/** Removes the ended operations from the view and from the disk, after a question. */
export const clearHistory: Command = async ({ operations }) => {
  await operations.load();
  const ended = operations.list().filter(({ endedAt }) => endedAt !== undefined).length;
  if (ended === 0) {
    void tell.info(t('There is no history to clear.'));
    return;
  }
  const clear = t('Clear');
  const message =
    ended === 1 ? t('Clear 1 operation from the history?') : t('Clear {0} operations from the history?', ended);
  const detail = t('Running operations stay. Cleared operations can no longer be retried.');
  if ((await tell.warn(message, { modal: true, detail }, clear)) !== clear) {
    throw new vscode.CancellationError();
  }
  await operations.clear();
};
