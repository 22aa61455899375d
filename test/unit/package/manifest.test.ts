import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import lock from '../../../package-lock.json';
import manifest from '../../../package.json';
import english from '../../../package.nls.json';
import schema from '../../../schemas/projects.schema.json';
import { DECLARED_SETTINGS } from '../../tools/texts/declaredSettings';
import { COMMANDS } from '../../../src/commands/runCommand';
import { VERBS } from '../../../src/operations/verbs/registry';
import { registries } from '../../tools/manifest/registries';
import { formatted } from '../../tools/manifest/writeFormatted';
import { ROW_MENU } from '../../support/rowMenus';
import { withVerbs } from '../../tools/manifest/verbEntries';
import { root } from '../../tools/root';

/** @returns every text in a JSON value, at any depth */
function texts(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

const { contributes } = manifest;
const menus: readonly { readonly command?: string; readonly when?: string }[] = Object.values(contributes.menus).flat();
const titles: Readonly<Record<string, string>> = english;

describe('the manifest', () => {
  it('has a text in package.nls.json for every key that it names, and no unused text', () => {
    const named = texts(manifest).flatMap((text) => /^%(.+)%$/.exec(text)?.[1] ?? []);
    assert.deepEqual([...new Set(named)].sort(), Object.keys(english).sort());
  });

  it('has the entries of the verbs, and the lists of the verbs have their files (npm run manifest makes them)', async () => {
    assert.deepEqual(withVerbs(manifest), manifest);
    for (const [file, text] of Object.entries(await registries())) {
      assert.equal(readFileSync(path.join(root, file), 'utf8'), await formatted(file, text), file);
    }
  });

  it('declares exactly the commands of the code', () => {
    const declared = contributes.commands.map(({ command }) => command);
    assert.deepEqual([...declared].sort(), Object.keys(COMMANDS).sort());
    assert.equal(new Set(declared).size, declared.length);
  });

  it('gives every command one category and a title that ends in … when it asks for more', () => {
    const asks = new Set([
      'cloudPhone.addProject',
      'cloudPhone.exportProjects',
      'cloudPhone.importProjects',
      'cloudPhone.removeProject',
      'cloudPhone.signIn',
      'cloudPhone.restartSelected',
      'cloudPhone.rename',
      ...Object.values(VERBS).flatMap(({ commands: { act, matching, roll = act } }) =>
        [act, matching, roll].map((name) => `cloudPhone.${name}`),
      ),
      'cloudPhone.sortBy',
      'cloudPhone.groupInstancesBy',
      'cloudPhone.filter',
      'cloudPhone.editFilter',
      'cloudPhone.previewPlan',
      'cloudPhone.startPlan',
      'cloudPhone.exportAuditLog',
    ]);
    for (const { command, title, category } of contributes.commands) {
      const text = titles[title.slice(1, -1)];
      assert.equal(category, '%category%', command);
      assert.equal(text?.endsWith('…'), asks.has(command), `${command}: ${text ?? 'no title'}`);
    }
  });

  it('puts only declared commands into menus, and shows rows’ menus in no other view than its own', () => {
    const declared = new Set(contributes.commands.map(({ command }) => command));
    assert.deepEqual(
      menus.filter(({ command }) => command !== undefined && !declared.has(command)),
      [],
    );
    const views = Object.values(contributes.views).flatMap((list) => list.map(({ id }) => id));
    for (const { command, when } of [...contributes.menus['view/title'], ...ROW_MENU]) {
      const view = /^view == ([\w.]+)/.exec(when)?.[1];
      assert.ok(view !== undefined && views.includes(view), `${command}: ${when}`);
    }
  });

  it('describes a shared list of projects with the schema of the setting', () => {
    const resolved = JSON.parse(
      JSON.stringify(contributes.configuration[0]?.properties['cloudPhone.projects']?.items),
      (_, value: unknown) =>
        typeof value === 'string' ? value.replace(/^%(.+)%$/, (whole, key: string) => titles[key] ?? whole) : value,
    ) as unknown;
    assert.deepEqual(schema.properties.projects.items, resolved);
  });

  it('has a walkthrough with a picture for each step, whose buttons are commands', () => {
    const declared = new Set(contributes.commands.map(({ command }) => command));
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.equal(steps.length, 5);
    for (const { description, media } of steps) {
      assert.ok(existsSync(new URL(`../../../${media.svg}`, import.meta.url)), media.svg);
      const named = [...(titles[description.slice(1, -1)] ?? '').matchAll(/\(command:([\w.]+)\)/g)];
      assert.ok(named.length > 0, description);
      assert.deepEqual(
        named.filter(([, command = '']) => !declared.has(command)),
        [],
      );
    }
  });

  it('names only declared commands in the welcome texts', () => {
    const declared = new Set(contributes.commands.map(({ command }) => command));
    const welcome = contributes.viewsWelcome.map(({ contents }) => titles[contents.slice(1, -1)] ?? '').join('\n');
    const named = [...welcome.matchAll(/\(command:([\w.]+)\)/g)].map(([, command = '']) => command);
    assert.ok(named.includes('cloudPhone.openWalkthrough'));
    assert.deepEqual(
      named.filter((command) => !declared.has(command)),
      [],
    );
  });

  it('has in the palette only commands that can do something now', () => {
    const withProject = "config.cloudPhone.projects != '[]'";
    const when = new Map(contributes.menus.commandPalette.map((entry) => [entry.command, entry.when]));
    assert.equal(when.size, contributes.menus.commandPalette.length);
    const conditions: Readonly<Record<string, string>> = {
      ...Object.fromEntries(['refresh', 'loadMore', 'editFilter', 'restartSelected'].map((name) => [name, 'false'])),
      ...Object.fromEntries(
        ['clearFilter', ...Object.values(VERBS).map(({ commands }) => commands.matching)].map((name) => [
          name,
          'cloudPhone.isFiltered',
        ]),
      ),
      ...Object.fromEntries(
        ['startPlan', 'copyPlanAsText', 'copyPlanAsJson', 'copyPlanAsCurl'].map((name) => [
          name,
          'resourceScheme == cloud-phone-plan',
        ]),
      ),
      promoteRollout: 'cloudPhone.canPromote',
      resumeRollout: 'cloudPhone.canResume',
      pauseRollout: 'cloudPhone.canPause',
      stopRolloutAfterWave: 'cloudPhone.canStopAfterWave',
      stopRollout: 'cloudPhone.canStop',
      stopWatching: 'cloudPhone.isOperating',
      controlRollouts: 'cloudPhone.isOperating',
      retryFailed: '!cloudPhone.nothingToRetry',
      copyOperation: '!cloudPhone.nothingToCopy',
      copyOperationAsCsv: '!cloudPhone.nothingToCopy',
      clearHistory: '!cloudPhone.nothingToClear',
    };
    const always = new Set([
      'addProject',
      'openWalkthrough',
      'importProjects',
      'showOutput',
      'showAuditLog',
      'exportAuditLog',
    ]);
    for (const id of Object.keys(COMMANDS)) {
      const name = id.replace('cloudPhone.', '');
      assert.equal(when.get(id), always.has(name) ? undefined : (conditions[name] ?? withProject), id);
    }
  });

  it('uses only context keys that the code sets', () => {
    const code = readFileSync(path.join(root, 'src', 'ui', 'tell', 'contextKeys.ts'), 'utf8');
    const set = new Set([...code.matchAll(/'(cloudPhone\.\w+)': boolean;/g)].map(([, key]) => key));
    const used = menus.flatMap(({ when = '' }) =>
      when.split(/&&|\|\|/).flatMap((part) => /^\s*!?(cloudPhone\.\w+)\s*$/.exec(part)?.[1] ?? []),
    );
    assert.ok(used.length > 10);
    assert.deepEqual(
      used.filter((key) => !set.has(key)),
      [],
    );
  });

  it('binds keys to declared commands, only in the extension’s own views, and never the same key twice', () => {
    const declared = new Set(contributes.commands.map(({ command }) => command));
    for (const { command, key, when } of contributes.keybindings) {
      assert.ok(declared.has(command), command);
      assert.match(when, /^focusedView == cloudPhone\.(projects|operations)\b(?!.*\|\|)/, key);
    }
    const keys = contributes.keybindings.map(({ key, when }) => `${key} ${when}`);
    assert.equal(new Set(keys).size, keys.length);
  });

  it('binds no key to a command that acts on the cloud, and none while a person debugs', () => {
    const harmless = new Set(['refreshAll', 'copyId', 'copyName', 'copyOperation'].map((name) => `cloudPhone.${name}`));
    for (const { command, key, when } of contributes.keybindings) {
      assert.ok(harmless.has(command), `${key} runs ${command}`);
      assert.match(when, / && !inDebugMode$/, key);
    }
  });

  it('shows no more than three buttons in the title of a view', () => {
    for (const view of ['cloudPhone.projects', 'cloudPhone.operations']) {
      const shown = contributes.menus['view/title'].filter(
        ({ when, group }) => when.startsWith(`view == ${view}`) && group.startsWith('navigation'),
      );
      // Two buttons that exclude each other have the same place.
      assert.ok(new Set(shown.map(({ group }) => group)).size <= 3, view);
    }
  });

  it('has the output as the first button of the Operations view, and not what deletes', () => {
    const buttons = contributes.menus['view/title'].filter(
      ({ when, group }) => when.startsWith('view == cloudPhone.operations') && group.startsWith('navigation'),
    );
    assert.deepEqual(
      buttons.sort((a, b) => a.group.localeCompare(b.group)).map(({ command }) => command),
      ['cloudPhone.showOutput', 'cloudPhone.clearHistory'],
    );
  });

  it('has another icon for each button in the rows of the Operations view', () => {
    const icons = new Map(contributes.commands.map((command) => [command.command, 'icon' in command && command.icon]));
    const buttons = ROW_MENU.filter(
      ({ group, when }) => group.startsWith('inline') && when.startsWith('view == cloudPhone.operations'),
    ).map(({ command }) => icons.get(command));
    assert.ok(buttons.length > 3 && !buttons.includes(undefined));
    assert.equal(new Set(buttons).size, buttons.length, buttons.join());
  });

  it('offers no command for one operation or one target in the menu of several rows', () => {
    const several = new Set(
      ['pauseRollout', 'resumeRollout', 'stopRollout', 'stopWatching', 'showOutput'].concat([
        'copyOperation',
        'copyOperationAsCsv',
        'copyId',
        'copyName',
      ]),
    );
    const forOne = ROW_MENU.filter(
      ({ command, when, group }) =>
        when.startsWith('view == cloudPhone.operations') &&
        !group.startsWith('inline') &&
        !several.has(command.replace('cloudPhone.', '')),
    );
    assert.deepEqual(
      forOne.filter(({ when }) => !when.includes('&& !listMultiSelection &&')).map(({ command }) => command),
      [],
    );
    assert.ok(forOne.length > 0);
  });

  it('lets no workspace change a setting: each is application-scoped', () => {
    const settings = Object.entries(DECLARED_SETTINGS);
    assert.deepEqual(
      settings.filter(([, { scope }]) => scope !== 'application').map(([key]) => key),
      [],
    );
  });

  it('has the settings in categories with titles, in the order of the settings editor, and each once', () => {
    const { configuration } = contributes;
    assert.deepEqual(
      configuration.map(({ title }) => titles[title.slice(1, -1)]),
      ['Projects', 'Requests and Refresh', 'Guard Rails', 'Rollouts', 'Audit Log'],
    );
    const keys = configuration.flatMap(({ properties }) => Object.keys(properties));
    assert.deepEqual(keys, [...new Set(keys)]);
    const orders = Object.values(DECLARED_SETTINGS).map(({ order = 0 }) => order);
    assert.deepEqual(
      orders,
      orders.toSorted((a, b) => a - b),
    );
  });

  it('links only to its own settings, in texts that the settings editor reads as Markdown', () => {
    const links = (text: string) => [...text.matchAll(/`#([^#`]+)#`/g)].map(([, key = '']) => key);
    for (const { description = '', markdownDescription = '' } of Object.values(DECLARED_SETTINGS)) {
      assert.deepEqual(links(titles[description.slice(1, -1)] ?? ''), []);
      for (const key of links(titles[markdownDescription.slice(1, -1)] ?? '')) {
        assert.ok(key in DECLARED_SETTINGS, key);
      }
    }
  });

  it('tells which settings make it send requests by itself', () => {
    const online = Object.entries(DECLARED_SETTINGS).filter(([, { tags = [] }]) => tags.includes('usesOnlineServices'));
    assert.deepEqual(
      online.map(([key]) => key),
      ['cloudPhone.projects', 'cloudPhone.jobs.pollIntervalSeconds', 'cloudPhone.refreshIntervalSeconds'],
    );
  });

  it('works in a workspace that is not trusted or not on a disk, and rather beside the person than beside the files', () => {
    assert.deepEqual(manifest.capabilities, { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true });
    assert.deepEqual(manifest.extensionKind, ['ui', 'workspace']);
  });

  it('has the version of the lock file, which is the first one in the changelog, with its date', () => {
    assert.deepEqual([lock.version, lock.packages[''].version], [manifest.version, manifest.version]);
    const newest = /^## (\S+) - \d{4}-\d\d-\d\d$/m.exec(readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8'));
    assert.equal(newest?.[1], manifest.version);
  });

  it('is activated by its views, its commands and the end of the start of VS Code, and by nothing else', () => {
    assert.deepEqual(manifest.activationEvents, ['onStartupFinished']);
  });
});
