import { exportedChange } from '../commands/exported/exportedCalls';
import { rereadRows } from '../tree/live/rereadRows';
import { writeToOutput } from '../ui/tell/operationOutput';
import { type Services } from './services';
import { type Shell } from './shell';
import { type Views } from './views';

/**
 * Wires who listens to whom.
 * @returns all that ends with the extension, in the order in which it is to end
 */
export function listen(shell: Shell, services: Services, views: Views): { dispose(): unknown }[] {
  const { settings, log, sessions, accounts, inventory, operations, audit } = services;
  const { overlays, view, operationsTree, status, firstSteps, attention, questions, documents, planDocuments, live } =
    views;
  return [
    settings,
    sessions,
    accounts,
    settings.onDidChangeProjects(() => {
      accounts.follow();
    }),
    inventory,
    operations,
    overlays,
    view,
    operationsTree,
    status,
    documents,
    planDocuments,
    live,
    attention,
    attention.onDidReturn(() => {
      live.resume();
    }),
    view.onDidChangeSeen(() => {
      live.wake();
    }),
    inventory.onDidChange(() => {
      live.wake();
    }),
    settings.onDidChangePace(() => {
      live.restart();
    }),
    operations.onDidChange((change) => {
      writeToOutput(log, change);
    }),
    operations.onDidChange((change) => {
      audit.follow(change);
    }),
    // After the operations: their end is in the record.
    audit,
    operations.onDidChange((change) => {
      overlays.follow(change);
    }),
    operations.onDidChange((change) => {
      status.follow(change);
    }),
    firstSteps,
    operations.onDidChange((change) => {
      firstSteps.follow(change);
    }),
    operations.onDidChange((change) => {
      questions.follow(change);
    }),
    operations.onDidChange((change) => {
      const told = exportedChange(change);
      if (told) {
        shell.exportedChanges.fire(told);
      }
    }),
    operations.onDidChange((change) => void rereadRows(inventory, log, change)),
    // Last: the others write to it while they end.
    log,
  ];
}
