import type { CloudPhoneApi } from '../cloud-phone-manager';
import type { ExportedCalls } from './commands/exported/exportedCalls';

/**
 * @param calls loads the composition
 * @returns the API for other extensions; its first call loads the composition
 */
export const exportApi = (
  calls: () => Promise<ExportedCalls>,
  onDidChangeOperation: CloudPhoneApi['onDidChangeOperation'],
): CloudPhoneApi => ({
  version: '1.0.0',
  onDidChangeOperation,
  projects: async () => (await calls()).projects(),
  list: async (project, kind, serverId) => (await calls()).list(project, kind, serverId),
  restartServers: async (project, ids) => (await calls()).restartServers(project, ids),
  rebootInstances: async (project, ids) => (await calls()).rebootInstances(project, ids),
  unassignInstances: async (project, ids) => (await calls()).unassignInstances(project, ids),
});
