import * as vscode from 'vscode';
import { type Sessions } from '../../auth/sessions';
import { type Project } from '../../model/project';
import { confirmHarm } from '../../ui/ask/confirmHarm';
import { listed } from '../../ui/words/words';

const { t } = vscode.l10n;

/**
 * Asks whether a credential may be sent to hosts that do not belong to the provider. A stored credential remembers these
 * hosts, so the question is asked again only when they change.
 * @throws CancellationError when the person does not want it
 */
export async function askAboutHosts(sessions: Pick<Sessions, 'hostsToAskAbout'>, project: Project): Promise<void> {
  const hosts = await sessions.hostsToAskAbout(project);
  if (hosts.length === 0) {
    return;
  }
  await confirmHarm({
    message: t('Send the sign-in of {0} to other hosts?', project.name),
    detail: t(
      'These hosts are not known to be Huawei Cloud’s: {0}. What you sign in with will be sent there: a password to the identity service, a token or a signature to the others. Continue only if you know who operates them.',
      listed(hosts),
    ),
    button: t('Send It There'),
  });
}
