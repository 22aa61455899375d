import { type Session, type SessionOptions, startSession } from './session';

/**
 * One VS Code for all tests of a `describe`, started before the first and ended after the last. Before each test,
 * faults and recorded requests are cleared and messages are closed. After a test that failed, a screenshot is kept.
 */
export function sessionFor(options: SessionOptions = {}): () => Session {
  let session: Session | undefined;
  const current = (): Session => {
    if (session === undefined) {
      throw new Error('The session has not started.');
    }
    return session;
  };
  before(async () => {
    session = await startSession(options);
  });
  beforeEach(async () => {
    const { cloud, workbench } = current();
    cloud.faults.clear();
    cloud.clearRequests();
    await workbench.notifications.clear();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await current().workbench.screenshot(`failed: ${this.currentTest.title}`.replace(/[^\w -]+/g, ''));
      // A menu or box that the test left open would block the next test.
      await current().workbench.page.keyboard.press('Escape');
      await current().workbench.page.keyboard.press('Escape');
    }
  });
  after(async () => {
    await session?.close();
  });
  return current;
}
