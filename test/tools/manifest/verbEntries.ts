import type packageJson from '../../../package.json';
import { type KindId } from '../../../src/model/kinds';
import { VERB_IDS } from '../../../src/model/verbs';
import { type VerbDefinition } from '../../../src/operations/common/defineVerb';
import { VERBS } from '../../../src/operations/verbs/registry';

type Manifest = typeof packageJson;

interface CommandEntry {
  readonly command: string;
  readonly title: string;
  readonly category: string;
  readonly icon?: string;
}

interface MenuEntry {
  readonly command: string;
  readonly when: string;
  readonly group?: string;
}

/** The verbs of phones stand in a submenu of their server, and of the group of servers. */
const PHONES_SUBMENU = 'cloudPhone.phones';

const VIEW = 'view == cloudPhone.projects';
const verbs: readonly VerbDefinition[] = VERB_IDS.map((id) => VERBS[id]);
const id = (name: string): string => `cloudPhone.${name}`;

/** @returns a manifest whose entries for the verbs are those that the registry of the verbs asks for */
export function withVerbs(manifest: Manifest): unknown {
  const { contributes } = manifest;
  const { menus } = contributes;
  const ofPhones = verbs.filter(({ on }) => on === 'phone');
  const own = new Set(verbs.flatMap(({ commands: { act, matching, roll = act } }) => [act, matching, roll].map(id)));
  const ofVerbs = ({ command }: { readonly command?: string }): boolean => command !== undefined && own.has(command);
  return {
    ...manifest,
    contributes: {
      ...contributes,
      commands: replaced(contributes.commands, ofVerbs, verbs.flatMap(commandEntries)),
      menus: {
        ...menus,
        commandPalette: replaced(menus.commandPalette, ofVerbs, verbs.flatMap(paletteEntries)),
        'view/item/context': replaced(
          menus['view/item/context'].map(withAllVerbs),
          ofVerbs,
          verbs.flatMap((verb, place) => rowEntries(verb, place)),
        ),
        ...(ofPhones.length === 0
          ? {}
          : { [PHONES_SUBMENU]: ofPhones.flatMap((verb, place) => submenuEntries(verb, place)) }),
      },
    },
  };
}

/** @returns the entries with the new ones where the first of the old ones was */
function replaced<Entry>(
  entries: readonly Entry[],
  isOld: (entry: Entry) => boolean,
  made: readonly unknown[],
): unknown[] {
  const place = entries.findIndex(isOld);
  const others = entries.filter((entry) => !isOld(entry));
  const at = place < 0 ? others.length : place;
  return [...others.slice(0, at), ...made, ...others.slice(at)];
}

function commandEntries({ commands: { act, matching, roll, icon } }: VerbDefinition): CommandEntry[] {
  const entry = (name: string): CommandEntry => ({
    command: id(name),
    title: `%command.${name}%`,
    category: '%category%',
  });
  return [
    { ...entry(act), ...(icon === undefined ? {} : { icon: `$(${icon})` }) },
    entry(matching),
    ...(roll === undefined ? [] : [entry(roll)]),
  ];
}

function paletteEntries({ commands: { act, matching, roll } }: VerbDefinition): MenuEntry[] {
  const withProject = "config.cloudPhone.projects != '[]'";
  return [
    { command: id(act), when: withProject },
    { command: id(matching), when: 'cloudPhone.isFiltered' },
    ...(roll === undefined ? [] : [{ command: id(roll), when: withProject }]),
  ];
}

/** What erases stands last in a menu, apart from the rest. */
const groupOf = ({ erases }: VerbDefinition, place: number): string =>
  erases === undefined ? `2_power@${place}` : `9_danger@${place}`;

const rows = (...can: readonly string[]): string =>
  `${VIEW} && viewItem =~ /\\bcan:${can.length === 1 ? can.join('') : `(${can.join('|')})`}\\b/`;

function rowEntries(verb: VerbDefinition, index: number): MenuEntry[] {
  const { verb: name, on, commands } = verb;
  const { act, matching, roll, icon } = commands;
  const place = 1 + 3 * index;
  const selected = `${VIEW} && listMultiSelection && viewItem =~ /^${on}\\b/`;
  const below = on === 'phone' ? [] : [matching];
  return [
    ...(icon === undefined ? [] : [{ command: id(act), when: rows(name), group: 'inline' }]),
    { command: id(act), when: `${rows(name)} || ${selected}`, group: groupOf(verb, place) },
    ...below.map((command) => ({
      command: id(command),
      when: `${VIEW} && !listMultiSelection && viewItem =~ /\\bcan:${name}Matching\\b/`,
      group: groupOf(verb, place + 1),
    })),
    ...(roll === undefined
      ? []
      : [{ command: id(roll), when: `${rows(name, roll)} || ${selected}`, group: groupOf(verb, place + 2) }]),
  ];
}

/** On the row of a server or of the group of servers: what can be done to the phones below it. */
function submenuEntries(verb: VerbDefinition, index: number): MenuEntry[] {
  const { verb: name, commands } = verb;
  const { act, matching, roll } = commands;
  const place = 1 + 3 * index;
  const onServer = 'viewItem =~ /^server\\b/';
  return [
    { command: id(act), when: onServer, group: groupOf(verb, place) },
    { command: id(matching), when: `viewItem =~ /\\bcan:${name}Matching\\b/`, group: groupOf(verb, place + 1) },
    ...(roll === undefined ? [] : [{ command: id(roll), when: onServer, group: groupOf(verb, place + 2) }]),
  ];
}

const kinds: readonly KindId[] = [...new Set(verbs.map(({ on }) => on))];

/** What is offered for any verb names all verbs and all kinds. */
function withAllVerbs<Entry extends { readonly when: string; readonly command?: string }>(entry: Entry): Entry {
  const forAny = new Set(['cloudPhone.copyAsCurl', 'cloudPhone.previewPlan']);
  return forAny.has(entry.command ?? '')
    ? {
        ...entry,
        when: `${VIEW} && viewItem =~ /\\bcan:(${VERB_IDS.join('|')})\\b/ || ${VIEW} && listMultiSelection && viewItem =~ /^(${kinds.join('|')})\\b/`,
      }
    : entry;
}
