import * as vscode from 'vscode';
import { isUserId } from '../../model/ids';
import { type Instance } from '../../model/instance';
import { type Verb } from '../../model/verbs';
import { VERBS } from '../../operations/verbs/registry';
import { type InstanceNode, type TargetNode } from '../../tree/common/projectsNodes';
import { scopesWith, targetOf } from '../../tree/common/targetNodes';
import { allows } from '../../tree/projects/rows/contextMenu';
import { chooseOne, enterText } from '../../ui/ask/quickInputs';
import { readFromFile } from '../../ui/documents/readFromFile';
import { tell } from '../../ui/tell/tell';
import { VERB_WORDS } from '../../ui/words/verbs/registry';
import { type CommandContext } from '../context';
import { readWithProgress } from './readWithProgress';
import { type Nameable, pairsOfFile, readUsers } from './readUsers';

const { t } = vscode.l10n;

/**
 * For a verb whose users a person says: asks for the user of each row that it is possible for now. The others get none, so
 * that none is sent with a user whom nobody said, and the plan says why it leaves them out. For any other verb the rows stay as they are.
 * @param isPart all rows of a project: the person may name only some of them
 * @throws CancellationError when the person cancels, or the verb is possible for no row; the latter is told
 */
export async function withUsers(
  context: CommandContext,
  verb: Verb,
  chosen: readonly TargetNode[],
  isPart = false,
): Promise<readonly TargetNode[]> {
  if (!VERBS[verb].takesUser) {
    return chosen;
  }
  await readUnread(context, chosen);
  const nodes = inOrder(
    context,
    chosen.filter((node) => node.kind === 'instance'),
  );
  const rows = nodes.map((node): Nameable => {
    const { id, name } = targetOf(node);
    return { id, name, isFree: allows(node, verb, context.view.tree.busy(node)) };
  });
  const needsPairs = new Set(nodes.map(({ project }) => project)).size > 1;
  const unique = [...new Map(rows.map((row) => [row.id, row])).values()];
  const users = await askForUsers(verb, unique, { isPart, needsPairs });
  const named = isPart ? nodes.filter(({ instance }) => users.has(instance.id)) : nodes;
  return named.map((node) => withUser(node, users.get(node.instance.id) ?? ''));
}

/** Reads the lists that are only cached or still being read. Whether one that was read is too old, the plan looks at. */
async function readUnread({ inventory }: CommandContext, nodes: readonly TargetNode[]): Promise<void> {
  const unread = scopesWith(nodes).filter((scope) => !inventory.isRead(scope));
  if (unread.length > 0) {
    await readWithProgress((signal) => Promise.all(unread.map((scope) => inventory.refresh(scope, signal))));
  }
}

const withUser = (node: InstanceNode, userId: string): InstanceNode => ({
  ...node,
  instance: { ...node.instance, userId },
});

/** @returns the rows as they are known now, in the order in which the view shows them */
function inOrder({ view, inventory }: CommandContext, nodes: readonly InstanceNode[]): readonly InstanceNode[] {
  const places = new Map<string, number>();
  const known = new Map<string, Instance>();
  for (const project of new Set(nodes.map((node) => node.project))) {
    const { arrangements } = view.tree;
    const groups = arrangements.subgroups(project);
    const shown =
      groups === undefined ? arrangements.instances(project)?.rows : [...groups.values()].flatMap(({ rows }) => rows);
    for (const { id } of shown ?? []) {
      places.set(`${project} ${id}`, places.size);
    }
    for (const row of inventory.known({ kind: 'instances', project })?.rows ?? []) {
      known.set(`${project} ${row.id}`, row);
    }
  }
  const keyOf = ({ project, instance }: InstanceNode): string => `${project} ${instance.id}`;
  const placeOf = (node: InstanceNode): number => places.get(keyOf(node)) ?? places.size;
  return nodes
    .map((node) => ({ ...node, instance: known.get(keyOf(node)) ?? node.instance }))
    .sort((a, b) => placeOf(a) - placeOf(b));
}

/** @returns the user of each free row, or of some of them, by the id of the row */
async function askForUsers(
  verb: Verb,
  rows: readonly Nameable[],
  { isPart, needsPairs }: { readonly isPart: boolean; readonly needsPairs: boolean },
): Promise<ReadonlyMap<string, string>> {
  const free = rows.filter(({ isFree }) => isFree);
  const title = VERB_WORDS[verb].title();
  const [first] = free;
  if (first === undefined) {
    void tell.info(VERB_WORDS[verb].none());
    throw new vscode.CancellationError();
  }
  if (free.length === 1 && !isPart) {
    const userId = await enterText({
      title,
      prompt: t('The ID of the user who gets {0}', first.name),
      validate: (text) => (isUserId(text) ? undefined : t('This is not a user ID: {0}', text)),
    });
    return new Map([[first.id, userId]]);
  }
  const read = (text: string) => readUsers(text, { rows, isPart, needsPairs });
  const source = await chooseOne({
    title,
    placeholder: t('Who gets which instance?'),
    items: [
      { label: t('Paste or type…'), value: () => Promise.resolve('') },
      {
        label: t('In a file…'),
        detail: t('A CSV or text file with an instance ID and a user ID on each line'),
        value: async () => pairsOfFile(await readFromFile(FILES(), title, t('The file is too large.'))),
      },
    ],
  });
  const text = await enterText({
    title,
    prompt:
      isPart || needsPairs
        ? t('Instance ID, comma, user ID. Separate the pairs by spaces or semicolons.')
        : t(
            'Instance ID, comma, user ID. Separate the pairs by spaces or semicolons. Or the user IDs alone, in the order of the rows.',
          ),
    placeholder: `${first.id},1008600000000000001; …`,
    value: await source(),
    validate: (typed) => {
      const answer = read(typed);
      return 'wrong' in answer ? answer.wrong : undefined;
    },
  });
  const answer = read(text);
  return 'users' in answer ? answer.users : new Map();
}

const FILES = (): Record<string, string[]> => ({ [t('Table or text')]: ['csv', 'tsv', 'txt'] });
