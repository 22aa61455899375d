import * as vscode from 'vscode';
import { type Hold, type Operation } from '../../model/operation';
import { type Operations } from '../../operations/operations';
import { HOLD_WORD, rolloutState, waveWords } from '../../ui/words/rolloutWords';
import { BACK, pickOne, type PickItem } from '../../ui/ask/quickInputs';
import { operationTitle } from '../../ui/words/words';
import { type OperationControl, possibleControls } from '../../model/operationControls';
import { type Command, type CommandContext } from '../context';
import { pickOperation } from '../meant/pickOperation';

const { t } = vscode.l10n;

/** One control of a rollout. */
interface Control {
  readonly label: () => string;
  readonly question: () => string;
  readonly none: () => string;
  readonly icon: string;
  readonly act: (operations: Operations, number: number, seen: Hold | undefined) => void;
}

const CONTROLS: Readonly<Record<OperationControl, Control>> = {
  promote: {
    label: () => t('Promote'),
    question: () => t('Promote which rolling operation?'),
    none: () => t('No rolling operation waits to be promoted.'),
    icon: 'check-all',
    act: (operations, number, seen) => {
      operations.promote(number, seen);
    },
  },
  resume: {
    label: () => t('Resume'),
    question: () => t('Resume which operation?'),
    none: () => t('No operation waits to be resumed.'),
    icon: 'debug-continue',
    act: (operations, number, seen) => {
      operations.resume(number, seen);
    },
  },
  pause: {
    label: () => t('Pause'),
    question: () => t('Pause which operation?'),
    none: () => t('No operation can be paused now.'),
    icon: 'debug-pause',
    act: (operations, number) => {
      operations.pause(number);
    },
  },
  stopAfterWave: {
    label: () => t('Stop After This Wave'),
    question: () => t('Stop which rolling operation after its wave?'),
    none: () => t('No rolling operation is in the middle of a wave.'),
    icon: 'debug-step-over',
    act: (operations, number) => {
      operations.stopAfterWave(number);
    },
  },
  stop: {
    label: () => t('Stop'),
    question: () => t('Stop which operation?'),
    none: () => t('No operation has anything left to send.'),
    icon: 'debug-stop',
    act: (operations, number) => {
      operations.cancel(number);
    },
  },
};

export const promoteRollout: Command = (context, ...args) => control(context, 'promote', args);
export const resumeRollout: Command = (context, ...args) => control(context, 'resume', args);
/** Nothing more is sent until the rollout is resumed. What was sent is followed. */
export const pauseRollout: Command = (context, ...args) => control(context, 'pause', args);
export const stopRolloutAfterWave: Command = (context, ...args) => control(context, 'stopAfterWave', args);
/** Nothing more is sent. What was sent is followed to its end. */
export const stopRollout: Command = (context, ...args) => control(context, 'stop', args);

async function control(context: CommandContext, step: OperationControl, args: readonly unknown[]): Promise<void> {
  const { question, none, act } = CONTROLS[step];
  const operation = await pickOperation(context, args, {
    title: question(),
    none: none(),
    fits: (one) => possibleControls(one).includes(step),
  });
  act(context.operations, operation.number, operation.hold);
}

/**
 * Offers all controls that are possible now for the rollouts, and the Operations view. The status bar item calls it.
 */
export const controlRollouts: Command = async ({ operations }) => {
  await operations.load();
  const items = operations.running().flatMap(controlsOf);
  const show: PickItem<Chosen> = {
    label: t('Show the operations'),
    iconPath: new vscode.ThemeIcon('list-tree'),
    value: 'show',
  };
  const choice =
    items.length === 0
      ? 'show'
      : await pickOne<Chosen>({ title: t('Running operations'), placeholder: t('What now?'), items: [...items, show] });
  if (choice === 'show') {
    await vscode.commands.executeCommand('cloudPhone.operations.focus');
  } else if (choice !== BACK) {
    CONTROLS[choice.step].act(operations, choice.number, choice.seen);
  }
};

type Chosen = 'show' | { readonly number: number; readonly step: OperationControl; readonly seen: Hold | undefined };

function controlsOf(operation: Operation): PickItem<Chosen>[] {
  const { number, project, rollout } = operation;
  const where =
    rollout === undefined
      ? [operation.hold && HOLD_WORD[operation.hold.why]()]
      : [waveWords(rollout), rolloutState(operation, rollout, Date.now())];
  return possibleControls(operation).map((step) => ({
    label: CONTROLS[step].label(),
    iconPath: new vscode.ThemeIcon(CONTROLS[step].icon),
    description: `${operationTitle(operation)} #${number} · ${project}`,
    detail: where.filter((words) => words !== undefined).join(' · '),
    value: { number, step, seen: operation.hold },
  }));
}
