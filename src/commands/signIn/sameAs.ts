import { type IamProject } from '../../api/iamSchemas';
import { BACK, type Back } from '../../ui/quickInputs';
import { type SignInDialog } from './signInDialog';

/** Uses the sign-in of another account: writes it into the project, and the project's id where there is none. */
export function sameAs(dialog: SignInDialog, account: string) {
  const { project } = dialog;
  const { settings, sessions, log } = dialog.parts;
  let choices: readonly IamProject[] = [];
  return {
    prepare: (signal: AbortSignal): Promise<string | undefined> =>
      dialog.inPlace(async () => {
        choices = project.projectId === undefined ? await sessions.projectsFor(project, account, signal) : [];
      }),
    follow: async (): Promise<Back | undefined> => {
      const [only] = choices;
      const chosen = choices.length > 1 ? await dialog.pickProject(choices) : only;
      if (chosen === BACK) {
        return BACK;
      }
      await settings.updateProject(project.name, {
        ...(account === project.account ? {} : { account }),
        ...(chosen === undefined ? {} : { projectId: chosen.id }),
      });
      log.info(`Uses the sign-in of ${account}: ${project.name}`);
      return undefined;
    },
  };
}
