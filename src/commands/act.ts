import * as vscode from 'vscode';
import { type Operation, type Result, type Target } from '../model/operation';
import { type Verb } from '../model/status';
import { countResults } from '../operations/summary';
import { PlanRefused } from '../operations/guard';
import { type StartedOperation } from '../operations/operations';
import { listed, OPERATION_TITLE, RESULT_COUNT } from '../ui/words';
import { confirm } from './confirm';
import { type Command, type CommandContext } from './context';
import { planFor } from './planFor';
import { pickTargets, type TargetNode } from './pickTargets';

const { t } = vscode.l10n;

export const restartServers: Command = (context, ...args) => act(context, 'restart', args);
export const rebootInstances: Command = (context, ...args) => act(context, 'reboot', args);
export const unassignInstances: Command = (context, ...args) => act(context, 'unassign', args);

/** Targets, confirmation, one operation for each project, progress, one summary. */
async function act(context: CommandContext, verb: Verb, args: readonly unknown[]): Promise<void> {
  await actOn(context, verb, await pickTargets(context, verb, args));
}

/**
 * The same for targets that are known: they are confirmed, too.
 * @returns the operations, one for each project, when all have ended or are not waited for any more
 */
export async function actOn(
  context: CommandContext,
  verb: Verb,
  nodes: readonly TargetNode[],
): Promise<readonly StartedOperation[]> {
  const projects = [...new Set(nodes.map((node) => node.project))];
  const plans = await Promise.all(
    projects.map((project) => {
      const own = nodes.filter((node) => node.project === project);
      return planFor(context, verb, project, own.map(targetOf));
    }),
  );
  const refusals = plans.flatMap((plan) => plan.refusals);
  if (refusals.length > 0) {
    throw new PlanRefused(refusals);
  }
  const ids = new Set(plans.flatMap((plan) => plan.targets.map(({ id }) => id)));
  const planned = nodes.filter((node) => ids.has(targetOf(node).id));
  sayLeftOut(nodes.length - planned.length);
  if (planned.length === 0) {
    throw new vscode.CancellationError();
  }
  const demands = plans.flatMap((plan) => plan.demands);
  await confirm(context.inventory, verb, planned, demands);
  const typed = demands.map(({ phrase }) => phrase);
  return Promise.all(
    plans
      .filter(({ targets }) => targets.length > 0)
      .map(async (plan) => {
        const started = context.operations.start(plan, typed);
        void summarise(context, started);
        await showProgress(context, started);
        return started;
      }),
  );
}

function sayLeftOut(count: number): void {
  if (count > 0) {
    const message =
      count === 1
        ? t('1 selected row is not in the plan now.')
        : t('{0} selected rows are not in the plan now.', count);
    void vscode.window.showInformationMessage(message);
  }
}

/** @returns what an operation acts on for a row */
export const targetOf = (node: TargetNode): Target => {
  if (node.kind === 'server') {
    return { id: node.server.id, name: node.server.name ?? node.server.id };
  }
  const { id, name, userId } = node.instance;
  return { id, name: name ?? id, ...(userId === undefined ? {} : { userId }) };
};

/** Shows how far it is, until the end or until the person stops it; then what was sent goes on and is watched on. */
async function showProgress(context: CommandContext, started: StartedOperation): Promise<void> {
  const { number, project, verb, targets } = started.operation();
  const title = `${OPERATION_TITLE[verb]()} #${number} ${project}`;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (progress, token) => {
    // Targets that cannot be sent at all have settled already.
    let settled = targets.filter(({ phase }) => phase === 'settled').length;
    let shown = 0;
    const listening = context.operations.onDidChange((change) => {
      if (change.kind !== 'target' || change.operation.number !== number || change.target.phase !== 'settled') {
        return;
      }
      settled += 1;
      const percent = Math.floor((settled * 100) / targets.length);
      if (percent > shown) {
        progress.report({ message: t('{0} of {1}', settled, targets.length), increment: percent - shown });
        shown = percent;
      }
    });
    const stopped = new Promise<void>((resolve) => {
      token.onCancellationRequested(() => {
        started.cancel();
        void askWhatGoesOn(context, started.operation(), title);
        resolve();
      });
    });
    await Promise.race([started.done, stopped]);
    listening.dispose();
  });
}

/** Cancel takes nothing back that went out: the person chooses whether it is watched on. */
async function askWhatGoesOn(
  { operations }: CommandContext,
  { number, targets }: Operation,
  title: string,
): Promise<void> {
  const running = targets.filter(({ phase }) => phase === 'sent').length;
  if (running === 0) {
    return;
  }
  const stop = t('Stop Watching');
  const message =
    running === 1
      ? t('{0}: 1 was sent already and goes on in the cloud. Its result goes to the output.', title)
      : t('{0}: {1} were sent already and go on in the cloud. Their results go to the output.', title, running);
  if ((await vscode.window.showInformationMessage(message, stop)) === stop) {
    operations.release(number);
  }
}

const IS_GOOD: Record<Result, boolean> = {
  succeeded: true,
  unverified: true,
  failed: false,
  rejected: false,
  'timed out': false,
  unknown: false,
  'not sent': true,
};

/** One notification at the end of an operation, with what helps when not all went well. */
async function summarise(context: CommandContext, started: StartedOperation): Promise<void> {
  const operation = await started.done;
  const message = summary(operation);
  const output = t('Show Output');
  const results = operation.targets.map(({ result }) => result);
  if (results.every((result) => result !== undefined && IS_GOOD[result])) {
    if ((await vscode.window.showInformationMessage(message, output)) === output) {
      context.log.show();
    }
    return;
  }
  const { operations } = context;
  const canRetry = operations.retryable(operation).length + operations.unknownOf(operation).length > 0;
  const retry = t('Retry Failed');
  const choice = await vscode.window.showWarningMessage(message, output, ...(canRetry ? [retry] : []));
  if (choice === output) {
    context.log.show();
  } else if (choice === retry) {
    await vscode.commands.executeCommand('cloudPhone.retryFailed', { number: operation.number });
  }
}

function summary(operation: Operation): string {
  const counts = countResults(operation);
  const parts = (Object.keys(RESULT_COUNT) as Result[])
    .filter((result) => counts[result] > 0)
    .map((result) => RESULT_COUNT[result](counts[result]));
  return t('{0} in {1}: {2}', OPERATION_TITLE[operation.verb](), operation.project, listed(parts));
}
