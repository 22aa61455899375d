import { type Disposable } from '../base/event';

/**
 * One flat folder that all windows share. What is asked for at once is asked on paths where there is no time to wait:
 * giving a number, and seeing whether another window has taken over.
 */
export interface SharedFolder {
  /** @returns the names in the folder; none where it does not exist yet */
  names(): readonly string[];
  /**
   * Makes a file that was not there.
   * @returns false when it was
   * @throws where the folder cannot be written
   */
  create(name: string, text: string): boolean;
  exists(name: string): boolean;
  /** Resolves when the text is safe, also against a loss of power. Rejects where there is no such file. */
  append(name: string, text: string): Promise<void>;
  /** The same at once, for the moment when the window closes. */
  appendNow(name: string, text: string): void;
  /** @returns undefined when there is no such file */
  read(name: string): Promise<Uint8Array | undefined>;
  /** @returns how many bytes it has; 0 when there is no such file */
  size(name: string): Promise<number>;
  /** Puts a whole file in the place of the old one. */
  write(name: string, data: Uint8Array): Promise<void>;
  /** It is no error when there was none. */
  remove(name: string): Promise<void>;
  /** Calls back when something changed, sooner or later, and perhaps also when nothing did. */
  watch(changed: () => void): Disposable;
}

/** One window of the editor, as the others know it. */
export interface Window {
  /** Unlike that of any other window, also of earlier ones. */
  readonly id: string;
  /** @returns whether the window with that id is surely gone; false when that cannot be known here */
  isGone(id: string): boolean;
}
