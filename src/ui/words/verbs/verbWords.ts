/** The facts for a question. */
interface Scene {
  /** The number of targets. */
  readonly targets: number;
  /** The name of the only project; undefined when there are several. */
  readonly project: string | undefined;
  /** The number of projects. */
  readonly projects: number;
}

/** The words of one verb. Each is a function, because the language is known only when a text is shown. */
export interface VerbWords {
  /** The title of an operation, such as `Restart servers`. */
  readonly title: () => string;
  /** The title with a count, such as `Restart 3 servers`. */
  readonly counted: (count: number) => string;
  /** The title of the question for targets. */
  readonly which: () => string;
  /** What is said where no target can be chosen. */
  readonly none: () => string;
  /** The text of a row while an operation acts on it. */
  readonly busy: () => string;
  /** How many rows operations act on, for the row of their group. */
  readonly busyCount: (count: string) => string;
  /** The question before it. */
  readonly question: (scene: Scene) => string;
  /** The button that answers yes. */
  readonly button: () => string;
  /** The sentence on what is erased; absent where nothing is. */
  readonly erased?: (targets: number) => string;
  /** The prompt of the box for the phrase that must be typed before it erases; absent where nothing is erased. */
  readonly typeToErase?: (phrase: string, targets: number, where: string) => string;
  /** The title of the box for the number of the protected targets. */
  readonly protectedTitle: () => string;
  /** Its words as a rollout; absent where it cannot be rolled out. */
  readonly rollout?: {
    readonly title: () => string;
    readonly counted: (count: number) => string;
    readonly question: (scene: Scene) => string;
  };
}
