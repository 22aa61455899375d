import * as vscode from 'vscode';
import { isKnownHost, serviceHosts } from '../../../auth/credential/hostBinding';
import { defaultHosts } from '../../../config/endpoints';
import { readShared, type SharedList } from '../../../config/sharedProjects';
import { type Project } from '../../../model/project';
import { chooseOne, enterText, pickMany } from '../../../ui/ask/quickInputs';
import { confirmHarm } from '../../../ui/ask/confirmHarm';
import { readFromFile } from '../../../ui/documents/readFromFile';
import { tell } from '../../../ui/tell/tell';
import { inWords, listed } from '../../../ui/words/words';
import { type Command, type CommandContext } from '../../context';

const { t } = vscode.l10n;

/** Offers the new projects of an exported list, and adds the chosen ones. The configured projects stay as they are. */
export const importProjects: Command = async (context) => {
  const { settings, view, log } = context;
  const shared = await askForList(context);
  if (shared === undefined) {
    return;
  }
  if (shared.fresh.length === 0) {
    tellWhatIsLeftOut(shared);
    return;
  }
  const chosen = await pickMany({
    title: t('Import Projects'),
    placeholder: t('Which of the new projects do you want to add?'),
    items: shared.fresh.map((project) => ({ ...looksOf(project), picked: true, value: project })),
  });
  await askAboutHosts(chosen);
  if ((await settings.addProjects(chosen)) === 'copied') {
    return;
  }
  log.info(`Projects imported: ${chosen.map(({ name }) => name).join(', ')}`);
  tellWhatIsLeftOut(shared, t('Projects added: {0}.', namesOf(chosen)));
  const [first] = chosen;
  if (first) {
    await view.show(first.name);
  }
};

/**
 * Asks where the list is, and reads it.
 * @returns undefined when the text is not a list of projects; this is told
 * @throws CancellationError when the person cancels
 */
async function askForList({ settings }: CommandContext): Promise<SharedList | undefined> {
  const title = t('Import Projects');
  const read = (json: string) => readShared(json, settings.projects().projects, settings.mentionedAccounts());
  const source = await chooseOne({
    title,
    placeholder: t('Where is the list of projects?'),
    items: [
      { label: t('In a file…'), value: readFile },
      { label: t('In the clipboard'), value: async () => vscode.env.clipboard.readText() },
      {
        label: t('Paste it…'),
        value: async () =>
          enterText({
            title,
            prompt: t('The JSON text of the list'),
            validate: (json) => {
              const pasted = read(json);
              return 'wrong' in pasted ? inWords(pasted.wrong) : undefined;
            },
          }),
      },
    ],
  });
  const shared = read(await source());
  if ('wrong' in shared) {
    void tell.error(inWords(shared.wrong));
    return undefined;
  }
  return shared;
}

const readFile = (): Promise<string> =>
  readFromFile({ JSON: ['json'] }, t('Import Projects'), t('The file is too large for a project list.'));

/**
 * The list decides which hosts get the sign-in. So the person sees hosts that are not the region's usual ones first.
 */
function looksOf(project: Project) {
  const hosts = otherHosts(project);
  return {
    label: project.name,
    description: project.region,
    detail: hosts.length === 0 ? (project.projectId ?? '') : t('Its sign-in goes to {0}', listed(hosts)),
    ...(unknownHosts(project).length > 0 ? { iconPath: new vscode.ThemeIcon('warning') } : {}),
  };
}

function otherHosts(project: Project): readonly string[] {
  const usual = new Set(Object.values(defaultHosts(project.region)));
  const origins = [project.hosts.iam, ...serviceHosts(project)].filter((origin) => !usual.has(origin));
  return [...new Set(origins)];
}

const unknownHosts = (project: Project): readonly string[] =>
  otherHosts(project).filter((origin) => !isKnownHost(origin));

/**
 * Asks about hosts that are not known to belong to the provider.
 * @throws CancellationError when the person does not want to add the projects
 */
async function askAboutHosts(chosen: readonly Project[]): Promise<void> {
  const hosts = [...new Set(chosen.flatMap(unknownHosts))];
  if (hosts.length === 0) {
    return;
  }
  await confirmHarm({
    message: t('Add projects that send their sign-in to other hosts?'),
    detail: t(
      'These hosts are not known to be Huawei Cloud’s: {0}. When you sign in to these projects, what you type goes there. Add them only if you know who operates the hosts.',
      listed(hosts),
    ),
    button: t('Add Them'),
  });
}

/** @param added the sentence about the projects that were added; absent when none was added */
function tellWhatIsLeftOut({ known, conflicts, problems }: SharedList, added?: string): void {
  const wrong = problems.map((problem) => t('{0}: {1}', problem.label, inWords(problem.text)));
  const sentences = [
    ...(added === undefined ? [t('The list holds no new project.')] : [added]),
    ...(known.length === 0 ? [] : [t('Already there: {0}.', namesOf(known))]),
    ...(conflicts.length === 0 ? [] : [t('Left out, as the names are in use: {0}.', namesOf(conflicts))]),
    ...(wrong.length === 0 ? [] : [t('Left out, as they are not valid: {0}', listed(wrong))]),
  ];
  const text = sentences.join(' ');
  if (conflicts.length + wrong.length > 0) {
    void tell.warn(text);
  } else {
    void tell.info(text);
  }
}

const namesOf = (projects: readonly Project[]): string => listed(projects.map(({ name }) => name));
