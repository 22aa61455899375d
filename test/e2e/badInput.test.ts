import assert from 'node:assert/strict';
import { projectSetting } from '../cloud/project';
import { sessionFor } from './driver/acts/sessionFor';
import { signIn } from './driver/acts/signIn';
import { readUntil } from '../support/until';

const longUser = '1'.repeat(33);

describe('wrong entries of the setting', () => {
  const session = sessionFor({
    cloud: { servers: 3, instances: 3 },
    settings: (cloud) => {
      const right = projectSetting(cloud);
      const { endpoints } = right;
      return {
        'cloudPhone.projects': [
          { ...right, instances: [{ instanceId: 'kp00aa11', userId: longUser }], servers: ['a/b'] },
          { name: 'Far away', region: 'cn-north-44' },
          { name: 'Plain', region: 'cn-north-4', endpoints: { cph: cloud.origin.replace('127.0.0.1', '192.0.2.1') } },
          { name: 'Bad id', region: 'cn-north-4', projectId: '../../etc', endpoints },
          { name: 'Simulated cloud', region: 'cn-north-4', endpoints },
          'nothing at all',
        ],
      };
    },
  });

  it('show as rows that say what is wrong, send nothing, and leave the right project working', async () => {
    const { cloud, workbench } = session();
    const { projects } = workbench;
    await workbench.openView();
    const wrong = async (label: string, part: string) => {
      await projects.row(label, ({ description }) => description.includes(part));
    };
    await wrong('Far away', 'The region cn-north-44 is not known.');
    await wrong('Plain', 'https:');
    await wrong('Bad id', 'A project ID is 32 hexadecimal characters');
    await wrong('Simulated cloud', 'Another project is already named Simulated cloud.');
    await wrong('6', 'A project must be an object');
    await wrong('Simulated cloud', 'A user ID is a text of 1 to 32 characters');
    await wrong('Simulated cloud', 'A server ID is 32 hexadecimal characters');
    assert.equal(cloud.requests.length, 0);
    await workbench.look('bad-input');

    await signIn(session());
    await projects.expand('Servers');
    await projects.expand('Instances');
    await projects.row('web-01');
    await projects.row('demo-00001');
    assert.ok(!(await projects.rows()).some(({ label }) => label === 'kp00aa11' || label === 'a/b'));
    assert.ok(cloud.requests.every(({ text, path }) => !text.includes(longUser) && !path.includes('a/b')));
  });

  it('open the setting with a click', async () => {
    const { workbench } = session();
    await workbench.openView();
    await workbench.projects.click('Far away');
    const editor = workbench.page.locator('.editor-instance .view-lines');
    await readUntil(
      () => editor.innerText(),
      (text) => text.includes('cn-north-44'),
      'The setting in an editor',
    );
  });
});
