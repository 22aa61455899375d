import { isDeepStrictEqual } from 'node:util';
import { type Sessions, type SignInState } from '../../auth/sessions';
import { type Clock } from '../../base/clock';
import { type Log } from '../../base/log';
import { type Project } from '../../model/project';
import { type Settings } from '../../ui/settings';
import { groupNodes, type Node, type Notice, notice, projectId, type ProjectNode } from '../common/projectsNodes';

/** How long a project's row waits for the secret store, in milliseconds. After that it is shown as `checking`. */
const PATIENCE_MS = 500;

export interface ProjectRowsParts {
  readonly settings: Pick<Settings, 'projects' | 'project'>;
  readonly sessions: Pick<Sessions, 'state' | 'onDidChange'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The rows of the projects, with their sign-in, and the rows of the problems in the setting. */
export class ProjectRows {
  /** @param answeredLate gets the node when the secret store answers after the row was shown as `checking` */
  constructor(
    private readonly parts: ProjectRowsParts,
    private readonly answeredLate: (node: ProjectNode) => void,
  ) {}

  /** @returns the projects, and the problems in the setting that belong to no valid project */
  async top(): Promise<Node[]> {
    const { problems } = this.parts.settings.projects();
    return [
      ...(await this.projects()),
      ...problems.filter((p) => p.project === undefined).map((problem) => notice('', { kind: 'problem', problem })),
    ];
  }

  /** @returns the nodes of all valid projects, with their current sign-in */
  projects(): Promise<readonly ProjectNode[]> {
    return Promise.all(this.parts.settings.projects().projects.map((project) => this.node(project)));
  }

  /** @returns the node of a project, after at most 500 ms: a slow secret store must not hold back the row */
  node(project: Project): Promise<ProjectNode> {
    return new Promise((resolve) => {
      let isLate = false;
      const timer = this.parts.clock.setTimeout(() => {
        isLate = true;
        resolve({ kind: 'project', project, signIn: 'checking' });
      }, PATIENCE_MS);
      void this.signInState(project).then((signIn) => {
        timer.cancel();
        const node: ProjectNode = { kind: 'project', project, signIn };
        resolve(node);
        if (isLate) {
          this.answeredLate(node);
        }
      });
    });
  }

  /** @returns the groups of a project that is signed in, else a row to sign in; then the problems of its entry */
  below({ project, signIn }: ProjectNode): Node[] {
    const below = projectId(project.name);
    const problems = this.parts.settings.projects().problems.filter((problem) => problem.project === project.name);
    const wrong = problems.map((problem) => notice(below, { kind: 'problem', problem }));
    if (signIn !== 'signedIn') {
      return [notice(below, signInNotice(project.name, signIn)), ...wrong];
    }
    return [...groupNodes(project), ...wrong];
  }

  private async signInState(project: Project): Promise<SignInState> {
    try {
      return await this.parts.sessions.state(project);
    } catch (error) {
      this.parts.log.error(`the sign-in of ${project.name} could not be read: ${String(error)}`);
      return 'signInAgain';
    }
  }
}

/** @returns whether an entry still means the same project. A project id that a sign-in filled in is not a change. */
export function isSameProject(before: Project, now: Project | undefined): boolean {
  const projectId = before.projectId ?? now?.projectId;
  return isDeepStrictEqual(projectId === undefined ? before : { ...before, projectId }, now);
}

/** @returns the notice below a project that is not signed in */
function signInNotice(project: string, signIn: Exclude<ProjectNode['signIn'], 'signedIn'>): Notice {
  switch (signIn) {
    case 'checking':
      return { kind: 'loading' };
    case 'storeSilent':
      return { kind: 'storeSilent', project };
    case 'signedOut':
    case 'signInAgain':
      return { kind: 'signedOut', project, again: signIn === 'signInAgain' };
  }
}
