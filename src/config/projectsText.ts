import { type Node } from 'jsonc-parser';
import { type Project } from '../model/project';
import { indexOfProject } from './projects';
import { type ProjectEntry } from './sharedProjects';
import { plainValue, SettingsText, type TextEdit, valueOf } from './settingsText';

const KEY = 'cloudPhone.projects';

/** One change of the setting `cloudPhone.projects`. A project is named by the name of its valid entry. */
export type ProjectsChange =
  | { readonly kind: 'add'; readonly entries: readonly ProjectEntry[] }
  | { readonly kind: 'remove'; readonly project: string }
  | {
      readonly kind: 'set';
      readonly project: string;
      readonly fields: Partial<Pick<Project, 'projectId' | 'account'>>;
    };

/**
 * Makes a change in the text of a settings file. Comments, order and all other entries stay as they are. A project that
 * is not there is not changed.
 * @returns the edits; undefined when the text has a syntax error
 */
export function editProjects(text: string, change: ProjectsChange): readonly TextEdit[] | undefined {
  const settings = new SettingsText(text);
  if (!settings.isValid) {
    return undefined;
  }
  const list = settings.find(KEY);
  if (change.kind === 'add') {
    return list?.type === 'array' ? settings.append(list, change.entries) : settings.set(KEY, change.entries);
  }
  const index = list && indexOfProject(plainValue(list), change.project);
  const entry = index === undefined ? undefined : list?.children?.[index];
  if (list === undefined || index === undefined || entry === undefined) {
    return [];
  }
  return change.kind === 'remove' ? settings.remove(list, index) : settings.setIn(entry, change.fields);
}

/** @returns the value of the setting in the text of a settings file; undefined when it is not set */
export function projectsIn(text: string): unknown {
  const list = new SettingsText(text).find(KEY);
  return list && plainValue(list);
}

/** @returns the list after the change, where it is written as a whole */
export function changedProjects(setting: unknown, change: ProjectsChange): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(setting) ? setting : [];
  if (change.kind === 'add') {
    return [...list, ...change.entries];
  }
  const at = indexOfProject(list, change.project);
  return change.kind === 'remove'
    ? list.filter((_, index) => index !== at)
    : list.map((entry, index) => (index === at ? { ...(entry as object), ...change.fields } : entry));
}

/** @returns every name and account in the value of the setting, also those in invalid entries */
export function accountsIn(setting: unknown): ReadonlySet<string> {
  const entries: readonly unknown[] = Array.isArray(setting) ? setting : [];
  const words = entries.flatMap((entry) =>
    typeof entry === 'object' && entry !== null
      ? ['name' in entry ? entry.name : undefined, 'account' in entry ? entry.account : undefined]
      : [],
  );
  return new Set(words.filter((word) => typeof word === 'string'));
}

/** @returns the names of the entries to add that another entry of the setting has as its name or account */
export function takenNames(setting: unknown, change: ProjectsChange): readonly string[] {
  const taken = accountsIn(setting);
  return change.kind === 'add' ? change.entries.map(({ name }) => name).filter((name) => taken.has(name)) : [];
}

/** @returns whether the list has comments in the text of a settings file; what has a syntax error may have some */
export function projectsHaveComments(text: string): boolean {
  const settings = new SettingsText(text);
  const list = settings.find(KEY);
  return !settings.isValid || (list !== undefined && settings.hasComments(list));
}

/** An entry of the setting: that of a project, or the place of a problem, such as `[2].instances[0].userId`. */
export type EntryPlace = { readonly project: string } | { readonly path: string };

/**
 * @returns where the entry stands in the text of a settings file: at its name, or at the part that is wrong; undefined
 *   when it is not there
 */
export function offsetOfEntry(text: string, place: EntryPlace): number | undefined {
  const list = new SettingsText(text).find(KEY);
  if (list === undefined) {
    return undefined;
  }
  if ('path' in place) {
    return deepest(list, place.path).offset;
  }
  const index = indexOfProject(plainValue(list), place.project);
  const entry = index === undefined ? undefined : list.children?.[index];
  return entry && (valueOf(entry, 'name') ?? entry).offset;
}

/** @returns the part that the path leads to, or the last one on the way to it that is there */
function deepest(list: Node, path: string): Node {
  let node = list;
  for (const [, index, field] of path.matchAll(/\[(\d+)\]|\.([^.[]+)/g)) {
    const next = index === undefined ? valueOf(node, field ?? '') : node.children?.[Number(index)];
    if (next === undefined) {
      break;
    }
    node = next;
  }
  return node;
}
