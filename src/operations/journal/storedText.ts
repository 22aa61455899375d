import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type SharedFolder } from '../../storage/sharedFolder';

/** @returns the text of a file; undefined where there is no such file */
export async function readText(files: SharedFolder, name: string): Promise<string | undefined> {
  const data = await files.read(name);
  return data && Buffer.from(data).toString();
}

/** @returns a text as a packed file has it */
export const packText = (text: string): Promise<Uint8Array> => promisify(gzip)(text);

/** @returns what `read` makes of the text of a packed file; undefined where the file is damaged */
export const unpackText = <T>(data: Uint8Array, read: (text: string) => T | undefined): Promise<T | undefined> =>
  promisify(gunzip)(data).then(
    (text) => read(text.toString()),
    () => undefined,
  );
