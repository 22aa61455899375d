import type { CloudPhoneActions, CloudPhoneApi } from '../cloud-phone-manager';
import type { ExportedCalls } from './commands/exported/exportedCalls';
import { ACTION_NAMES } from './exportedActions';

/**
 * @param calls loads the composition
 * @returns the API for other extensions; its first call loads the composition
 */
export const exportApi = (
  calls: () => Promise<ExportedCalls>,
  onDidChangeOperation: CloudPhoneApi['onDidChangeOperation'],
): CloudPhoneApi => ({
  version: '1.1.0',
  onDidChangeOperation,
  projects: async () => (await calls()).projects(),
  list: async (project, kind, serverId) => (await calls()).list(project, kind, serverId),
  ...(Object.fromEntries(
    ACTION_NAMES.map((name) => [
      name,
      async (project: string, ids: readonly string[]) => (await calls())[name](project, ids),
    ]),
  ) as CloudPhoneActions),
});
