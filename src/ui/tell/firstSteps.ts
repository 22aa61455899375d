import { type Sessions } from '../../auth/sessions';
import { type Disposable } from '../../base/event';
import { type OperationChange } from '../../operations/common/events';
import { setContextKey } from './contextKeys';
import { type Settings } from '../settings';

export interface FirstStepsParts {
  readonly settings: Pick<Settings, 'projects' | 'onDidChangeProjects'>;
  readonly sessions: Pick<Sessions, 'onDidChange' | 'signedInAccounts'>;
}

/**
 * Sets the context keys that complete the steps of the walkthrough. It reads the secret storage only after a sign-in
 * changed. Adding a project stores the sign-in before the settings name its account, so the settings are a reason to look
 * again from then on.
 */
export class FirstSteps implements Disposable {
  private readonly subscriptions: readonly Disposable[];
  private hasSignInChanged = false;

  constructor(private readonly parts: FirstStepsParts) {
    const { settings, sessions } = parts;
    this.subscriptions = [
      settings.onDidChangeProjects(() => {
        this.lookForProjects();
        void this.lookForSignIn();
      }),
      sessions.onDidChange(() => {
        this.hasSignInChanged = true;
        void this.lookForSignIn();
      }),
    ];
    this.lookForProjects();
  }

  /** Takes one event of the engine: the first operation that ends completes its step. */
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
    if (!this.hasSignInChanged) {
      return;
    }
    const accounts = this.parts.settings.projects().projects.map(({ account }) => account);
    setContextKey('cloudPhone.isSignedIn', (await this.parts.sessions.signedInAccounts(accounts)).length > 0);
  }
}
