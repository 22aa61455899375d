import * as vscode from 'vscode';
import { type ShownRequest } from '../../api/request/buildRequest';
import { type Plan } from '../../model/plan';
import { type Verb } from '../../model/status';
import { asCurl } from '../../operations/output/curl';
import { asHttp } from '../../operations/output/httpText';
import { plainText } from '../../ui/words/plainText';
import { tell } from '../../ui/tell/tell';
import { inWords, OPERATION_TITLE } from '../../ui/words/words';
import { type Command, type CommandContext } from '../context';
import { pickTargets } from '../meant/pickTargets';
import { refuseWhatIsRefused } from './confirm';
import { plannerFor } from './planner';
import { sayNothingFits, pickVerb } from '../meant/pickVerb';

const { t } = vscode.l10n;

/**
 * Copies the requests of a verb on the chosen rows as shell commands, with `$TOKEN` in place of the token. Sends nothing
 * that acts.
 */
export const copyAsCurl: Command = async (context, ...args) => {
  const { previews } = await previewsMeant(context, args, t('Copy as curl'));
  refuseWhatIsRefused(previews.map(({ plan }) => plan));
  const requests = previews.flatMap((preview) => preview.requests);
  if (requests.length === 0) {
    sayNothingFits();
    return;
  }
  await vscode.env.clipboard.writeText(asCurl(requests));
  const message =
    requests.length === 1
      ? t('Copied 1 request as curl. Set TOKEN before running it.')
      : t('Copied {0} requests as curl. Set TOKEN before running them.', requests.length);
  tell.status(message, 5000);
};

/** Opens the requests of a verb on the chosen rows, batch by batch. Sends nothing that acts. */
export const previewRequest: Command = async (context, ...args) => {
  const { verb, previews } = await previewsMeant(context, args, t('Preview Request'));
  const parts = await Promise.all(
    previews.map(async (preview) => {
      const found = context.settings.project(preview.plan.project);
      const isSigned = found !== undefined && (await context.sessions.signsRequests(found));
      return document(preview, isSigned ? 'signature' : 'token');
    }),
  );
  await context.documents.show(OPERATION_TITLE[verb](), [...parts, ''].join('\n\n'));
};

interface Preview {
  readonly plan: Plan;
  /** The requests of the plan, as they would be sent. */
  readonly requests: readonly ShownRequest[];
}

async function previewsMeant(
  context: CommandContext,
  args: readonly unknown[],
  title: string,
): Promise<{ verb: Verb; previews: readonly Preview[] }> {
  const verb = await pickVerb(context, args, { title, placeholder: t('The request of which action?') });
  const { nodes } = await pickTargets(context, verb, args);
  const plans = (await plannerFor(context, verb, nodes))();
  const previews = await Promise.all(
    plans.map(async (plan) => ({ plan, requests: await context.operations.preview(plan) })),
  );
  return { verb, previews };
}

function document({ plan, requests }: Preview, proof: 'token' | 'signature'): string {
  const { verb, project, leftOut, refusals } = plan;
  const head = [
    t('{0} in {1}: this is what would be sent. Nothing has been sent.', OPERATION_TITLE[verb](), project),
    proof === 'token'
      ? t('$TOKEN stands for the token of the sign-in.')
      : t('$DATE and $SIGNATURE are made with the access key when a request is sent.'),
    ...refusals.map(inWords),
    ...leftOut.map(({ name }) => t('{0} is not in the plan now.', name)),
  ];
  const parts = requests.map((request, index) => {
    const count = plan.requests[index]?.ids.length ?? 0;
    const counted =
      count === 1
        ? t('Request {0} of {1}, for 1 row', index + 1, requests.length)
        : t('Request {0} of {1}, for {2} rows', index + 1, requests.length, count);
    return `${comment(counted)}\n${asHttp(request, proof)}`;
  });
  return [head.map(comment).join('\n'), ...parts].join('\n\n');
}

/** A foreign name in a comment must not start a new line or turn the reading direction. */
const comment = (text: string): string => `# ${plainText(text)}`;
