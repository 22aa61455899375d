import * as vscode from 'vscode';
import * as v from 'valibot';
import { type Hold, HOLD_REASONS, type Operation } from '../../model/operation';
import { type AnyOperation } from '../../model/operationSummary';
import { type Operations } from '../../operations/operations';
import { personWords, rolloutState, waveWords } from '../../ui/words/rolloutWords';
import { BACK, pickOne, type PickItem } from '../../ui/ask/quickInputs';
import { numberedTitle } from '../../ui/words/verbs/registry';
import { type OperationControl, possibleControls } from '../../model/operationControls';
import { type Command, type CommandContext } from '../context';
import { pickOperation, pickOperations } from '../meant/pickOperation';
import { confirmControl } from './confirmControl';

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
    question: () => t('Promote which rollout?'),
    none: () => t('No rollout waits to be promoted.'),
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
    question: () => t('Stop which rollout after its wave?'),
    none: () => t('No rollout is in the middle of a wave.'),
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

/** The hold that the person saw, where the caller names it: its answer is about no other one. */
const SEEN = v.looseObject({ seen: v.object({ why: v.picklist(HOLD_REASONS), since: v.number() }) });

async function control(context: CommandContext, step: OperationControl, args: readonly unknown[]): Promise<void> {
  const { question, none } = CONTROLS[step];
  const named = v.safeParse(SEEN, args[0]);
  const seen = named.success ? named.output.seen : undefined;
  const ask = {
    title: question(),
    none: none(),
    fits: (one: AnyOperation): boolean =>
      possibleControls(one).includes(step) &&
      (seen === undefined || (one.hold?.why === seen.why && one.hold.since === seen.since)),
  };
  const meant = FOR_SEVERAL.has(step)
    ? await pickOperations(context, args, ask)
    : [await pickOperation(context, args, ask)];
  await act(context, step, meant);
}

/** A rollout is promoted, and stopped after its wave, one at a time. */
const FOR_SEVERAL: ReadonlySet<OperationControl> = new Set(['pause', 'resume', 'stop']);

/**
 * Asks, and acts. "After this wave" is about the wave that the person was asked about: when another one is under way at
 * the answer, it is asked again.
 * @throws CancellationError when the person does not agree
 */
async function act(
  { operations }: CommandContext,
  step: OperationControl,
  meant: readonly AnyOperation[],
): Promise<void> {
  const newest = (asked: AnyOperation): AnyOperation =>
    operations.list().find(({ number }) => number === asked.number) ?? asked;
  await confirmControl(step, meant);
  for (let [asked] = meant; step === 'stopAfterWave' && asked !== undefined;) {
    const now = newest(asked);
    if (now.rollout?.wave === asked.rollout?.wave || !possibleControls(now).includes(step)) {
      break;
    }
    asked = now;
    await confirmControl(step, [now]);
  }
  for (const { number, hold } of meant) {
    CONTROLS[step].act(operations, number, hold);
  }
}

/**
 * Offers all controls that are possible now for the rollouts, and the Operations view. The status bar item calls it.
 */
export const controlRollouts: Command = async (context) => {
  const { operations } = context;
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
      : await pickOne<Chosen>({
          title: t('Running operations'),
          placeholder: t('Choose an action'),
          items: [...items, show],
        });
  if (choice === 'show') {
    await vscode.commands.executeCommand('cloudPhone.operations.focus');
  } else if (choice !== BACK) {
    await act(context, choice.step, [choice.operation]);
  }
};

type Chosen = 'show' | { readonly operation: Operation; readonly step: OperationControl };

function controlsOf(operation: Operation): PickItem<Chosen>[] {
  const { project, rollout } = operation;
  const where = [
    personWords(operation) ?? (rollout && rolloutState(operation, rollout, Date.now())),
    rollout && waveWords(rollout),
  ];
  return possibleControls(operation).map((step) => ({
    label: CONTROLS[step].label(),
    iconPath: new vscode.ThemeIcon(CONTROLS[step].icon),
    description: `${numberedTitle(operation)} · ${project}`,
    detail: where.filter((words) => words !== undefined).join(' · '),
    value: { operation, step },
  }));
}
