import * as vscode from 'vscode';
import { asCurl } from '../../operations/output/curl';
import { tell } from '../../ui/tell/tell';
import { type Command } from '../context';
import { pickTargets } from '../meant/pickTargets';
import { refuseWhatIsRefused } from './confirm';
import { plannerFor } from './planner';
import { previewOf } from './showPlans';
import { sayNothingFits, pickVerb } from '../meant/pickVerb';

const { t } = vscode.l10n;

/**
 * Copies the requests of a verb on the chosen rows as shell commands, with `$TOKEN` in place of the token. Sends nothing
 * that acts.
 */
export const copyAsCurl: Command = async (context, ...args) => {
  const title = t('Copy as cURL');
  const verb = await pickVerb(context, args, { title, placeholder: t('Which action?') });
  const { parts } = await pickTargets(context, [verb], args);
  const preview = await previewOf(context, (await plannerFor(context, parts))());
  refuseWhatIsRefused(preview.plans);
  const requests = preview.requests.flat();
  if (requests.length === 0) {
    sayNothingFits();
    return;
  }
  await vscode.env.clipboard.writeText(asCurl(requests, preview.proof));
  const message =
    requests.length === 1
      ? t('Copied 1 request as cURL. Set TOKEN before you run it.')
      : t('Copied {0} requests as cURL. Set TOKEN before you run them.', requests.length);
  tell.status(message, 5000);
};
