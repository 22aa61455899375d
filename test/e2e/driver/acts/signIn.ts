import { PROJECT } from '../../../cloud/project';
import { readUntil } from '../../../support/until';
import { type Workbench } from '../window/workbench';
import { type Session } from './session';

/** What a box asks for, and what is typed. */
type Typed = readonly (readonly [asked: string, typed: string])[];

const signInRows = new Set(['Sign in…', 'Sign in again…']);

/** Signs in with a token unless the view says that the project is signed in, and opens the project's groups. */
export async function signIn({ cloud, workbench }: Session): Promise<void> {
  const { projects } = workbench;
  const row = await signInRow(workbench);
  if (row !== undefined) {
    await projects.click(row);
    await answerSignIn(workbench, PROJECT, 'Token', [['Token', cloud.issueToken()]]);
    await projects.row('Servers');
  }
}

/** Signs a project in by its row, in the way of that label; out first, where somebody is signed in. */
export async function signInBy(
  { workbench }: Session,
  project: string,
  way: string,
  typed: Typed,
  ...picks: readonly string[]
): Promise<void> {
  const { projects } = workbench;
  const { description } = await projects.row(project);
  if (!isSignedOut(description)) {
    await projects.contextMenu(project, 'Sign Out');
  }
  await projects.row(project, (row) => isSignedOut(row.description));
  await projects.contextMenu(project, 'Sign In…');
  await answerSignIn(workbench, project, way, typed, ...picks);
  await projects.row(project, (row) => !isSignedOut(row.description));
}

const isSignedOut = (description: string): boolean => description.includes('signed out');

/** Answers the boxes of a sign-in, from the one that asks for the way on. */
export async function answerSignIn(
  { quickInput }: Workbench,
  project: string,
  way: string,
  typed: Typed,
  ...picks: readonly string[]
): Promise<void> {
  await quickInput.waitFor('How do you want to sign in?');
  await quickInput.pick(way);
  // The pick before is not gone at once, and its texts are like those of the boxes.
  await quickInput.waitFor(`Sign In: ${project} (1/`);
  for (const [asked, text] of typed) {
    await quickInput.waitFor(asked);
    await quickInput.enter(text);
  }
  for (const pick of picks) {
    await quickInput.pick(pick);
  }
}

/** Signs out where somebody is signed in. */
export async function signOut({ workbench }: Session): Promise<void> {
  if ((await signInRow(workbench)) === undefined) {
    await workbench.projects.contextMenu(PROJECT, 'Sign Out');
    await workbench.projects.row('Sign in…');
  }
}

/** The label of the row that offers to sign in, once the view shows how things are; undefined where somebody is. */
async function signInRow(workbench: Workbench): Promise<string | undefined> {
  await workbench.openView();
  const labels = await readUntil(
    async () => (await workbench.projects.rows()).map((row) => row.label),
    (shown) => shown.includes('Servers') || shown.some((label) => signInRows.has(label)),
    'A group, or a row that offers to sign in',
  );
  return labels.find((label) => signInRows.has(label));
}
