import { type Operation, type Target } from '../../../src/model/operation';
import { type Verb } from '../../../src/model/verbs';
import { verbsFor } from '../../../src/operations/verbs/registry';
import { type CloudOptions } from '../../cloud/options';
import { type Phone, phoneState } from '../../cloud/state/fleet';
import { TestClock } from '../testClock';
import { Harness } from './harness';
import { LocalCloud } from './localCloud';

/** The engine before a simulated cloud whose phones all run. */
export class PhoneStage {
  readonly clock = new TestClock();
  readonly cloud: LocalCloud;
  readonly harness: Harness;

  constructor(options: Partial<CloudOptions> = {}) {
    this.cloud = new LocalCloud(this.clock, { servers: 2, phonesPerServer: 5, ...options });
    for (const phone of this.cloud.fleet.phones.values()) {
      phone.status = phoneState.running;
    }
    this.harness = new Harness(() => this.cloud.clients(), this.clock);
  }

  /** @returns all phones of the cloud */
  targets(): Target[] {
    return [...this.cloud.fleet.phones.values()].map(({ phoneId: id, name, serverId }) => ({ id, name, serverId }));
  }

  /** @returns the same, as a person has confirmed them */
  confirmed(): Target[] {
    return this.targets().map((target) => ({ ...target, confirmed: { status: this.phone(target).status } }));
  }

  /** @returns the phone of the cloud, which a test may change */
  phone({ id }: Target): Phone {
    return this.cloud.fleet.phone(id);
  }

  /** @returns the verbs that are possible for a phone as it is now */
  allowed(target: Target): readonly Verb[] {
    return verbsFor('phone', { id: target.id, status: this.phone(target).status });
  }

  /** @returns the operation at its end */
  end(verb: Verb, targets: readonly Target[]): Promise<Operation> {
    return this.harness.end(this.harness.start(verb, 'Staging', targets));
  }

  /** @returns the requests whose path matches, as method and path in the project */
  reads(path: RegExp): string[] {
    return this.cloud.requests
      .filter((request) => path.test(request))
      .map((request) => request.replace(/ .*cloud-phone\//, ' '));
  }
}
