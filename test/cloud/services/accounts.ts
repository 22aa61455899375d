import { type AccessKeyRecord, seedAccessKey } from './accessKeys';
import { Fleet } from '../state/fleet';
import { type CloudOptions } from '../options';
import { type Dice } from '../state/random';
import { seedFleet } from '../state/seedFleet';

export interface Project {
  readonly projectId: string;
  readonly name: string;
  enabled: boolean;
  readonly fleet: Fleet;
}

export interface User {
  readonly userId: string;
  readonly name: string;
  password: string;
  /** The code that the MFA device shows; undefined for a user without a device. */
  passcode: string | undefined;
  readonly accessKeys: AccessKeyRecord[];
  enabled: boolean;
  /** false: the user may only use the console (IAM.0081). */
  programmaticAccess: boolean;
  /** The IAM actions that a policy forbids to this user, such as `cph:servers:restart`. */
  readonly denied: Set<string>;
  wrongPasswords: number;
  lockedUntil: number;
}

export interface Account {
  readonly domainId: string;
  readonly domain: string;
  readonly users: User[];
  readonly projects: Project[];
  /** true: CPH lets the account read only (CPS.0006). */
  inArrears: boolean;
}

/**
 * @returns the accounts of a new cloud. Each has one user, the project of the region, a sub-project, MOS and a disabled
 *   project.
 */
export function seedAccounts(options: CloudOptions, dice: Dice): Account[] {
  return options.accounts.map((seed) => {
    const project = (name: string, enabled = true): Project => ({
      projectId: dice.hexId(`${seed.domain}/project/${name}`),
      name,
      enabled,
      fleet: new Fleet(options.now),
    });
    const main = project(options.region);
    const lab = project(`${options.region}_lab`);
    const at = options.now();
    seedFleet(main.fleet, { ...options, prefix: 'web', instancePrefix: 'demo', owner: seed.domain, at }, dice);
    const small = { servers: 2, phonesPerServer: 2, instances: 3, prefix: 'lab', instancePrefix: 'lab', at };
    seedFleet(lab.fleet, { ...small, owner: `${seed.domain}/lab` }, dice);
    return {
      domainId: dice.hexId(`${seed.domain}/domain`),
      domain: seed.domain,
      users: [
        {
          userId: dice.hexId(`${seed.domain}/user/${seed.user}`),
          name: seed.user,
          password: seed.password,
          passcode: seed.passcode,
          accessKeys: [seedAccessKey(dice, `${seed.domain}/${seed.user}`)],
          enabled: true,
          programmaticAccess: true,
          denied: new Set(),
          wrongPasswords: 0,
          lockedUntil: 0,
        },
      ],
      inArrears: false,
      projects: [main, lab, project('MOS'), project('cn-east-3', false)],
    };
  });
}
