import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { CloudPhoneOperationChange } from '../../cloud-phone-manager';
import { IamClient } from '../api/iam/client';
import { Transport } from '../api/http/transport';
import { SettingsSync } from '../auth/settingsSync';
import { redact, redactAnswer } from '../auth/redaction/redact';
import { Sessions } from '../auth/sessions';
import { Clients } from './clients';
import { exportedCalls, exportedChange, type ExportedCalls } from '../commands/exported/exportedCalls';
import { type CommandId } from '../commands/ids';
import { RolloutQuestions } from '../commands/rolling/questions';
import { runCommand } from '../commands/runCommand';
import { Inventory } from '../inventory/inventory';
import { systemClock as clock } from '../base/clock';
import { Audit } from '../operations/output/auditLog';
import { NodeSharedFolder, thisWindow } from '../storage/nodeSharedFolder';
import { Operations } from '../operations/operations';
import { Attention } from '../tree/live/attention';
import { LiveRefresh } from '../tree/live/liveRefresh';
import { type Node } from '../tree/common/nodes';
import { type OperationsNode } from '../tree/operations/nodes';
import { OperationsTree } from '../tree/operations/tree';
import { Overlays } from '../tree/live/overlays';
import { type ProjectsTree } from '../tree/projects/tree';
import { ProjectsView } from '../tree/projects/view';
import { ViewChoices } from '../tree/projects/viewChoices';
import { rereadRows } from '../tree/live/rereadRows';
import { FirstSteps } from '../ui/tell/firstSteps';
import { OutputLog } from '../ui/tell/log';
import { OperationStatus } from '../ui/tell/statusBar';
import { writeToOutput } from '../ui/tell/operationOutput';
import { PlanDocuments } from '../ui/documents/planDocuments';
import { ReadOnlyDocuments } from '../ui/documents/readOnlyDocuments';
import { Settings } from '../ui/settings';
import { cleanShownTexts } from '../ui/tell/errorText';

/** What the entry hands on: what VS Code must know before anything else is loaded. */
export interface Shell {
  readonly view: vscode.TreeView<Node>;
  readonly nodesChanged: vscode.EventEmitter<Node[] | undefined>;
  readonly operationsChanged: vscode.EventEmitter<OperationsNode[] | undefined>;
  /** What other extensions hear of operations. */
  readonly exportedChanges: vscode.EventEmitter<CloudPhoneOperationChange>;
}

/** What the entry gets back: the tree behind the view, and what the commands do. */
export interface Composition {
  readonly tree: ProjectsTree;
  readonly operationsTree: OperationsTree;
  /** What other extensions can call. */
  readonly exported: ExportedCalls;
  run(id: CommandId, args: readonly unknown[]): Promise<void>;
}

/** Builds the house and wires its floors: no I/O, no logic. */
export function compose(context: vscode.ExtensionContext, shell: Shell): Composition {
  const settings = new Settings();
  const clean = (text: string): string => redact(text, sessions.liveSecrets());
  const log: OutputLog = new OutputLog(clean);
  cleanShownTexts(clean);
  const find = settings.project.bind(settings);
  const transport = new Transport({
    clock,
    log,
    timeoutMs: () => settings.requestTimeoutMs(),
    maxConcurrent: () => settings.maxConcurrentRequests(),
    clean: (text) => redactAnswer(text, sessions.liveSecrets()),
    onThrottled: (host, untilMs) => {
      operations.throttled(host, untilMs);
    },
  });
  const iam = (project: { hosts: { iam: string } }) => new IamClient({ transport, origin: project.hosts.iam });
  const sessions: Sessions = new Sessions({ secrets: context.secrets, clock, log, iam });
  const accounts = new SettingsSync({
    sessions,
    clock,
    log,
    configured: () => ({ projects: settings.projects().projects, mentioned: settings.mentionedAccounts() }),
  });
  const clients = new Clients(find, sessions, transport);
  const inventory = new Inventory({
    clients,
    project: find,
    clock,
    log,
    maxConcurrent: () => settings.maxConcurrentRequests(),
    cache: {
      files: new NodeSharedFolder(join(context.globalStorageUri.fsPath, 'inventory')),
      projects: () => settings.projects().projects,
    },
  });
  const window = thisWindow();
  const operations: Operations = new Operations({
    clients,
    clock,
    log,
    store: { files: new NodeSharedFolder(join(context.globalStorageUri.fsPath, 'operations')), window },
    settings: {
      maxConcurrentRequests: () => settings.maxConcurrentRequests(),
      pollIntervalMs: () => settings.pollIntervalMs(),
      timeoutMs: () => settings.jobsTimeoutMs(),
      guard: () => settings.guard(),
    },
  });
  const audit = new Audit({
    files: new NodeSharedFolder(join(context.globalStorageUri.fsPath, 'audit')),
    window: window.id,
    log,
    clean,
    now: () => clock.now(),
    keepDays: () => settings.auditKeepDays(),
    who: async (name) => {
      const project = find(name);
      return project && sessions.label(project.account);
    },
  });
  const overlays = new Overlays();
  const choices = new ViewChoices(context.workspaceState);
  const view = new ProjectsView(shell, { settings, sessions, inventory, overlays, choices, clock, log });
  const operationsTree = new OperationsTree(operations, clock, (nodes) => {
    shell.operationsChanged.fire(nodes);
  });
  const status = new OperationStatus(clock);
  const firstSteps = new FirstSteps({ settings, sessions });
  const attention = new Attention(clock);
  const questions = new RolloutQuestions({ operations, log });
  const documents = new ReadOnlyDocuments('cloud-phone-preview');
  const planDocuments = new PlanDocuments();
  const live = new LiveRefresh({
    inventory,
    seen: () => view.seen,
    unsettled: (scope) => view.tree.arrangements.unsettled(scope),
    isAttended: () => attention.isHere,
    refresh: (scope) => view.tree.refresh(scope),
    refreshIntervalMs: () => settings.refreshIntervalMs(),
    pollIntervalMs: () => settings.pollIntervalMs(),
    clock,
    log,
  });
  context.subscriptions.push(
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
  );
  const commands = {
    extension: context.extension.id,
    settings,
    sessions,
    inventory,
    operations,
    audit,
    view,
    documents,
    planDocuments,
    log,
  };
  void operations.load();
  return {
    tree: view.tree,
    operationsTree,
    exported: exportedCalls(commands),
    run: (id, args) => runCommand(commands, id, args),
  };
}
