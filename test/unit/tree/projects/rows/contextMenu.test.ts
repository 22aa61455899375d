import assert from 'node:assert/strict';
import manifest from '../../../../../package.json';
import { hasConsole } from '../../../../../src/config/regions';
import { type Verb } from '../../../../../src/model/verbs';
import { type Group, type Node } from '../../../../../src/tree/common/projectsNodes';
import { type GroupFacts } from '../../../../../src/tree/projects/listings/shownListings';
import { allows } from '../../../../../src/tree/projects/rows/contextMenu';
import { render } from '../../../../../src/tree/projects/rows/render';
import { statusCounts } from '../../../../../src/arrange/statusCounts';
import { EVERY_NODE } from '../../../../support/rows';

interface MenuEntry {
  readonly command: string;
  readonly when: string;
  readonly group: string;
}

/**
 * The menu entries of the Projects view. test/integration/tree/operations/view.test.ts has those of the Operations
 * view.
 */
const entries: readonly MenuEntry[] = manifest.contributes.menus['view/item/context'].filter(
  ({ when }) => !when.includes('cloudPhone.operations'),
);

/**
 * Reads the only form of `when` that the manifest uses: the view, whether one or several rows are selected, and a pattern
 * for the context value.
 */
function isShown({ when }: MenuEntry, context: string, selection: 'one' | 'several' | 'mixed' = 'one'): boolean {
  return when.split(' || ').some((part) => {
    const [, count, mixed, pattern] =
      /^view == cloudPhone\.projects(?: && (!?listMultiSelection))?(?: && (cloudPhone\.isMixedSelection))? && viewItem =~ \/(.+)\/$/.exec(
        part,
      ) ?? [];
    assert.ok(pattern, `A form that this test does not read: ${when}`);
    const isSelected = count === undefined || (count === 'listMultiSelection') === (selection !== 'one');
    return isSelected && (mixed === undefined || selection === 'mixed') && new RegExp(pattern).test(context);
  });
}

const hasSignIn = (node: Node, ...states: string[]): boolean => node.kind === 'project' && states.includes(node.signIn);
const can = (verb: Verb) => (node: Node, busy: Verb | undefined) => allows(node, verb, busy);
const canBeActedOn = (node: Node, busy: Verb | undefined): boolean =>
  (['restart', 'reboot', 'unassign'] as const).some((verb) => allows(node, verb, busy));
const isThing = ({ kind }: Node): boolean => ['project', 'server', 'phone', 'instance'].includes(kind);
const isGroup = (node: Node, group: Group): boolean => node.kind === 'group' && node.group === group;
const isNotice = (node: Node, ...kinds: string[]): boolean =>
  node.kind === 'notice' && kinds.includes(node.notice.kind);

/** The rows that each command is for. */
const IS_FOR: Readonly<Record<string, (node: Node, busy: Verb | undefined) => boolean>> = {
  'cloudPhone.signIn': ({ kind }) => kind === 'project',
  'cloudPhone.signIn inline': (node) => hasSignIn(node, 'signedOut', 'signInAgain', 'storeSilent'),
  'cloudPhone.restartServers inline': can('restart'),
  'cloudPhone.rebootInstances inline': can('reboot'),
  'cloudPhone.signOut': (node) => hasSignIn(node, 'signedIn', 'signInAgain'),
  'cloudPhone.editProject': (node) => node.kind === 'project' || isNotice(node, 'problem'),
  'cloudPhone.removeProject': ({ kind }) => kind === 'project',
  'cloudPhone.refresh': (node) =>
    hasSignIn(node, 'signedIn', 'storeSilent') ||
    ['group', 'subgroup', 'server', 'phone', 'instance'].includes(node.kind) ||
    isNotice(node, 'failed', 'empty', 'storeSilent'),
  'cloudPhone.copyId': (node) =>
    ['server', 'phone', 'instance'].includes(node.kind) ||
    (node.kind === 'project' && node.project.projectId !== undefined),
  'cloudPhone.copyName': isThing,
  'cloudPhone.openInConsole': (node) => node.kind === 'project' && hasConsole(node.project),
  'cloudPhone.copyAsCurl': canBeActedOn,
  'cloudPhone.restartServers': can('restart'),
  // Only of several rows: see below.
  'cloudPhone.restartSelected': () => false,
  'cloudPhone.rebootInstances': can('reboot'),
  'cloudPhone.unassignInstances': can('unassign'),
  'cloudPhone.previewPlan': canBeActedOn,
  'cloudPhone.rollingRestart': (node, busy) => allows(node, 'restart', busy) || isGroup(node, 'servers'),
  'cloudPhone.rollingReboot': (node, busy) => allows(node, 'reboot', busy) || isGroup(node, 'instances'),
  'cloudPhone.restartMatching': (node) => node.kind === 'group' && node.group === 'servers',
  'cloudPhone.rebootMatching': (node) => node.kind === 'group' && node.group === 'instances',
  'cloudPhone.unassignMatching': (node) => node.kind === 'group' && node.group === 'instances',
};

