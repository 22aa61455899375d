import { message, type Message } from '../../base/message';

/** What a disk says, by the code of its error. The text of the error would name the path. */
const FAULTS: Readonly<Record<string, Message>> = {
  ENOSPC: message('the disk is full'),
  EDQUOT: message('the disk is full'),
  EROFS: message('the disk is read-only'),
  EACCES: message('the folder of the extension cannot be written to'),
  EPERM: message('the folder of the extension cannot be written to'),
  ENOENT: message('the folder of the extension is gone'),
  EIO: message('the disk has a fault'),
};

/** @returns why the disk did not take something, without its path */
export function diskFault(error: unknown): Message {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return FAULTS[code] ?? (code === '' ? message('the disk has a fault') : message('the disk has a fault ({0})', code));
}

/** What a person asked for could not be recorded, so it was not done. */
export class NotRecorded extends Error {
  override readonly name = 'NotRecorded';
  /** A whole sentence for the person. */
  readonly said: Message;

  constructor(cause: unknown) {
    super('It cannot be recorded.', { cause });
    this.said = message('Nothing was done, because it could not be recorded on this machine: {0}.', diskFault(cause));
  }
}
