import assert from 'node:assert/strict';
import { hasConsole } from '../../../../../src/config/regions';
import { type Verb, VERB_IDS } from '../../../../../src/model/verbs';
import { VERBS } from '../../../../../src/operations/verbs/registry';
import { type Group, type Node } from '../../../../../src/tree/common/projectsNodes';
import { type GroupFacts } from '../../../../../src/tree/projects/listings/shownListings';
import { allows } from '../../../../../src/tree/projects/rows/contextMenu';
import { render } from '../../../../../src/tree/projects/rows/render';
import { statusCounts } from '../../../../../src/arrange/statusCounts';
import { type MenuEntry, PHONES_MENU, ROW_MENU } from '../../../../support/rowMenus';
import { EVERY_NODE } from '../../../../support/rows';

/**
 * The menu entries of the Projects view. test/integration/tree/operations/view.test.ts has those of the Operations
 * view.
 */
const entries: readonly MenuEntry[] = ROW_MENU.filter(({ when }) => !when.includes('cloudPhone.operations'));

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
const canBeActedOn = (node: Node, busy: Verb | undefined): boolean => VERB_IDS.some((verb) => allows(node, verb, busy));
const isThing = ({ kind }: Node): boolean => ['project', 'server', 'phone', 'instance'].includes(kind);
const isGroup = (node: Node, group: Group): boolean => node.kind === 'group' && node.group === group;
const isNotice = (node: Node, ...kinds: string[]): boolean =>
  node.kind === 'notice' && kinds.includes(node.notice.kind);

type IsFor = (node: Node, busy: Verb | undefined) => boolean;

/** The rows that each entry of a verb is for. */
function entriesOf(verb: Verb): (readonly [string, IsFor])[] {
  const { on, commands } = VERBS[verb];
  const { act, matching, roll, icon } = commands;
  const isItsGroup: IsFor = (node) =>
    (on === 'server' && isGroup(node, 'servers')) || (on === 'instance' && isGroup(node, 'instances'));
  const canRoll: IsFor = (node, busy) => allows(node, verb, busy) || isItsGroup(node, busy);
  const entry = (name: string, isFor: IsFor) => [`cloudPhone.${name}`, isFor] as const;
  return [
    entry(act, can(verb)),
    ...(icon === undefined ? [] : [entry(`${act} inline`, can(verb))]),
    ...(on === 'phone' ? [] : [entry(matching, isItsGroup)]),
    ...(roll === undefined ? [] : [entry(roll, canRoll)]),
  ];
}

/** The rows that each command is for. */
const IS_FOR: Readonly<Record<string, IsFor>> = {
  'cloudPhone.signIn': ({ kind }) => kind === 'project',
  'cloudPhone.signIn inline': (node) => hasSignIn(node, 'signedOut', 'signInAgain', 'storeSilent'),
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
  'cloudPhone.rename': ({ kind }) => kind === 'server' || kind === 'phone',
  'cloudPhone.copyName': isThing,
  'cloudPhone.openInConsole': (node) => node.kind === 'project' && hasConsole(node.project),
  'cloudPhone.copyAsCurl': canBeActedOn,
  // Only of several rows: see below.
  'cloudPhone.restartSelected': () => false,
  'cloudPhone.previewPlan': canBeActedOn,
  ...Object.fromEntries(VERB_IDS.flatMap(entriesOf)),
};

/** A group under a filter that some rows match. */
const facts: GroupFacts = {
  shown: 1,
  total: 2,
  hits: 1,
  phoneHits: 1,
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
        for (const busy of node.kind === 'server' || node.kind === 'phone' || node.kind === 'instance'
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
    const kinds: Readonly<Record<string, readonly string[]>> = {
      ...Object.fromEntries(VERB_IDS.map((verb) => [VERBS[verb].commands.act, [VERBS[verb].on]])),
      copyAsCurl: ['server', 'phone', 'instance'],
      previewPlan: ['server', 'phone', 'instance'],
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

  it('has what erases in a group of its own, at the end', () => {
    const erasing = VERB_IDS.map((verb) => VERBS[verb]).filter((verb) => verb.erases !== undefined);
    const danger = [...entries, ...PHONES_MENU].filter(({ group }) => group.startsWith('9_danger'));
    assert.deepEqual(
      [...new Set(danger.map(({ command }) => command))].sort(),
      [
        'cloudPhone.removeProject',
        ...erasing.flatMap(({ commands: { act, matching } }) => [`cloudPhone.${act}`, `cloudPhone.${matching}`]),
      ].sort(),
    );
  });

  it('has a submenu for the phones of a server, and for the phones that match the filter', () => {
    const shown = (context: string): string[] =>
      PHONES_MENU.filter(({ when }) => {
        const pattern = /^viewItem =~ \/(.+)\/$/.exec(when)?.[1];
        assert.ok(pattern, when);
        return new RegExp(pattern).test(context);
      }).map(({ command }) => command);
    const verbs = VERB_IDS.map((verb) => VERBS[verb]).filter(({ on }) => on === 'phone');
    const acts = verbs.flatMap(({ commands: { act, roll } }) => [act, ...(roll === undefined ? [] : [roll])]);
    const context = (node: Node, group?: GroupFacts): string => render(node, { group }).contextValue ?? '';
    const [server] = EVERY_NODE.filter(({ kind }) => kind === 'server');
    const [group] = EVERY_NODE.filter((node) => isGroup(node, 'servers'));
    assert.ok(server && group);
    assert.deepEqual(shown(context(server)).sort(), acts.map((name) => `cloudPhone.${name}`).sort());
    assert.deepEqual(
      shown(context(group, facts)).sort(),
      verbs.map(({ commands }) => `cloudPhone.${commands.matching}`).sort(),
    );
    assert.deepEqual(shown(context(group, { ...facts, phoneHits: 0 })), []);
  });
});
