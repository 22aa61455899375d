import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/errors/errors';
import { message } from '../../../../src/base/message';
import { placeOfId, type Searching } from '../../../../src/commands/operations/findById';
import { type Phone } from '../../../../src/model/phone';
import { type Project } from '../../../../src/model/project';

const ID = 'a'.repeat(32);
const NOWHERE = 'No list that has been read has this ID, and no project that is signed in has a phone with it.';

const project = (name: string, services: Project['services'] = ['cph']): Project => ({ name, services }) as Project;

/** What each project answers that is asked, and which ones were. */
function search(projects: readonly Project[], answers: Readonly<Record<string, Phone | Error | undefined>>) {
  const asked: string[] = [];
  const context: Searching = {
    settings: { projects: () => ({ projects }) },
    sessions: { state: ({ name }) => Promise.resolve(name in answers ? 'signedIn' : 'signedOut') },
    inventory: {
      known: ({ kind }: { kind: string }) => (kind === 'instances' ? { rows: [{ id: 'kp1' }] } : undefined) as never,
      phone: (name) => {
        asked.push(name);
        const answer = answers[name];
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    },
  };
  return { asked, find: (id: string) => placeOfId(context, id, new AbortController().signal) };
}

describe('a row that is looked for by its id', () => {
  it('is found in a known list without a request', async () => {
    const { asked, find } = search([project('A')], { A: undefined });
    assert.deepEqual(await find('kp1'), { scope: { kind: 'instances', project: 'A' }, id: 'kp1' });
    assert.deepEqual(asked, []);
  });

  it('is found as a phone by one request to each project with phones that is signed in', async () => {
    const projects = [project('A'), project('B'), project('C', ['koophone']), project('D')];
    const { asked, find } = search(projects, { A: undefined, B: { id: ID, serverId: 's1' }, C: undefined });
    assert.deepEqual(await find(ID), { scope: { kind: 'phones', project: 'B', serverId: 's1' }, id: ID });
    assert.deepEqual(asked, ['A', 'B']);
  });

  it('is found though another project cannot be asked', async () => {
    const { find } = search([project('A'), project('B')], {
      A: new ApiError('network', message('no answer'), {}),
      B: { id: ID, serverId: 's1' },
    });
    assert.equal(typeof (await find(ID)), 'object');
  });

  it('is said to be nowhere when no project has it, and nothing is asked for what is no id of a phone', async () => {
    const { asked, find } = search([project('A')], { A: undefined });
    assert.equal(await find(ID), NOWHERE);
    assert.deepEqual(asked, ['A']);
    assert.equal(await find('kp2'), 'No list that has been read has this ID.');
    assert.deepEqual(asked, ['A']);
    assert.equal(await search([project('B')], {}).find(ID), NOWHERE);
  });

  it('is not said to be nowhere when a project could not be asked', async () => {
    const { find } = search([project('A'), project('B')], { A: undefined, B: new Error('no answer') });
    const said = await find(ID);
    assert.match(typeof said === 'string' ? said : '', /^It was not found, and B could not be asked: .*no answer/);
  });

  it('cannot be shown without its server', async () => {
    const { find } = search([project('A')], { A: { id: ID } });
    assert.equal(await find(ID), 'The cloud does not say on which server this phone is.');
  });
});
