import assert from 'node:assert/strict';
import { isApplicationSettings } from '../../../../src/ui/settingsFile/settingsEditor';

describe('the settings file of the application', () => {
  it('is the one of the default profile, wherever VS Code keeps its data', () => {
    for (const path of [
      '/home/li/.config/Code/User/settings.json',
      '/c:/Users/li/AppData/Roaming/Code - Insiders/User/settings.json',
      '/Users/li/Library/Application Support/Code/User/settings.json',
      '/opt/code/data/user-data/User/settings.json',
      '/User/settings.json',
    ]) {
      assert.equal(isApplicationSettings(path), true, path);
    }
  });

  it('is not that of another profile, of a folder or of a remote machine', () => {
    for (const path of [
      '/home/li/.config/Code/User/profiles/-2b6c1a/settings.json',
      '/project/.vscode/settings.json',
      '/home/li/.vscode-server/data/Machine/settings.json',
      '/home/li/.config/Code/User/keybindings.json',
      '/home/li/.config/Code/User/settings.json/x',
    ]) {
      assert.equal(isApplicationSettings(path), false, path);
    }
  });
});
