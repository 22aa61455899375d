import assert from 'node:assert/strict';
import { readProjects } from '../../../src/config/projects';
import { entryOf, readShared, type SharedList, toSharedText } from '../../../src/config/sharedProjects';
import { type Project } from '../../../src/model/project';

const ID = '0123456789abcdef0123456789abcdef';
const OTHER_ID = 'fedcba9876543210fedcba9876543210';
const origin = 'http://127.0.0.1:8080';

const ENTRIES = [
  { name: 'Short', region: 'cn-north-4' },
  {
    name: 'Long',
    account: 'team',
    region: 'cn-south-1',
    projectId: ID,
    services: ['cph'],
    servers: [ID],
    instances: [{ instanceId: 'kp00aa11', userId: '1008600000000000001', name: 'demo' }],
    endpoints: { cph: 'https://cph.example.com' },
  },
  { name: 'Elsewhere', region: 'xx-nowhere-1', endpoints: { cph: origin, koophone: origin, iam: origin } },
];

function projectsOf(entries: readonly unknown[]): readonly Project[] {
  const { projects, problems } = readProjects(entries);
  assert.deepEqual(problems, []);
  return projects;
}

/** Reads a shared list and compares it with the configured projects. */
function read(json: string, configured: readonly unknown[] = []): SharedList {
  const existing = projectsOf(configured);
  const shared = readShared(json, existing, new Set(existing.flatMap(({ name, account }) => [name, account])));
  assert.ok(!('wrong' in shared), JSON.stringify(shared));
  return shared;
}
const names = (projects: readonly Project[]): string[] => projects.map(({ name }) => name);

describe('a shared list of projects', () => {
  it('holds the shortest entries that read as the same projects', () => {
    const projects = projectsOf(ENTRIES);
    assert.deepEqual(projects.map(entryOf), ENTRIES);
    assert.deepEqual(projectsOf(projects.map(entryOf)), projects);
    assert.deepEqual(read(toSharedText(projects)).fresh, projects);
  });

  it('keeps the default endpoints of an unknown region', () => {
    const usual = {
      cph: 'https://cph.xx-nowhere-1.myhuaweicloud.com',
      koophone: 'https://koophone.myhuaweicloud.com',
      iam: 'https://iam.myhuaweicloud.com',
    };
    const projects = projectsOf([{ name: 'New', region: 'xx-nowhere-1', endpoints: usual }]);
    assert.deepEqual(projectsOf(projects.map(entryOf)), projects);
  });

  it('exports no unknown field of the setting, such as a password', () => {
    const { projects } = readProjects([{ name: 'A', region: 'cn-north-4', password: 'hunter2', token: 'MII' }]);
    const shared = toSharedText(projects);
    assert.deepEqual(JSON.parse(shared), { version: 1, projects: [{ name: 'A', region: 'cn-north-4' }] });
  });

  it('is read as an object, as a part of the settings, as an array and as one entry', () => {
    const [entry] = ENTRIES;
    for (const value of [
      { version: 1, projects: [entry] },
      { projects: [entry] },
      { 'cloudPhone.projects': [entry], 'editor.fontSize': 12 },
      [entry],
      entry,
    ]) {
      assert.deepEqual(names(read(`\ufeff${JSON.stringify(value)}`).fresh), ['Short']);
    }
  });

  it('says why nothing can be read', () => {
    for (const [json, why] of [
      ['', /not JSON/],
      ['{', /not JSON/],
      ['7', /not a project list/],
      ['null', /not a project list/],
      ['{}', /not a project list/],
      ['{"projects":{}}', /not a project list/],
      ['{"version":2,"projects":[]}', /another version/],
    ] as const) {
      const shared = readShared(json, [], new Set());
      assert.ok('wrong' in shared, json);
      assert.match(shared.wrong.message, why);
    }
  });

  it('tells new projects, known ones, and others with the same name apart', () => {
    const configured = [
      { name: 'Same', region: 'cn-north-4' },
      { name: 'Mine', region: 'cn-north-4', projectId: ID },
      { name: 'Taken', region: 'cn-north-4' },
      { name: 'With account', account: 'team', region: 'cn-north-4' },
    ];
    const shared = read(
      JSON.stringify([
        { name: 'Same', region: 'cn-north-4' },
        { name: 'Theirs', region: 'cn-north-4', projectId: ID.toUpperCase() },
        { name: 'Taken', region: 'cn-south-1' },
        { name: 'team', region: 'cn-south-1' },
        { name: 'Other place', region: 'cn-south-1', projectId: ID },
        { name: 'Other id', region: 'cn-north-4', projectId: OTHER_ID },
        { name: 'Other host', region: 'cn-north-4', projectId: ID, endpoints: { iam: origin } },
      ]),
      configured,
    );
    assert.deepEqual(names(shared.known), ['Same', 'Theirs']);
    assert.deepEqual(names(shared.conflicts), ['Taken', 'team']);
    assert.deepEqual(names(shared.fresh), ['Other place', 'Other id', 'Other host']);
  });

  it('leaves out invalid entries, and reports them', () => {
    const shared = read(
      JSON.stringify([
        { name: 'Good', region: 'cn-north-4' },
        { name: 'Bad', region: 7 },
        'worse',
        { name: 'Good', region: 'cn-south-1' },
      ]),
    );
    assert.deepEqual(names(shared.fresh), ['Good']);
    assert.deepEqual(
      shared.problems.map(({ label }) => label),
      ['Bad', '3', 'Good'],
    );
  });
});
