import { exportedChange } from '../commands/exported/exportedCalls';
import { rereadRows } from '../tree/live/rereadRows';
import { writeToOutput } from '../ui/tell/operationOutput';
import { type Services } from './services';
import { type Shell } from './shell';
import { type Views } from './views';

/**
 * Connects the events of services and views with their listeners.
 * @returns everything that is to be disposed with the extension, in this order
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
    // After `operations`, so that the audit log has what happens when they end.
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
    // Last, because the others write to the log while they are disposed.
    log,
  ];
}
