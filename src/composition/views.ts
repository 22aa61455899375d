import * as vscode from 'vscode';
import { RolloutNotifications } from '../commands/rollout/notifications';
import { systemClock as clock } from '../base/clock';
import { PersonPresence } from '../tree/live/personPresence';
import { LiveRefresh } from '../tree/live/liveRefresh';
import { BusyRows } from '../tree/live/busyRows';
import { OperationsTree } from '../tree/operations/tree';
import { OperationsView } from '../tree/operations/view';
import { ProjectsView } from '../tree/projects/view';
import { ViewChoices } from '../tree/projects/viewChoices';
import { PlanDocuments } from '../ui/documents/planDocuments';
import { ReadOnlyDocuments } from '../ui/documents/readOnlyDocuments';
import { FirstSteps } from '../ui/tell/firstSteps';
import { OperationKeys } from '../ui/tell/operationKeys';
import { OperationStatus } from '../ui/tell/statusBar';
import { type Services } from './services';
import { type EntryParts } from './entryParts';

/** The views, and what works on the screen with them. */
export interface Views {
  readonly busyRows: BusyRows;
  readonly view: ProjectsView;
  readonly operationsTree: OperationsTree;
  readonly operationsView: OperationsView;
  readonly status: OperationStatus;
  readonly operationKeys: OperationKeys;
  readonly firstSteps: FirstSteps;
  readonly presence: PersonPresence;
  readonly notifications: RolloutNotifications;
  readonly documents: ReadOnlyDocuments;
  readonly planDocuments: PlanDocuments;
  readonly live: LiveRefresh;
}

/** Builds the views on top of the services. */
export function composeViews(
  { workspaceState }: vscode.ExtensionContext,
  shell: EntryParts,
  services: Services,
): Views {
  const { settings, sessions, inventory, operations, log } = services;
  const busyRows = new BusyRows();
  const choices = new ViewChoices(workspaceState);
  const view = new ProjectsView(shell, { settings, sessions, inventory, busyRows, choices, clock, log });
  const operationsTree = new OperationsTree(
    operations,
    clock,
    (nodes) => {
      shell.operationsChanged.fire(nodes);
    },
    () => settings.projects().projects.length > 1,
  );
  const operationsView = new OperationsView({
    view: shell.operationsView,
    tree: operationsTree,
    running: () => operations.running(),
    clock,
  });
  const status = new OperationStatus(clock);
  const operationKeys = new OperationKeys({ list: () => operations.list(), clock });
  const firstSteps = new FirstSteps({ settings, sessions });
  const presence = new PersonPresence(clock);
  const notifications = new RolloutNotifications({
    operations,
    clock,
    log,
    run: (command, ...args) => void vscode.commands.executeCommand(command, ...args),
  });
  const documents = new ReadOnlyDocuments('cloud-phone-preview');
  const planDocuments = new PlanDocuments();
  const live = new LiveRefresh({
    inventory,
    seen: () => view.seen,
    unsettled: (scope) => view.tree.arrangements.unsettled(scope),
    isAttended: () => presence.isHere,
    refresh: (scope) => view.tree.refresh(scope),
    refreshIntervalMs: () => settings.refreshIntervalMs(),
    pollIntervalMs: () => settings.pollIntervalMs(),
    clock,
    log,
  });
  return {
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
  };
}
