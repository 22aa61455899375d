import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type CommandContext } from '../../../../src/commands/context';
import { openInConsole } from '../../../../src/commands/view/openInConsole';
import { theProject } from '../../../support/theProject';
import { pressEnter, pressEscape, WatchedWindow } from '../../support/window';

describe('Open in Console', () => {
  const { openExternal } = vscode.env;
  let window: WatchedWindow;
  let opened: string[];

  beforeEach(() => {
    window = new WatchedWindow();
    opened = [];
    Reflect.set(vscode.env, 'openExternal', (uri: vscode.Uri) => {
      opened.push(uri.toString(true));
      return Promise.resolve(true);
    });
  });
  afterEach(async () => {
    Reflect.set(vscode.env, 'openExternal', openExternal);
    window.dispose();
    await pressEscape();
  });

  const open = (entry: object): Promise<void> => {
    const project = theProject({ name: 'Mine', ...entry });
    const settings = { project: () => project };
    return openInConsole({ settings } as unknown as CommandContext, { project: 'Mine' });
  };

  it('asks for the site of the account, and has the usual one of the region first', async () => {
    for (const [region, site, host] of [
      ['cn-north-4', 'Chinese site', 'console.huaweicloud.com'],
      ['af-north-1', 'International site', 'console-intl.huaweicloud.com'],
    ]) {
      const opening = open({ region });
      const box = await window.nextBox();
      assert.ok('items' in box);
      assert.equal(box.items[0]?.label, site);
      await pressEnter();
      await opening;
      assert.equal(opened.pop(), `https://${host ?? ''}/console/?region=${region ?? ''}#/home`);
    }
  });

  it('opens the region on the other site when the account is there', async () => {
    const opening = open({ region: 'cn-north-4' });
    await window.type('International site');
    await opening;
    assert.deepEqual(opened, ['https://console-intl.huaweicloud.com/console/?region=cn-north-4#/home']);
  });

  it('opens nothing for endpoints of others', async () => {
    await open({ region: 'cn-north-4', endpoints: { cph: 'https://cph.example.com' } });
    assert.deepEqual(opened, []);
    assert.deepEqual(
      window.messages.map(({ text }) => text),
      ['No console is known for the endpoints of Mine.'],
    );
  });
});
