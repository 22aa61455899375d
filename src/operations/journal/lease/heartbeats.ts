import { type SharedFolder, type Window } from '../../../storage/sharedFolder';
import { type Marks } from '../marks';
import { readText } from '../storedText';
import { type Faults } from './faults';

/** After so many heartbeats that were left out a window counts as gone. */
const MISSED_HEARTBEATS = 3;
/** A window whose process runs on this machine can stand at a breakpoint, or on a disk that hangs. */
const MISSED_BY_A_LIVING_PROCESS = 60;

/** The heartbeat of this window, and what was heard of the others. */
export class Heartbeats {
  private count = 0;
  private isShown = false;
  /** The last heartbeat of each other window, and how often it was seen again. */
  private readonly heard = new Map<string, { heartbeat: string | undefined; times: number }>();

  constructor(
    private readonly files: SharedFolder,
    private readonly window: Window,
    private readonly faults: Faults,
  ) {}

  /**
   * Shows that this window lives, or takes that back.
   * @param lives whether it acts for something
   */
  showSelf(lives: boolean): Promise<void> {
    return this.faults.attempt('Other windows cannot be told that this one lives', async () => {
      if (lives) {
        this.count += 1;
        this.isShown = true;
        await this.files.write(this.ownName, Buffer.from(String(this.count)));
      } else if (this.isShown) {
        this.isShown = false;
        await this.files.remove(this.ownName);
      }
    });
  }

  /** The window closes. */
  dispose(): void {
    if (this.isShown) {
      void this.faults.attempt('The heartbeat cannot be removed', () => this.files.remove(this.ownName));
    }
  }

  /** Hears the others once. */
  async listen(): Promise<void> {
    const { files, window } = this;
    const names = files.names().filter((name) => name.endsWith('.heartbeat') && name !== this.ownName);
    for (const name of names) {
      this.hear(name, await readText(files, name));
      if (window.isGone(windowOf(name))) {
        await files.remove(name);
      }
    }
    for (const name of this.heard.keys()) {
      if (!names.includes(name)) {
        this.hear(name, undefined);
      }
    }
  }

  /** @param heartbeat undefined where there is none */
  private hear(name: string, heartbeat: string | undefined): void {
    const last = this.heard.get(name);
    const times = last !== undefined && last.heartbeat === heartbeat ? last.times + 1 : 0;
    this.heard.set(name, { heartbeat, times });
  }

  /** @returns whether the owner of an operation has released it, or counts as gone */
  isGone({ isReleased }: Marks, owner: string): boolean {
    const { window } = this;
    const name = heartbeatOf(owner);
    const heard = this.heard.get(name) ?? { heartbeat: undefined, times: 0 };
    this.heard.set(name, heard);
    const most = window.isRunning(owner) ? MISSED_BY_A_LIVING_PROCESS : MISSED_HEARTBEATS;
    return isReleased || window.isGone(owner) || heard.times >= most;
  }

  /** Takes the heartbeat of a window away that is gone. */
  forget(owner: string): Promise<void> {
    return this.faults.attempt('A heartbeat cannot be removed', () => this.files.remove(heartbeatOf(owner)));
  }

  private get ownName(): string {
    return heartbeatOf(this.window.id);
  }
}

/** The id of a window names a machine, and that name may hold any character. */
const heartbeatOf = (window: string): string => `window-${Buffer.from(window).toString('base64url')}.heartbeat`;

const windowOf = (name: string): string =>
  Buffer.from(name.slice('window-'.length, -'.heartbeat'.length), 'base64url').toString();
