import { type Scope } from '../../inventory/inventory';
import { type Project } from '../../model/project';
import { type Node, scopeOf } from '../../tree/common/projectsNodes';
import { tell } from '../../ui/tell/tell';
import { chosenNodes } from '../meant/clickedRow';
import { type Command, type CommandContext, FailedIn } from '../context';

/**
 * Reads the chosen rows and the listings below them again. Asks a secret store that did not answer for them again. With no
 * row, does the same as `refreshAll`.
 * @throws FailedIn with the first error, after all readings have ended
 */
export const refresh: Command = async (context, ...args) => {
  const nodes = chosenNodes(context, args);
  if (nodes.length === 0) {
    await refreshAll(context);
    return;
  }
  if (nodes.some(waitsForStore)) {
    context.sessions.lookAgain();
    context.view.tree.redraw();
  }
  const scopes = distinct(nodes.flatMap((node) => scopesOf(context, node)));
  await readAgain([
    ...scopes.map((scope) => inProject(scope.project, context.view.tree.refresh(scope))),
    ...nodes.map((node) => refreshRows(context, node)),
  ]);
};

/**
 * Reads everything again that was read before, and asks a secret store that failed again. It is a command of its own: a
 * button in the title of a view passes the focused row, exactly as the menu of that row does.
 * @throws FailedIn with the first error, after all readings have ended
 */
export const refreshAll: Command = async ({ view, sessions, inventory }) => {
  sessions.lookAgain();
  const scopes = view.tree.readScopes();
  // The phones of collapsed servers are needed only for a filter.
  const whole =
    view.keptFilter === ''
      ? []
      : view.tree
          .openProjects()
          .filter(hasCph)
          .map(({ name }) => name);
  view.tree.redraw();
  await readAgain([
    ...scopes.map((scope) => inProject(scope.project, view.tree.refresh(scope))),
    ...whole.map((project) => inProject(project, inventory.refresh({ kind: 'allPhones', project }))),
  ]);
};

/** @returns whether the secret store did not answer for a row; a person may have unlocked it since */
const waitsForStore = (node: Node): boolean =>
  (node.kind === 'project' && node.signIn === 'storeSilent') ||
  (node.kind === 'notice' && node.notice.kind === 'storeSilent');

const hasCph = ({ services }: Project): boolean => services.includes('cph');

/** Waits for all readings, with a progress bar in the view. @throws the error of the first one that failed */
async function readAgain(readings: readonly Promise<void>[]): Promise<void> {
  await tell.progress({ location: { viewId: 'cloudPhone.projects' } }, async () => {
    const ended = await Promise.allSettled(readings);
    const failed = ended.find((end) => end.status === 'rejected');
    if (failed) {
      throw failed.reason;
    }
  });
}

function scopesOf({ settings, view }: CommandContext, node: Node): readonly Scope[] {
  switch (node.kind) {
    case 'project':
      return settings.project(node.project.name) ? view.tree.readScopes(node.project.name) : [];
    case 'group':
      return [{ kind: node.group, project: node.project }];
    case 'subgroup':
      return [{ kind: 'instances', project: node.project }];
    case 'server': {
      const phones: Scope = { kind: 'phones', project: node.project, serverId: node.server.id };
      return view.tree.wasAskedFor(phones) ? [phones] : [];
    }
    case 'phone':
      return [{ kind: 'phones', project: node.project, serverId: node.serverId }];
    case 'instance':
    case 'more':
      return [];
    case 'notice': {
      const above = view.tree.getParent(node);
      const scope = above && scopeOf(above);
      return scope ? [scope] : [];
    }
  }
}

async function refreshRows({ inventory }: CommandContext, node: Node): Promise<void> {
  if (node.kind === 'server') {
    await inProject(node.project, inventory.refreshRows(node.project, 'servers', [node.server.id]));
  } else if (node.kind === 'instance') {
    await inProject(node.project, inventory.refreshRows(node.project, 'instances', [node.instance.id]));
  }
}

/** Adds the project to an error: several projects can be read at once. @throws FailedIn */
async function inProject(project: string, reading: Promise<void>): Promise<void> {
  try {
    await reading;
  } catch (error) {
    throw new FailedIn(project, error);
  }
}

const distinct = (scopes: readonly Scope[]): Scope[] => [
  ...new Map(scopes.map((scope) => [JSON.stringify(scope), scope])).values(),
];
