import { type Sessions } from '../../auth/sessions';
import { type Disposable } from '../../base/event';
import { type OperationChange } from '../../operations/common/events';
import { setContextKey } from './contextKeys';
import { type Settings } from '../settings';

export interface FirstStepsParts {
  readonly settings: Pick<Settings, 'projects' | 'onDidChangeProjects'>;
  readonly sessions: Pick<Sessions, 'onDidChange' | 'signedInAccounts'>;
}

/** Ticks the steps of the walkthrough off as a person does them. Looks at no secret of its own accord. */
export class FirstSteps implements Disposable {
  private readonly subscriptions: readonly Disposable[];

  constructor(private readonly parts: FirstStepsParts) {
    const { settings, sessions } = parts;
    this.subscriptions = [
      settings.onDidChangeProjects(() => {
        this.lookForProjects();
      }),
      sessions.onDidChange(() => void this.lookForSignIn()),
    ];
    this.lookForProjects();
  }

  follow({ kind }: OperationChange): void {
    if (kind === 'done') {
      setContextKey('cloudPhone.hasOperated', true);
    }
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  private lookForProjects(): void {
    setContextKey('cloudPhone.hasProject', this.parts.settings.projects().projects.length > 0);
  }

  private async lookForSignIn(): Promise<void> {
    const accounts = this.parts.settings.projects().projects.map(({ account }) => account);
    setContextKey('cloudPhone.isSignedIn', (await this.parts.sessions.signedInAccounts(accounts)).length > 0);
  }
}