/** A group under a filter that some rows match. */
const facts: GroupFacts = {
  shown: 1,
  total: 2,
  hits: 1,
  counts: statusCounts('servers', [], () => undefined),
  isFiltered: true,
  readAt: 0,
  heldStill: true,
};

describe('the menu of a row', () => {
  for (const [name, isFor] of Object.entries(IS_FOR)) {
    it(`offers ${name} on the rows that it is for, and on no others`, () => {
      const [command, group] = name.split(' ');
      const found = entries.filter(
        (entry) => entry.command === command && (entry.group === 'inline') === (group === 'inline'),
      );
      assert.equal(found.length, 1);
      const [entry] = found;
      assert.ok(entry);
      for (const node of EVERY_NODE) {
        for (const busy of node.kind === 'server' || node.kind === 'instance'
          ? [undefined, 'restart' as const]
          : [undefined]) {
          const context = render(node, { busy, group: facts }).contextValue ?? '';
          assert.equal(isShown(entry, context), isFor(node, busy), `${name} on "${context}" ${JSON.stringify(node)}`);
        }
      }
    });
  }

  it('offers to act on several rows of a kind, also when some of them cannot be acted on', () => {
    // For several rows VS Code shows only the commands that all of them have. So these do not depend on the status of a row.
    // The command tells which rows are left out.
    const kinds = {
      restartServers: ['server'],
      rebootInstances: ['instance'],
      unassignInstances: ['instance'],
      copyAsCurl: ['server', 'instance'],
      previewPlan: ['server', 'instance'],
    };
    for (const [command, fitting] of Object.entries(kinds)) {
      const entry = entries.find((one) => one.command === `cloudPhone.${command}` && one.group !== 'inline');
      assert.ok(entry);
      for (const node of EVERY_NODE) {
        const context = render(node, {}).contextValue ?? '';
        assert.equal(isShown(entry, context, 'several'), fitting.includes(node.kind), `${command} on "${context}"`);
      }
    }
  });

  it('offers Restart… on each row of a selection of several kinds, and on no other selection', () => {
    const entry = entries.find(({ command }) => command === 'cloudPhone.restartSelected');
    assert.ok(entry);
    for (const node of EVERY_NODE) {
      const context = render(node, {}).contextValue ?? '';
      const isMeant = ['server', 'phone', 'instance', 'group', 'subgroup'].includes(node.kind);
      assert.equal(isShown(entry, context, 'mixed'), isMeant, context);
      assert.equal(isShown(entry, context, 'several'), false, context);
    }
  });

  it('has no entry that this file does not test', () => {
    const tried = new Set(Object.keys(IS_FOR).map((name) => name.replace(' inline', '')));
    assert.deepEqual(
      entries.filter(({ command }) => !tried.has(command)),
      [],
    );
    assert.equal(entries.length, Object.keys(IS_FOR).length);
  });

  it('has the destructive commands in a group of their own, at the end', () => {
    const danger = entries.filter(({ group }) => group.startsWith('9_danger')).map(({ command }) => command);
    assert.deepEqual(danger, [
      'cloudPhone.unassignInstances',
      'cloudPhone.unassignMatching',
      'cloudPhone.removeProject',
    ]);
  });
});
