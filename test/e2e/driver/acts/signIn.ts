import { type Session } from './session';
import { readUntil } from '../../../support/until';

const signInRows = new Set(['Sign in…', 'Sign in again…']);

/** Signs in with a token unless the view says that the project is signed in, and opens the project's groups. */
export async function signIn({ cloud, workbench }: Session): Promise<void> {
  const { projects, quickInput } = workbench;
  const way = await signInRow(workbench);
  if (way !== undefined) {
    await projects.click(way);
    await quickInput.waitFor('How do you want to sign in?');
    await quickInput.pick('Token');
    await quickInput.waitFor('Sign In: Simulated cloud (1/1)');
    await quickInput.enter(cloud.issueToken());
    await projects.row('Servers');
  }
}

/** Signs out when the project is signed in. */
export async function signOut({ workbench }: Session): Promise<void> {
  if ((await signInRow(workbench)) === undefined) {
    await workbench.projects.contextMenu('Simulated cloud', 'Sign Out');
    await workbench.projects.row('Sign in…');
  }
}

/**
 * The label of the row that offers to sign in, once the view shows the state; undefined when the project is signed in.
 */
async function signInRow(workbench: Session['workbench']): Promise<string | undefined> {
  await workbench.openView();
  const labels = await readUntil(
    async () => (await workbench.projects.rows()).map((row) => row.label),
    (shown) => shown.includes('Servers') || shown.some((label) => signInRows.has(label)),
    'A group, or a row that offers to sign in',
  );
  return labels.find((label) => signInRows.has(label));
}
