import { Clients } from '../../src/composition/clients';
import { readProjects, type ReadProjects } from '../../src/config/projects';
import { Inventory, type InventoryOptions } from '../../src/inventory/inventory';
import { type Project } from '../../src/model/project';
import { type CloudOptions } from '../cloud/options';
import { PROJECT, projectSetting } from '../cloud/project';
import { type Bench, openBench } from './signIn';

/** The setting `cloudPhone.projects`, which a test can write. */
class ProjectsSetting {
  private read: ReadProjects = readProjects([]);

  write(setting: unknown): void {
    this.read = readProjects(setting);
  }

  readonly projects = (): ReadProjects => this.read;
  readonly project = (name: string): Project | undefined => this.read.projects.find((project) => project.name === name);
}

/** All layers below the view: a simulated cloud, the sessions, the setting, and the inventory. */
export interface House {
  readonly bench: Bench;
  readonly setting: ProjectsSetting;
  readonly inventory: Inventory;
  /** @returns the path and the query of each request since the last call */
  newRequests(): string[];
  close(): Promise<void>;
}

export const SERVERS = { kind: 'servers', project: PROJECT } as const;
export const INSTANCES = { kind: 'instances', project: PROJECT } as const;

/**
 * @param project finds a project by its name
 * @param cache where the inventory stores its rows. Without it nothing is stored.
 * @returns an inventory that reads with the sessions of a bench and with the clients of the extension
 */
export function inventoryOver(
  { sessions, transport, clock, log }: Bench,
  project: InventoryOptions['project'],
  cache?: InventoryOptions['cache'],
): Inventory {
  return new Inventory({
    clients: new Clients(project, sessions, transport),
    project,
    clock,
    log,
    maxConcurrent: () => 8,
    ...(cache === undefined ? {} : { cache }),
  });
}

/**
 * Opens a house with one project, "Simulated cloud", which is signed out.
 * @param differs fields that replace those of the project's entry
 */
export async function openHouse(
  options: Partial<CloudOptions> = {},
  differs: Readonly<Record<string, unknown>> = {},
): Promise<House> {
  const bench = await openBench({ servers: 3, phonesPerServer: 2, instances: 4, ...options });
  const setting = new ProjectsSetting();
  setting.write([{ ...projectSetting(bench.cloud, PROJECT), ...differs }]);
  const inventory = inventoryOver(bench, setting.project);
  return {
    bench,
    setting,
    inventory,
    newRequests: () => {
      const paths = bench.cloud.requests.map(({ path, query }) => {
        const text = new URLSearchParams(query).toString();
        return text === '' ? path : `${path}?${text}`;
      });
      bench.cloud.clearRequests();
      return paths;
    },
    close: async () => {
      inventory.dispose();
      await bench.close();
    },
  };
}
