import * as vscode from 'vscode';
import { readProjects } from '../../../config/projects';
import { type Project } from '../../../model/project';
import { askInTurn, askText, BACK, type Back, type PickItem, withoutBack } from '../../../ui/ask/quickInputs';
import { type Settings } from '../../../ui/settings';
import { type ProjectEntry } from '../../../config/sharedProjects';
import { isProjectId } from '../../../model/ids';
import { type ProjectsView } from '../../../tree/projects/view';
import { type Command, type CommandContext } from '../../context';
import { askAboutHosts } from '../../signIn/askAboutHosts';
import { type Purpose, SignInDialog, type SignInParts } from '../../signIn/signInDialog';
import { storeSignIn } from '../../signIn/storeSignIn';
import { askForMethod, type SignInMethod } from '../../signIn/signInMethods';
import { type RegionAndEndpoints, RegionAndEndpointQuestions } from './regionAndEndpoints';
import { askName, freeName } from './projectName';

const { t } = vscode.l10n;

/**
 * The names of the projects that are being stored. A second **Add Project…** can run while a message about the settings
 * file is open, and its sign-in must not overwrite the one of the first.
 */
const beingStored = new Set<string>();

/** The objects that adding a project uses. */
export interface AddProjectParts extends SignInParts, Pick<CommandContext, 'accounts'> {
  readonly settings: SignInParts['settings'] & Pick<Settings, 'addProject' | 'mentionedAccounts'>;
  readonly view: Pick<ProjectsView, 'show'>;
}

export const addProject: Command = (context) => askForProject(context);

/**
 * Asks for the region and the endpoints, then for a sign-in and one of the projects that it can use, then for the name.
 * The sign-in can be left for later. Each question has a way back to the one before. Nothing is stored before the last
 * answer.
 * @throws CancellationError when the person cancels
 */
export async function askForProject(parts: AddProjectParts): Promise<void> {
  const title = t('Add Project');
  const questions = new RegionAndEndpointQuestions(title);
  const { askWhere, askRegion, askEndpoints } = questions;
  let added: string | undefined;
  withoutBack(
    await askInTurn([
      askWhere,
      askRegion,
      askEndpoints,
      () => new NewProject(parts, title, questions.place, (name) => (added = name)).ask(),
    ]),
  );
  if (added !== undefined) {
    await parts.view.show(added);
  }
}

/** The questions about a new project whose place is known. */
class NewProject {
  /** The project during the sign-in. Its name is provisional: the person gives the name at the end. */
  private readonly draft: Project;

  constructor(
    private readonly parts: AddProjectParts,
    private readonly title: string,
    private readonly place: RegionAndEndpoints,
    private readonly added: (name: string) => void,
  ) {
    this.draft = toProject({ ...place, name: freeName(place.region, parts.settings.mentionedAccounts()) });
  }

  /** @returns BACK when the person goes back to the questions about the place */
  async ask(): Promise<Back | undefined> {
    const { sessions } = this.parts;
    sessions.lookAgain();
    await askAboutHosts(sessions, this.draft);
    try {
      return await askForMethod(new SignInDialog(this.parts, this.draft, this.purpose()), [this.byHand()]);
    } finally {
      sessions.forget(this.draft);
    }
  }

  private purpose(): Purpose {
    const { sessions } = this.parts;
    return {
      title: this.title,
      accepted: (proof, options) => {
        const { projectId, choices } = proof;
        const chosen = choices.find(({ id }) => id === projectId)?.name;
        return this.askForName(chosen, { ...(projectId !== undefined && { projectId }) }, async (name) => {
          this.parts.accounts.expect(name);
          await storeSignIn(sessions, { ...this.draft, account: name }, proof, options);
        });
      },
      shared: (account, choice) => this.askForName(choice?.name, { account, ...(choice && { projectId: choice.id }) }),
    };
  }

  /** The way without a sign-in: the person can type the project id now and sign in later. */
  private byHand(): PickItem<SignInMethod> {
    return {
      label: t('Enter by hand, sign in later'),
      detail: t('The project ID, where you know it, and a name'),
      value: {
        follow: () => {
          let projectId = '';
          return askInTurn([
            async () => {
              const typed = await askText({
                title: this.title,
                canGoBack: true,
                prompt: t('Project ID; leave it empty to have it filled in when you sign in'),
                value: projectId,
                validate: (text) =>
                  text === '' || isProjectId(text) ? undefined : t('A project ID is 32 hexadecimal characters.'),
              });
              projectId = typed === BACK ? projectId : typed;
              return typed === BACK ? BACK : undefined;
            },
            () => this.askForName(undefined, projectId === '' ? {} : { projectId }),
          ]);
        },
      },
    };
  }

  /**
   * Asks for the name, and stores the sign-in and the project.
   * @param wish the suggested name; the region without it
   * @param more the other fields of the entry
   * @param keep stores the sign-in under the name as account; it is deleted again when the project cannot be stored, and
   * after a day when its entry was copied and not pasted
   */
  private async askForName(
    wish: string | undefined,
    more: Pick<ProjectEntry, 'account' | 'projectId'>,
    keep?: (name: string) => Promise<void>,
  ): Promise<Back | undefined> {
    const { settings } = this.parts;
    const taken = () => new Set([...settings.mentionedAccounts(), ...beingStored]);
    const name = await askName(this.title, wish ?? this.place.region, taken);
    if (name === BACK) {
      return BACK;
    }
    beingStored.add(name);
    try {
      await this.store(name, more, keep);
    } finally {
      beingStored.delete(name);
    }
    return undefined;
  }

  private async store(
    name: string,
    more: Pick<ProjectEntry, 'account' | 'projectId'>,
    keep: ((name: string) => Promise<void>) | undefined,
  ): Promise<void> {
    const { settings, sessions, log } = this.parts;
    await keep?.(name);
    try {
      if ((await settings.addProject({ name, ...this.place, ...more })) === 'copied') {
        return;
      }
    } catch (error) {
      // When another window has taken the name meanwhile, the sign-in is the one of its project.
      if (keep && !settings.mentionedAccounts().has(name)) {
        await sessions.signOut(name);
      }
      throw error;
    }
    log.info(`Project added: ${name}`);
    this.added(name);
  }
}

/** Reads the entry as the setting is read, so the sign-in uses exactly the project that is read later. */
function toProject(entry: ProjectEntry): Project {
  const { projects, problems } = readProjects([entry]);
  const [project] = projects;
  if (project === undefined) {
    throw new Error(JSON.stringify(problems));
  }
  return project;
}
