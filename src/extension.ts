import type * as vscode from 'vscode';
import { IamClient } from './api/iam';
import { Transport } from './api/transport';
import { redact } from './auth/redact';
import { Sessions } from './auth/sessions';
import { Clients } from './clients';
import { registerCommands } from './commands/registerCommands';
import { Inventory } from './inventory/inventory';
import { systemClock as clock } from './model/clock';
import { Operations } from './operations/operations';
import { LiveRefresh } from './tree/liveRefresh';
import { Overlays } from './tree/overlays';
import { ProjectsView } from './tree/projectsView';
import { rereadRows } from './tree/rereadRows';
import { OutputLog } from './ui/log';
import { writeToOutput } from './ui/operationOutput';
import { Settings } from './ui/settings';

/** Builds the house and wires its floors: no I/O, no logic. The first look at the view does the first work. */
export function activate(context: vscode.ExtensionContext): void {
  const settings = new Settings();
  const log: OutputLog = new OutputLog((line) => redact(line, sessions.liveSecrets()));
  const find = settings.project.bind(settings);
  const transport = new Transport({
    clock,
    log,
    timeoutMs: () => settings.requestTimeoutMs(),
    maxConcurrent: () => settings.maxConcurrentRequests(),
  });
  const iam = (project: { hosts: { iam: string } }) => new IamClient({ transport, origin: project.hosts.iam });
  const sessions: Sessions = new Sessions({ secrets: context.secrets, clock, log, iam });
  const clients = new Clients(find, sessions, transport);
  const inventory = new Inventory({
    clients,
    project: find,
    clock,
    log,
    maxConcurrent: () => settings.maxConcurrentRequests(),
  });
  const operations = new Operations({
    clients,
    clock,
    log,
    settings: {
      maxConcurrentRequests: () => settings.maxConcurrentRequests(),
      pollIntervalMs: () => settings.pollIntervalMs(),
      timeoutMs: () => settings.jobsTimeoutMs(),
    },
  });
  const overlays = new Overlays();
  const view = new ProjectsView({ settings, sessions, inventory, overlays, clock, log });
  const live = new LiveRefresh({
    inventory,
    seen: () => view.seen,
    refresh: (scope) => view.tree.refresh(scope),
    refreshIntervalMs: () => settings.refreshIntervalMs(),
    pollIntervalMs: () => settings.pollIntervalMs(),
    clock,
    log,
  });
  context.subscriptions.push(
    settings,
    log,
    sessions,
    operations,
    overlays,
    view,
    live,
    view.onDidChangeSeen(() => {
      live.wake();
    }),
    inventory.onDidChange(() => {
      live.wake();
    }),
    operations.onDidChange((change) => {
      writeToOutput(log, change);
    }),
    operations.onDidChange((change) => {
      overlays.follow(change);
    }),
    operations.onDidChange((change) => void rereadRows(inventory, log, change)),
    ...registerCommands({ settings, sessions, inventory, operations, view, log }),
  );
}
