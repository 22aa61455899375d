import { type Disposable } from '../base/event';

/**
 * One flat folder of files that all windows share. The synchronous methods are for places that cannot wait: taking the
 * number of an operation, checking whether another window has taken over, and writing while the window closes.
 */
export interface SharedFolder {
  /**
   * @returns the names of the files; none when the folder does not exist yet
   * @throws when the folder cannot be read
   */
  names(): readonly string[];
  /**
   * Makes a file, unless there is one with this name. The file has its whole text from its first moment.
   * @param options.isDurable whether it must survive a loss of power already; else it does with the first `append`
   * @returns false when the file existed before; it is then unchanged
   * @throws when the folder cannot be written to; there is then no such file
   */
  create(name: string, text: string, options?: { readonly isDurable?: boolean }): boolean;
  /** @throws when that cannot be known */
  exists(name: string): boolean;
  /**
   * Resolves when the text is on the disk and the file survives a loss of power, with all that was in it before.
   * Rejects when there is no such file.
   */
  append(name: string, text: string): Promise<void>;
  /**
   * Appends synchronously, for the moment when the window closes. Nothing is flushed.
   * @throws when there is no such file
   */
  appendNow(name: string, text: string): void;
  /** @returns the bytes of the file, or undefined when there is no such file */
  read(name: string): Promise<Uint8Array | undefined>;
  /** @returns the size in bytes; 0 when there is no such file */
  size(name: string): Promise<number>;
  /** Writes a whole file and replaces the old one in one step. */
  write(name: string, data: Uint8Array): Promise<void>;
  /** Deletes a file. Does nothing when there is no such file. */
  remove(name: string): Promise<void>;
  /**
   * Calls back after a change in the folder. The call may come late, and it may come without a change.
   * @throws when the folder cannot be watched
   */
  watch(changed: () => void): Disposable;
}

/** The identity of one window of the editor. */
export interface Window {
  /** Unique among all windows, earlier ones included. */
  readonly id: string;
  /** @returns true when the window with that id is surely gone; false also when that cannot be known here */
  isGone(id: string): boolean;
  /**
   * @returns true when the process of that window runs on this machine; false also when that cannot be known here. A
   *   process of another program can have got its number.
   */
  isRunning(id: string): boolean;
}
