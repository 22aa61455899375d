import { writeFileSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { root } from '../root';

/** @returns the text as Prettier formats a file of this name */
export async function formatted(name: string, text: string): Promise<string> {
  const file = path.join(root, name);
  return prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file });
}

/** Writes a file of the repository, formatted. */
export async function writeFormatted(name: string, text: string): Promise<void> {
  writeFileSync(path.join(root, name), await formatted(name, text));
}
