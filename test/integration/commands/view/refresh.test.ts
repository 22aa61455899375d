import assert from 'node:assert/strict';
import { refresh } from '../../../../src/commands/view/refresh';
import { type CommandContext } from '../../../../src/commands/context';
import { theProject } from '../../../support/theProject';

describe('Refresh', () => {
  const project = theProject({ name: 'Mine', region: 'cn-north-4' });
  let done: string[];
  const note = (what: string) => (): void => void done.push(what);
  const context = {
    settings: { project: () => project },
    sessions: { lookAgain: note('asked the store again') },
    view: {
      tree: {
        newest: (node: unknown) => node,
        getParent: () => ({ kind: 'project', project, signIn: 'storeSilent' }),
        readScopes: () => [],
        redraw: note('drawn'),
      },
    },
  } as unknown as CommandContext;
  beforeEach(() => {
    done = [];
  });

  it('asks a secret store again that did not answer, on the row that says so and on its project', async () => {
    for (const node of [
      { kind: 'project', project, signIn: 'storeSilent' },
      { kind: 'notice', below: 'Mine', notice: { kind: 'storeSilent', project: 'Mine' } },
    ]) {
      done = [];
      await refresh(context, node);
      assert.deepEqual(done, ['asked the store again', 'drawn']);
    }
  });

  it('leaves the secret store alone on a project that is signed in', async () => {
    await refresh(context, { kind: 'project', project, signIn: 'signedIn' });
    assert.deepEqual(done, []);
  });
});
