import assert from 'node:assert/strict';
import { edited } from '../../support/editedText';
import {
  changedProjects,
  editProjects,
  type EntryPlace,
  offsetOfEntry,
  type ProjectsChange,
  projectsHaveComments,
  projectsIn,
  takenNames,
} from '../../../src/config/projectsText';

const ID = '0'.repeat(32);

/** A settings file as people write it: with comments, and with an entry that is commented out. */
const SETTINGS = `{
  "editor.fontSize": 14, // for the beamer
  "cloudPhone.projects": [
    // ask Li before you touch this one
    { "name": "Production", "region": "cn-north-4" },
    // { "name": "Old", "region": "cn-east-2" },
    {
      "name": "Staging",
      "region": "cn-south-1" // near the testers
    }
  ]
}
`;

const change = (made: ProjectsChange, text = SETTINGS): string => edited(text, editProjects(text, made) ?? []);

describe('the projects in the text of a settings file', () => {
  it('are added at the end; comments, order and an entry that is commented out stay', () => {
    const added = change({ kind: 'add', entries: [{ name: 'New', region: 'cn-north-4' }] });
    assert.equal(
      added,
      SETTINGS.replace('    }\n  ]', '    },\n    {\n      "name": "New",\n      "region": "cn-north-4"\n    }\n  ]'),
    );
  });

  it('are added where the setting is absent, or is not a list', () => {
    const entries = [{ name: 'New', region: 'cn-north-4' }];
    for (const text of ['', '{}', '{ "cloudPhone.projects": "nonsense" }']) {
      assert.deepEqual(JSON.parse(change({ kind: 'add', entries }, text)), { 'cloudPhone.projects': entries });
    }
  });

  it('cannot be added under a name or account that another entry has, be it invalid', () => {
    const setting = [{ name: 'Production', account: 'main' }, 'nonsense', null, { account: 7 }];
    const add = (...names: string[]) =>
      takenNames(setting, { kind: 'add', entries: names.map((name) => ({ name, region: 'cn-north-4' })) });
    assert.deepEqual(add('New', 'main', 'Production'), ['main', 'Production']);
    assert.deepEqual(add('7'), []);
    assert.deepEqual(takenNames(setting, { kind: 'remove', project: 'Production' }), []);
    assert.deepEqual(takenNames('nonsense', { kind: 'add', entries: [{ name: 'New', region: 'cn-north-4' }] }), []);
  });

  it('are removed without the comments beside them', () => {
    assert.equal(
      change({ kind: 'remove', project: 'Production' }),
      SETTINGS.replace('    { "name": "Production", "region": "cn-north-4" },\n', ''),
    );
  });

  it('get fields', () => {
    assert.equal(
      change({ kind: 'set', project: 'Staging', fields: { projectId: ID, account: 'main' } }),
      SETTINGS.replace(
        '"cn-south-1" // near the testers',
        `"cn-south-1", // near the testers\n      "projectId": "${ID}",\n      "account": "main"`,
      ),
    );
  });

  it('stay as they are when the named one is not there', () => {
    assert.equal(change({ kind: 'remove', project: 'cn-north-4' }), SETTINGS);
    assert.equal(change({ kind: 'set', project: 'Old', fields: { account: 'x' } }), SETTINGS);
    assert.equal(change({ kind: 'remove', project: 'Old' }, '{}'), '{}');
  });

  it('are not edited in a text with a syntax error', () => {
    assert.equal(
      editProjects(SETTINGS.replace('"region"', 'region'), { kind: 'remove', project: 'Staging' }),
      undefined,
    );
  });

  it('of which two have the same name: the valid one is meant', () => {
    const text = '{"cloudPhone.projects": [{ "name": "A" }, { "name": "A", "region": "cn-north-4" }, { "name": "A" }]}';
    assert.equal(
      change({ kind: 'remove', project: 'A' }, text),
      '{"cloudPhone.projects": [{ "name": "A" }, { "name": "A" }]}',
    );
    assert.match(change({ kind: 'set', project: 'A', fields: { account: 'x' } }, text), /"cn-north-4", "account": "x"/);
  });

  it('have comments, or may have some where the text cannot be read', () => {
    assert.equal(projectsHaveComments(SETTINGS), true);
    assert.equal(projectsHaveComments('{ // x\n"cloudPhone.projects": [] // y\n}'), false);
    assert.equal(projectsHaveComments('{}'), false);
    assert.equal(projectsHaveComments('{'), true);
  });

  it('are read as the setting has them, without the comments', () => {
    const list = projectsIn('{ // mine\n "cloudPhone.projects": [/* one */ { "name": "A" }], }');
    assert.equal(JSON.stringify(list), '[{"name":"A"}]');
    assert.deepEqual(projectsIn('{ "cloudPhone.projects": "none" }'), 'none');
    assert.equal(projectsIn('{}'), undefined);
  });

  describe('are found', () => {
    /** @returns the line that the place leads to */
    const found = (place: EntryPlace, text = SETTINGS): string => {
      const offset = offsetOfEntry(text, place);
      return offset === undefined ? 'not there' : (/.*/.exec(text.slice(offset))?.[0] ?? '');
    };

    it('at their names, also one that is named like a region or an account', () => {
      assert.equal(found({ project: 'Staging' }), '"Staging",');
      const text = `{"cloudPhone.projects": [
        { "name": "A", "region": "cn-north-4", "account": "cn-south-1" },
        { "region": "cn-south-1",
          "name": "cn-north-4" },
        { "region": "cn-south-1",
          "name": "cn-south-1" }]}`;
      assert.equal(found({ project: 'cn-north-4' }, text), '"cn-north-4" },');
      assert.equal(found({ project: 'cn-south-1' }, text), '"cn-south-1" }]}');
    });

    it('at what is wrong with them, also in one without a name or with the name of another', () => {
      const text = `{"cloudPhone.projects": [
        { "name": "A", "region": "cn-north-4" },
        { "name": "A", "region": "cn-south-1" },
        { "region": "cn-east-2", "note.x": 1,
          "instances": [{ "instanceId": "a" },
            { "instanceId": "b",
              "userId": 7 }] },
        "nonsense"]}`;
      assert.equal(found({ path: '[1].name' }, text), '"A", "region": "cn-south-1" },');
      assert.equal(found({ path: '[2].name' }, text), '{ "region": "cn-east-2", "note.x": 1,');
      assert.equal(found({ path: '[2].instances[1].userId' }, text), '7 }] },');
      assert.equal(found({ path: '[2].note.x' }, text), '{ "region": "cn-east-2", "note.x": 1,');
      assert.equal(found({ path: '[3]' }, text), '"nonsense"]}');
      assert.equal(found({ path: '' }, '{"cloudPhone.projects": 7}'), '7}');
    });

    it('not where there are none', () => {
      assert.equal(found({ project: 'Old' }), 'not there');
      assert.equal(found({ path: '[0]' }, '{}'), 'not there');
    });
  });

  it('are changed in the value of the setting in the same way', () => {
    const list = [{ name: 'A', region: 'cn-north-4' }, 'nonsense', { name: 'A', region: 'cn-south-1' }];
    const entry = { name: 'B', region: 'cn-north-4' };
    assert.deepEqual(changedProjects(list, { kind: 'add', entries: [entry] }), [...list, entry]);
    assert.deepEqual(changedProjects('nonsense', { kind: 'add', entries: [entry] }), [entry]);
    assert.deepEqual(changedProjects(list, { kind: 'remove', project: 'A' }), list.slice(1));
    assert.deepEqual(changedProjects(list, { kind: 'remove', project: 'B' }), list);
    assert.deepEqual(changedProjects(list, { kind: 'set', project: 'A', fields: { account: 'x' } }), [
      { name: 'A', region: 'cn-north-4', account: 'x' },
      ...list.slice(1),
    ]);
  });
});
