import { join } from 'node:path';
import type * as vscode from 'vscode';
import { IamClient } from '../api/iam/client';
import { Transport } from '../api/http/transport';
import { redact, redactAnswer } from '../auth/redaction/redact';
import { Sessions } from '../auth/sessions';
import { SettingsSync } from '../auth/settingsSync';
import { systemClock as clock } from '../base/clock';
import { Inventory } from '../inventory/inventory';
import { Operations } from '../operations/operations';
import { Renamer } from '../operations/rename';
import { Audit } from '../operations/output/auditLog';
import { NodeSharedFolder, thisWindow } from '../storage/nodeSharedFolder';
import { Settings } from '../ui/settings';
import { writeProjects } from '../ui/settingsFile/writeProjects';
import { cleanShownTexts } from '../ui/tell/errorText';
import { OutputLog } from '../ui/tell/log';
import { Clients } from './clients';

/** The services below the views: settings, log, sign-ins, inventory, operations, renames and audit log. */
export interface Services {
  readonly settings: Settings;
  readonly log: OutputLog;
  readonly sessions: Sessions;
  readonly accounts: SettingsSync;
  readonly inventory: Inventory;
  readonly operations: Operations;
  readonly audit: Audit;
  readonly renamer: Renamer;
}

/** Builds the services. Sends no request. */
export function composeServices({ secrets, globalState, globalStorageUri }: vscode.ExtensionContext): Services {
  const settings = new Settings(writeProjects);
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
    beforeActing: () => {
      operations.beforeLeaving();
    },
  });
  const iam = (project: { hosts: { iam: string } }) => new IamClient({ transport, origin: project.hosts.iam });
  const sessions: Sessions = new Sessions({ secrets, clock, log, iam });
  const accounts = new SettingsSync({
    sessions,
    clock,
    log,
    memory: globalState,
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
      files: new NodeSharedFolder(join(globalStorageUri.fsPath, 'inventory')),
      projects: () => settings.projects().projects,
    },
  });
  const window = thisWindow();
  const operations: Operations = new Operations({
    clients,
    clock,
    log,
    store: {
      files: new NodeSharedFolder(join(globalStorageUri.fsPath, 'operations-v2')),
      filesV1: new NodeSharedFolder(join(globalStorageUri.fsPath, 'operations')),
      window,
    },
    settings: {
      maxConcurrentRequests: () => settings.maxConcurrentRequests(),
      pollIntervalMs: () => settings.pollIntervalMs(),
      timeoutMs: () => settings.jobsTimeoutMs(),
      guard: () => settings.guard(),
    },
  });
  const audit = new Audit({
    files: new NodeSharedFolder(join(globalStorageUri.fsPath, 'audit')),
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
  const renamer = new Renamer({ clients, audit, log });
  return { settings, log, sessions, accounts, inventory, operations, audit, renamer };
}
