import { exportedChange } from '../commands/exported/exportedCalls';
import { refreshAfterOperation } from '../tree/live/refreshAfterOperation';
import { writeToOutput } from '../ui/tell/operationOutput';
import { type Services } from './services';
import { type EntryParts } from './entryParts';
import { type Views } from './views';

/**
 * Connects the events of services and views with their listeners.
 * @returns everything that is to be disposed with the extension, in this order
 */
export function listen(shell: EntryParts, services: Services, views: Views): { dispose(): unknown }[] {
  const { settings, log, sessions, accounts, inventory, operations, audit } = services;
  const {
    busyRows,
    view,
    operationsTree,
    operationsView,
    status,
    operationKeys,
    firstSteps,
    presence,
    notifications,
    documents,
    planDocuments,
    live,
  } = views;
  return [
    settings,
    sessions,
    accounts,
    settings.onDidChangeProjects(() => {
      accounts.follow();
      operationsTree.redraw();
    }),
    inventory,
    operations,
    busyRows,
    view,
    operationsTree,
    operationsView,
    status,
    documents,
    planDocuments,
    live,
    presence,
    notifications,
    presence.onDidReturn(() => {
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
    sessions.onDidChange(() => {
      operations.signedIn();
    }),
    // After `operations`, so that the audit log has what happens when they end.
    audit,
    operations.onDidChange((change) => {
      busyRows.follow(change);
    }),
    operations.onDidChange((change) => {
      operationsView.follow(change);
    }),
    operations.onDidChange((change) => {
      status.follow(change);
    }),
    operationKeys,
    operations.onDidChange(() => {
      operationKeys.follow();
    }),
    firstSteps,
    operations.onDidChange((change) => {
      firstSteps.follow(change);
    }),
    operations.onDidChange((change) => {
      notifications.follow(change);
    }),
    operations.onDidChange((change) => {
      const told = exportedChange(change);
      if (told) {
        shell.exportedChanges.fire(told);
      }
    }),
    operations.onDidChange((change) => void refreshAfterOperation(inventory, log, change)),
    // Last: the others write to it while they end.
    log,
  ];
}
