import { type Session } from './session';

/** The text that a box shows, and the text to type. */
export type Typed = readonly (readonly [asked: string, typed: string])[];

/** Signs a project in with its row, in the way with this label. Signs out first when it is signed in. */
export async function signInBy(
  { workbench }: Session,
  project: string,
  way: string,
  typed: Typed,
  ...picks: readonly string[]
): Promise<void> {
  const { projects, quickInput } = workbench;
  const { description } = await projects.row(project);
  if (!isSignedOut(description)) {
    await projects.contextMenu(project, 'Sign Out');
  }
  await projects.row(project, (row) => isSignedOut(row.description));
  await projects.contextMenu(project, 'Sign In…');
  await quickInput.waitFor('How do you want to sign in?');
  await quickInput.pick(way);
  // The previous quick pick stays for a moment, and its texts are like those of the boxes.
  await quickInput.waitFor(`Sign In: ${project} (1/`);
  for (const [asked, text] of typed) {
    await quickInput.waitFor(asked);
    await quickInput.enter(text);
  }
  for (const pick of picks) {
    await quickInput.pick(pick);
  }
  await projects.row(project, (row) => !isSignedOut(row.description));
}

const isSignedOut = (description: string): boolean => description.includes('signed out');
