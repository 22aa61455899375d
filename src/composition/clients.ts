import { omitUndefined } from '../base/omitUndefined';
import { type CphClient } from '../api/cph/client';
import { ApiError } from '../api/errors/errors';
import { type KooPhoneClient } from '../api/koophone/client';
import { type Transport } from '../api/http/transport';
import { type Sessions } from '../auth/sessions';
import { type Project } from '../model/project';
import { message } from '../base/message';

/** Makes the API clients of projects. The modules of the clients are loaded with the first call, not with this one. */
export class Clients {
  private readonly find: (name: string) => Project | undefined;
  private readonly sessions: Pick<Sessions, 'authorizer' | 'projectId'>;
  private readonly transport: Transport;

  constructor(
    find: (name: string) => Project | undefined,
    sessions: Pick<Sessions, 'authorizer' | 'projectId'>,
    transport: Transport,
  ) {
    this.find = find;
    this.sessions = sessions;
    this.transport = transport;
  }

  /**
   * @returns the client of CPH for the project
   * @throws ApiError of kind `config` when the project is not configured, `auth` when its project id is not known yet
   */
  async cph(name: string): Promise<CphClient> {
    const project = this.project(name);
    const projectId = await this.sessions.projectId(project);
    if (projectId === undefined) {
      throw new ApiError('auth', message('{0} has no project ID yet: sign in', name), { didNotRun: true });
    }
    const { CphClient } = await import('../api/cph/client');
    return new CphClient({ ...this.connection(project), origin: project.hosts.cph, projectId });
  }

  /**
   * @returns the client of KooPhone for the project
   * @throws ApiError of kind `config` when the project is not configured
   */
  async koophone(name: string): Promise<KooPhoneClient> {
    const project = this.project(name);
    const projectId = await this.sessions.projectId(project);
    const { KooPhoneClient } = await import('../api/koophone/client');
    const known = omitUndefined({ projectId });
    return new KooPhoneClient({ ...this.connection(project), origin: project.hosts.koophone, ...known });
  }

  /** @returns the host that requests to a service name; undefined when the project is not configured */
  host(name: string, service: 'cph' | 'koophone'): string | undefined {
    const project = this.find(name);
    return project && new URL(project.hosts[service]).host;
  }

  /** @returns the project id in the settings; undefined when it names none, or the project is not configured */
  projectId(name: string): string | undefined {
    return this.find(name)?.projectId;
  }

  private project(name: string): Project {
    const project = this.find(name);
    if (!project) {
      throw new ApiError('config', message('the project {0} is not configured', name), { didNotRun: true });
    }
    return project;
  }

  private connection(project: Project) {
    return {
      transport: this.transport,
      authorizer: this.sessions.authorizer(project),
    };
  }
}
