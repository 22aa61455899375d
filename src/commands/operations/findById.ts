import * as vscode from 'vscode';
import { findRow, type RowPlace } from '../../inventory/findRow';
import { type Inventory } from '../../inventory/inventory';
import { isInstanceId, isPhoneId, isServerId } from '../../model/ids';
import { type Phone } from '../../model/phone';
import { type Project } from '../../model/project';
import { enterText } from '../../ui/ask/quickInputs';
import { errorSentence } from '../../ui/tell/errorText';
import { type CommandContext } from '../context';

const { t } = vscode.l10n;

/**
 * Asks for an ID until its row is found. The box stays open meanwhile; closing it ends the search.
 * @param value the text in the box at first
 * @throws CancellationError when the person closes the box
 */
export async function findById(context: CommandContext, value: string): Promise<RowPlace> {
  let found: RowPlace | undefined;
  await enterText({
    title: t('Find by ID'),
    value,
    prompt: t('The ID of a server, a phone or an instance.'),
    validate: (text) =>
      isServerId(text) || isInstanceId(text) ? undefined : t('This is not the ID of a server, a phone or an instance.'),
    attempt: async (id, signal) => {
      const answer = await placeOfId(context, id, signal);
      if (typeof answer === 'string') {
        return answer;
      }
      found = answer;
      return undefined;
    },
  });
  if (found === undefined) {
    throw new vscode.CancellationError();
  }
  return found;
}

/** What the search works with. */
export interface Searching {
  readonly settings: { projects(): { readonly projects: readonly Project[] } };
  readonly sessions: Pick<CommandContext['sessions'], 'state'>;
  readonly inventory: Pick<Inventory, 'known' | 'phone'>;
}

/**
 * Looks in all lists that are known. For what can be a phone it then asks each project that is signed in, with one
 * request: a project can have tens of thousands of phones.
 * @returns where the row is; else a sentence that says why it was not found
 */
export async function placeOfId(
  { settings, sessions, inventory }: Searching,
  id: string,
  signal: AbortSignal,
): Promise<RowPlace | string> {
  const { projects } = settings.projects();
  const known = findRow(
    inventory,
    projects.map(({ name }) => name),
    id,
  );
  if (known !== undefined) {
    return known;
  }
  if (!isPhoneId(id)) {
    return t('No list that has been read has this ID.');
  }
  const answers = await Promise.all(
    projects
      .filter(({ services }) => services.includes('cph'))
      .map((project) => askProject({ sessions, inventory }, project, id, signal)),
  );
  const phone = answers.find((answer) => answer.phone !== undefined);
  if (phone?.phone !== undefined) {
    const { id: phoneId, serverId } = phone.phone;
    return serverId === undefined
      ? t('The cloud does not say on which server this phone is.')
      : { scope: { kind: 'phones', project: phone.project, serverId }, id: phoneId };
  }
  const failed = answers.find(({ error }) => error !== undefined);
  return failed === undefined
    ? t('No list that has been read has this ID, and no project that is signed in has a phone with it.')
    : t('It was not found, and {0} could not be asked: {1}', failed.project, errorSentence(failed.error));
}

/** What a project said. It has no phone when it is not signed in or has none with the id. */
interface Answer {
  readonly project: string;
  readonly phone?: Phone | undefined;
  readonly error?: unknown;
}

async function askProject(
  { sessions, inventory }: Pick<Searching, 'sessions' | 'inventory'>,
  project: Project,
  id: string,
  signal: AbortSignal,
): Promise<Answer> {
  const { name } = project;
  try {
    const isSignedIn = (await sessions.state(project)) === 'signedIn';
    return { project: name, phone: isSignedIn ? await inventory.phone(name, id, signal) : undefined };
  } catch (error) {
    return { project: name, error };
  }
}
