import assert from 'node:assert/strict';
import { type Node } from '../../../../src/tree/common/projectsNodes';
import { until } from '../../../support/until';
import { PROJECT } from '../../../cloud/project';
import { SERVERS } from '../../../support/house';
import { openTree, type TreeBench } from '../../support/tree';

describe('the rows about the sign-in', () => {
  let bench: TreeBench;
  beforeEach(async () => {
    bench = await openTree();
  });
  afterEach(() => bench.close());

  /** Runs `work`, and waits until the tree has asked to be redrawn. */
  const drawn = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const before = bench.drawn.length;
    await work();
    for (const end = Date.now() + 5000; bench.drawn.length === before;) {
      assert.ok(Date.now() < end, `Nothing was drawn: ${what}`);
      await bench.settle();
    }
  };
  const text = (node: Node | undefined): string => {
    assert.ok(node);
    const { label, description } = bench.tree.getTreeItem(node);
    assert.ok(typeof label === 'string' && typeof description !== 'boolean');
    return description === undefined || description === '' ? label : `${label} | ${description}`;
  };
  const below = async (node: Node | undefined): Promise<string[]> => (await bench.tree.getChildren(node)).map(text);

  it('follow a sign-in and a sign-out in another window', async () => {
    const { sessions } = bench.bench.openWindow();
    const project = bench.bench.project();
    const [row] = await bench.tree.getChildren();
    assert.deepEqual(await below(row), ['Sign in…']);
    await drawn('the sign-in', async () => {
      await sessions.keep(project, await sessions.prove(project, bench.bench.attempt), { password: true });
    });
    assert.deepEqual([text(row), ...(await below(row))], ['Simulated cloud | cn-north-4', 'Servers', 'Instances']);
    await drawn('the sign-out', () => sessions.signOut(project.account));
    assert.deepEqual([text(row), ...(await below(row))], ['Simulated cloud | cn-north-4 · signed out', 'Sign in…']);
  });

  it('say once that the cloud refused the credential, also when a hundred requests used it', async () => {
    const token = bench.bench.cloud.issueToken();
    await bench.bench.signIn(bench.bench.project(), { password: false }, { kind: 'token', token });
    const [row] = await bench.tree.getChildren();
    const { cph } = bench.bench.clients(bench.bench.project());
    bench.bench.cloud.revokeTokens();
    await drawn('the refusal', async () => {
      const asked = Array.from({ length: 100 }, () => cph.listServers({ offset: 0, limit: 1 }));
      assert.ok((await Promise.allSettled(asked)).every(({ status }) => status === 'rejected'));
    });
    assert.deepEqual(
      [text(row), ...(await below(row))],
      ['Simulated cloud | cn-north-4 · signed out · sign in again', 'Sign in again…'],
    );
  });

  it('lead back to the rows read before for the same person only, and these are then read again', async () => {
    const { cloud } = bench.bench;
    await bench.bench.signIn(bench.bench.project(), { password: false });
    const servers = async () => (await bench.row('Servers', (await bench.row(PROJECT)).node)).node;
    await bench.rows(await servers());
    cloud.revokeTokens();
    await drawn('the refusal', () => assert.rejects(bench.tree.refresh(SERVERS)));
    assert.deepEqual(await bench.texts(), ['Simulated cloud | cn-north-4 · signed out · sign in again']);
    assert.deepEqual([bench.tree.readScopes(), bench.tree.hits().servers], [[], 0]);
    assert.equal(bench.inventory.known(SERVERS)?.isCached, true);
    cloud.fleet.server('web-01').name = 'api-01';
    bench.newRequests();
    await drawn('the sign-in', () => bench.bench.signIn(bench.bench.project(), { password: false }));
    assert.deepEqual((await below(await servers()))[0], 'web-01 | normal · 203.0.113.1');
    await until(() => bench.inventory.isRead(SERVERS));
    assert.deepEqual((await below(await servers()))[0], 'api-01 | normal · 203.0.113.1');
    cloud.revokeTokens();
    await drawn('the refusal', () => assert.rejects(bench.tree.refresh(SERVERS)));
    assert.ok(bench.inventory.known(SERVERS));
    let wasKnown = false;
    bench.bench.sessions.onDidChange(() => (wasKnown = bench.inventory.known(SERVERS) !== undefined));
    const token = cloud.issueToken();
    await bench.bench.signIn(bench.bench.project(), { password: false }, { kind: 'token', token });
    assert.equal(wasKnown, false, 'another may not see less');
  });

  it('are shown while the secret store does not answer, say so, and follow when it does', async () => {
    bench.bench.secrets.hangsOn = new Set(['get']);
    const shown = bench.tree.getChildren();
    await until(() => bench.bench.secrets.hanging === 1, 'the store to be asked');
    for (let n = 0; n < 3; n++) {
      await bench.settle();
    }
    const [row] = await shown;
    assert.ok(row);
    const label = (): unknown => bench.tree.getTreeItem(row).description;
    assert.equal(label(), 'cn-north-4 · looking for the sign-in…');
    bench.bench.clock.advance(10_000);
    await until(() => String(label()).includes('does not respond'), 'the row to say so');
    const [notice] = await bench.tree.getChildren(row);
    assert.ok(notice);
    assert.equal(bench.tree.getTreeItem(notice).label, 'The secret storage does not respond');
    assert.equal(bench.tree.getTreeItem(notice).command?.command, 'cloudPhone.signIn');
    bench.bench.secrets.letGo();
    await until(() => label() === 'cn-north-4 · signed out', 'the row to follow');
  });
});
