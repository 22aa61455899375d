import * as vscode from 'vscode';
import { ApiError } from '../../api/errors/errors';
import { message } from '../../base/message';
import { type Project, type Service } from '../../model/project';
import { type Node, type NoticeNode, projectAbove } from '../../tree/common/projectsNodes';
import { chooseOne } from '../../ui/ask/quickInputs';
import { tell } from '../../ui/tell/tell';
import { type CommandContext } from '../context';
import { clickedNode } from './clickedRow';

const { t } = vscode.l10n;

/**
 * @param args the arguments of the command: a clicked row, also one of the Operations view, or an object with the name as
 *   `project`
 * @returns the name of the project that the command was called for; undefined when it was called for none
 */
export function projectMeant(context: CommandContext, args: readonly unknown[]): string | undefined {
  const node = clickedNode(context, args);
  if (node) {
    return projectOf(node);
  }
  const [named] = args;
  return (
    nameIn(named) ??
    (typeof named === 'object' && named !== null && 'operation' in named ? nameIn(named.operation) : undefined)
  );
}

const nameIn = (named: unknown): string | undefined =>
  typeof named === 'object' && named !== null && 'project' in named && typeof named.project === 'string'
    ? named.project
    : undefined;

/**
 * @returns the project that the command was called for; undefined when it was called for none, as from the palette
 * @throws ApiError when that project is not configured any more; the command must not use another one instead
 */
export function configuredProject(context: CommandContext, args: readonly unknown[]): Project | undefined {
  const name = projectMeant(context, args);
  const project = name === undefined ? undefined : context.settings.project(name);
  if (name !== undefined && project === undefined) {
    throw new ApiError('config', message('the project {0} is not configured', name), { didNotRun: true });
  }
  return project;
}

/** @returns the name of the project that a row belongs to; undefined for a "Load more…" row */
function projectOf(node: Node): string | undefined {
  switch (node.kind) {
    case 'project':
      return node.project.name;
    case 'more':
      return undefined;
    case 'notice':
      return noticeProject(node);
    case 'group':
    case 'subgroup':
    case 'server':
    case 'phone':
    case 'instance':
      return node.project;
  }
}

function noticeProject(node: NoticeNode): string | undefined {
  const { notice } = node;
  switch (notice.kind) {
    case 'signedOut':
    case 'storeSilent':
      return notice.project;
    case 'problem':
      return notice.problem.label;
    case 'loading':
    case 'empty':
    case 'failed':
      return projectAbove(node);
  }
}

/**
 * Asks for a project. When only one fits, it is taken without a question.
 * @param question.fits whether a project can be chosen; all can without it
 * @param question.none what is told when none fits
 * @throws CancellationError when the person closes the question or no project fits; the latter is told
 */
export async function pickProject(
  { settings }: CommandContext,
  question: { readonly title: string; readonly fits?: (project: Project) => boolean; readonly none?: string },
): Promise<Project> {
  const projects = settings.projects().projects.filter(question.fits ?? (() => true));
  const [first] = projects;
  if (first === undefined) {
    await offerToAdd(question.none ?? t('No project is configured yet.'));
    throw new vscode.CancellationError();
  }
  if (projects.length === 1) {
    return first;
  }
  return chooseOne({
    title: question.title,
    placeholder: t('Which project?'),
    items: projects.map((project) => ({ label: project.name, description: project.region, value: project })),
  });
}

/** @returns what is told when no project has the service */
export const noProjectWith = (service: Service): string =>
  service === 'cph'
    ? t('No project with CPH servers is configured.')
    : t('No project with KooPhone instances is configured.');

async function offerToAdd(none: string): Promise<void> {
  const add = t('Add Project…');
  const choice = await tell.info(none, add);
  if (choice === add) {
    await vscode.commands.executeCommand('cloudPhone.addProject');
  }
}
