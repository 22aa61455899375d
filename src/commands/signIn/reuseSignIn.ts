import { type IamProject } from '../../api/iam/schemas';
import { BACK, type Back } from '../../ui/ask/quickInputs';
import { type SignInDialog } from './signInDialog';

/**
 * Uses the sign-in of another account. Asks for one of its projects when the setting has no id and there are several.
 */
export function reuseSignIn(dialog: SignInDialog, account: string) {
  const { project } = dialog;
  const { sessions } = dialog.parts;
  let choices: readonly IamProject[] = [];
  return {
    prepare: (signal: AbortSignal): Promise<string | undefined> =>
      dialog.inPlace(async () => {
        choices = project.projectId === undefined ? await sessions.projectsFor(project, account, signal) : [];
      }),
    follow: async (): Promise<Back | undefined> => {
      const [only] = choices;
      const chosen = choices.length > 1 ? await dialog.pickProject(choices) : only;
      return chosen === BACK ? BACK : dialog.purpose.shared(account, chosen);
    },
  };
}
