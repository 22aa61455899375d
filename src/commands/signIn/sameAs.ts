import * as vscode from 'vscode';
import { type IamProject } from '../../api/iamSchemas';
import { BACK, type Back } from '../../ui/quickInputs';
import { type SignInDialog } from './signInDialog';

const { t } = vscode.l10n;

/** Uses the sign-in of another account: writes it into the project, and the project's id where there is none. */
export function sameAs(dialog: SignInDialog, account: string) {
  const { context, project } = dialog;
  let choices: readonly IamProject[] = [];
  return {
    prepare: (signal: AbortSignal): Promise<string | undefined> =>
      dialog.inPlace(async () => {
        choices = project.projectId === undefined ? await context.sessions.projectsFor(project, account, signal) : [];
      }),
    follow: async (): Promise<Back | undefined> => {
      const [only] = choices;
      const chosen = choices.length > 1 ? await dialog.pickProject(choices) : only;
      if (chosen === BACK) {
        return BACK;
      }
      await context.settings.updateProject(project.name, {
        ...(account === project.account ? {} : { account }),
        ...(chosen === undefined ? {} : { projectId: chosen.id }),
      });
      context.log.info(t('{0} uses the sign-in of {1}', project.name, account));
      return undefined;
    },
  };
}
