import * as vscode from 'vscode';
import { type Verb, VERB_IDS } from '../../model/verbs';
import { chooseOne } from '../../ui/ask/quickInputs';
import { tell } from '../../ui/tell/tell';
import { VERB_WORDS } from '../../ui/words/verbs/registry';
import { chosenNodes } from './clickedRow';
import { type CommandContext } from '../context';
import { canDo, isGroupOf } from './pickTargets';
import { type Node } from '../../tree/common/projectsNodes';

const { t } = vscode.l10n;

/**
 * Finds the verb for the chosen rows. Asks only when several verbs are possible for them, or no row is chosen.
 * @param all the verbs that the command offers
 * @throws CancellationError when the person closes the question or no verb is possible; the latter is told
 */
export async function pickVerb(
  context: CommandContext,
  args: readonly unknown[],
  question: { readonly title: string; readonly placeholder: string },
  all: readonly Verb[] = VERB_IDS,
): Promise<Verb> {
  const nodes = chosenNodes(context, args);
  // A server holds phones, and what is asked about its row is asked about the server.
  const isFor = (verb: Verb) => (node: Node) =>
    canDo(context, verb, node) || (node.kind === 'group' && isGroupOf(node, verb));
  const verbs = nodes.length === 0 ? all : all.filter((verb) => nodes.some(isFor(verb)));
  const [first] = verbs;
  if (first === undefined) {
    sayNothingFits();
    throw new vscode.CancellationError();
  }
  if (verbs.length === 1) {
    return first;
  }
  const items = verbs.map((verb) => ({ label: VERB_WORDS[verb].title(), value: verb }));
  return chooseOne({ ...question, items });
}

/** Tells that no verb is possible for the chosen rows. */
export const sayNothingFits = (): void => void tell.info(t('No action is possible on the selected rows now.'));
