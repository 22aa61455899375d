import { type Session } from './session';

/** What a box asks for, and what is typed. */
export type Typed = readonly (readonly [asked: string, typed: string])[];

/** Signs a project in by its row, in the way of that label; out first, where somebody is signed in. */
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
  // The pick before is not gone at once, and its texts are like those of the boxes.
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
