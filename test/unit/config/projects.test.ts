import assert from 'node:assert/strict';
import { readProjects } from '../../../src/config/projects';
import { inEnglish } from '../../../src/base/message';

const ID = '0123456789abcdef0123456789abcdef';
const good = { name: 'Good', region: 'cn-north-4' };

/** Reads the setting with a valid entry before and after the given one. */
const between = (entry: unknown) => readProjects([good, entry, { name: 'Last', region: 'cn-south-1' }]);
const namesOf = (setting: ReturnType<typeof readProjects>): readonly string[] =>
  setting.projects.map((project) => project.name);

describe('the setting cloudPhone.projects', () => {
  it('means no projects and no problems when it is absent', () => {
    assert.deepEqual(readProjects(undefined), { projects: [], problems: [] });
    assert.deepEqual(readProjects([]), { projects: [], problems: [] });
  });

  it('fills in the defaults of an entry', () => {
    assert.deepEqual(readProjects([good]).projects, [
      {
        name: 'Good',
        account: 'Good',
        region: 'cn-north-4',
        services: ['cph', 'koophone'],
        servers: [],
        instances: [],
        hosts: {
          cph: 'https://cph.cn-north-4.myhuaweicloud.com',
          koophone: 'https://koophone.myhuaweicloud.com',
          iam: 'https://iam.myhuaweicloud.com',
        },
      },
    ]);
  });

  it('takes every field of an entry', () => {
    const entry = {
      name: '预发布 Staging',
      account: 'team',
      region: 'cn-north-4',
      projectId: ID,
      services: ['koophone'],
      servers: [ID, 'AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE'],
      instances: [{ instanceId: 'kp00aa11', userId: '1008600000000000001', name: 'demo' }, { instanceId: 'kp_2-b' }],
      endpoints: { cph: 'https://cph.example.com:8443/', iam: 'http://127.0.0.1:8080' },
    };
    const { projects, problems } = readProjects([entry]);
    assert.deepEqual(problems, []);
    const { endpoints, ...rest } = entry;
    assert.equal(endpoints.cph, 'https://cph.example.com:8443/');
    const hosts = {
      cph: 'https://cph.example.com:8443',
      koophone: 'https://koophone.myhuaweicloud.com',
      iam: 'http://127.0.0.1:8080',
    };
    assert.deepEqual(projects, [{ ...rest, hosts }]);
  });

  for (const setting of [{}, 'projects', 7, true, null]) {
    it(`that is ${JSON.stringify(setting)} instead of a list is one problem`, () => {
      const { projects, problems } = readProjects(setting);
      assert.deepEqual(projects, []);
      assert.equal(problems.length, 1);
    });
  }

  const hopeless: readonly [string, unknown, string, RegExp][] = [
    ['that is no object', 'Staging', '[1]', /must be an object/],
    ['that is null', null, '[1]', /must be an object/],
    ['that is a list', [good], '[1]', /must be an object/],
    ['without a name', { region: 'cn-north-4' }, '[1].name', /name must be a text of 1 to 64/],
    ['with a number as name', { name: 7, region: 'cn-north-4' }, '[1].name', /name must be a text/],
    ['with a blank name', { name: '  ', region: 'cn-north-4' }, '[1].name', /name must be a text/],
    ['with a name of 65 characters', { name: 'x'.repeat(65), region: 'cn-north-4' }, '[1].name', /1 to 64/],
    ['with the name of another one', { name: 'Good', region: 'cn-south-1' }, '[1].name', /already named Good/],
    ['without a region', { name: 'Bad' }, '[1].region', /must be a name such as cn-north-4/],
    ['with a number as region', { name: 'Bad', region: 4 }, '[1].region', /must be a name such as cn-north-4/],
    [
      'with a region that could change the host',
      { name: 'Bad', region: 'cn-north-4.evil.com/' },
      '[1].region',
      /such as/,
    ],
    ['with an unknown region', { name: 'Bad', region: 'cn-nowhere-1' }, '[1].region', /cn-nowhere-1 is not known/],
    [
      'with a region named like a part of every object',
      { name: 'Bad', region: 'to-string' },
      '[1].region',
      /not known/,
    ],
    ['with a short project id', { ...good, name: 'Bad', projectId: 'abc' }, '[1].projectId', /32 hexadecimal/],
    ['with a number as project id', { ...good, name: 'Bad', projectId: 123 }, '[1].projectId', /32 hexadecimal/],
    ['with a number as account', { ...good, name: 'Bad', account: 5 }, '[1].account', /account must be a text/],
    ['with an unknown service', { ...good, name: 'Bad', services: ['obs'] }, '[1].services', /cph and koophone/],
    ['with no service', { ...good, name: 'Bad', services: [] }, '[1].services', /cph and koophone/],
    ['with a text as services', { ...good, name: 'Bad', services: 'cph' }, '[1].services', /cph and koophone/],
    [
      'with a text as endpoints',
      { ...good, name: 'Bad', endpoints: 'https://x' },
      '[1].endpoints',
      /must be an object/,
    ],
    [
      'with an endpoint of an unknown service',
      { ...good, name: 'Bad', endpoints: { obs: 'https://x' } },
      '[1].endpoints.obs',
      /no endpoint named obs/,
    ],
    [
      'with an endpoint on plain http',
      { ...good, name: 'Bad', endpoints: { cph: 'http://cph.example.com' } },
      '[1].endpoints.cph',
      /must start with https/,
    ],
    [
      'with an endpoint that only looks like loopback',
      { ...good, name: 'Bad', endpoints: { cph: 'http://127.0.0.1.example.com' } },
      '[1].endpoints.cph',
      /must start with https/,
    ],
    [
      'with an endpoint of another scheme',
      { ...good, name: 'Bad', endpoints: { iam: 'file:///etc/passwd' } },
      '[1].endpoints.iam',
      /must start with https/,
    ],
    [
      'with an endpoint with a path',
      { ...good, name: 'Bad', endpoints: { iam: 'https://iam.example.com/v3' } },
      '[1].endpoints.iam',
      /without a path/,
    ],
    [
      'with an endpoint with a query',
      { ...good, name: 'Bad', endpoints: { iam: 'https://iam.example.com/?a=b' } },
      '[1].endpoints.iam',
      /without a path/,
    ],
    [
      'with a password in an endpoint',
      { ...good, name: 'Bad', endpoints: { iam: 'https://u:p@iam.example.com' } },
      '[1].endpoints.iam',
      /user name or password/,
    ],
    [
      'with a number as endpoint',
      { ...good, name: 'Bad', endpoints: { koophone: 443 } },
      '[1].endpoints.koophone',
      /an address such as/,
    ],
    [
      'with a word instead of an address as endpoint',
      { ...good, name: 'Bad', endpoints: { koophone: 'koophone' } },
      '[1].endpoints.koophone',
      /an address such as/,
    ],
  ];
  for (const [what, entry, path, sentence] of hopeless) {
    it(`leaves out an entry ${what}, says why, and keeps the others`, () => {
      const read = between(entry);
      assert.deepEqual(namesOf(read), ['Good', 'Last']);
      assert.deepEqual(
        read.problems.map((problem) => problem.path),
        [path],
      );
      const [problem] = read.problems;
      assert.ok(problem !== undefined && problem.project === undefined);
      assert.match(inEnglish(problem.text), sentence);
    });
  }

  it('reports every problem of an entry', () => {
    const { problems } = between({ name: 'Bad', region: 'x', projectId: 'y', services: 'z' });
    assert.deepEqual(
      problems.map(({ path, label }) => `${path} ${label}`),
      ['[1].region Bad', '[1].projectId Bad', '[1].services Bad'],
    );
  });

  it('names an entry without a valid name by its position', () => {
    assert.equal(between({ region: 'cn-north-4' }).problems[0]?.label, '2');
    assert.equal(between('?').problems[0]?.label, '2');
  });

  const partial: readonly [string, Record<string, unknown>, string, RegExp][] = [
    [
      'a server id with a slash',
      { servers: [`${ID.slice(0, 20)}/../servers`, ID] },
      '.servers[0]',
      /A server ID is 32/,
    ],
    ['a server id of 31 characters', { servers: [ID.slice(1), ID] }, '.servers[0]', /A server ID is 32/],
    ['a number as server id', { servers: [ID, 7] }, '.servers[1]', /A server ID is 32 .* not 7/],
    ['a text as list of servers', { servers: ID }, '.servers', /servers must be a list/],
    [
      'an instance that is a text',
      { instances: ['kp00aa11'] },
      '.instances[0].instanceId',
      /An instance ID is 1 to 32/,
    ],
    ['an instance id with a slash', { instances: [{ instanceId: 'kp/1' }] }, '.instances[0].instanceId', /not "kp\/1"/],
    [
      'an instance id of 33 characters',
      { instances: [{ instanceId: 'k'.repeat(33) }] },
      '.instances[0].instanceId',
      /1 to 32/,
    ],
    [
      'a user id of 33 characters',
      { instances: [{ instanceId: 'kp1', userId: '1'.repeat(33) }] },
      '.instances[0].userId',
      /1 to 32 characters/,
    ],
    [
      'a number as user id',
      { instances: [{ instanceId: 'kp1', userId: 42 }] },
      '.instances[0].userId',
      /A user ID is a text .* not 42/,
    ],
    [
      'an empty user id',
      { instances: [{ instanceId: 'kp1', userId: '' }] },
      '.instances[0].userId',
      /A user ID is a text/,
    ],
    [
      'a user id with a blank',
      { instances: [{ instanceId: 'kp1', userId: 'a b' }] },
      '.instances[0].userId',
      /without blanks/,
    ],
    [
      'a number as name of an instance',
      { instances: [{ instanceId: 'kp1', name: 5 }] },
      '.instances[0].name',
      /name must be a text/,
    ],
    ['an object as list of instances', { instances: {} }, '.instances', /instances must be a list/],
    ['a field that no project has', { regoin: 'x' }, '.regoin', /has no field regoin/],
  ];
  for (const [what, fields, path, sentence] of partial) {
    it(`keeps a project with ${what}, without it, and says what is wrong`, () => {
      const read = between({ name: 'Odd', region: 'cn-north-4', ...fields });
      assert.deepEqual(namesOf(read), ['Good', 'Odd', 'Last']);
      assert.deepEqual(
        read.problems.map((problem) => problem.path),
        [`[1]${path}`],
      );
      const [problem] = read.problems;
      assert.ok(problem !== undefined && problem.project === 'Odd' && problem.label === 'Odd');
      assert.match(inEnglish(problem.text), sentence);
    });
  }

  it('keeps the valid items beside invalid ones', () => {
    const read = between({
      name: 'Odd',
      region: 'cn-north-4',
      servers: ['x/y', ID],
      instances: [{ instanceId: 'kp1' }, { instanceId: 'kp2', userId: 'u'.repeat(33) }],
    });
    assert.deepEqual(read.projects.map(({ servers, instances }) => [servers, instances])[1], [
      [ID],
      [{ instanceId: 'kp1' }],
    ]);
    assert.equal(read.problems.length, 2);
  });

  it('takes an id once, and reports where it comes again', () => {
    const upper = ID.toUpperCase();
    const instances = [{ instanceId: 'kp1', userId: '7' }, { instanceId: 'kp1' }];
    const { projects, problems } = readProjects([{ ...good, servers: [ID, upper], instances }]);
    assert.deepEqual(
      projects.map((project) => [project.servers, project.instances]),
      [[[ID], [{ instanceId: 'kp1', userId: '7' }]]],
    );
    assert.deepEqual(
      problems.map(({ path, text }) => `${path} ${inEnglish(text)}`),
      [
        `[0].servers[1] This ID is in the list already: ${upper.toLowerCase()}`,
        '[0].instances[1] This ID is in the list already: kp1',
      ],
    );
  });

  it('accepts an unknown region when the entry has the endpoints of all its services', () => {
    const endpoints = { cph: 'https://c.example.com', iam: 'https://i.example.com' };
    const entry = { name: 'Own', region: 'cn-own-1', services: ['cph'], endpoints };
    assert.deepEqual(namesOf(readProjects([entry])), ['Own']);
    assert.deepEqual(namesOf(readProjects([{ ...entry, services: ['cph', 'koophone'] }])), []);
  });

  it('treats an empty name of an instance as absent', () => {
    const { projects, problems } = readProjects([
      { name: 'a', region: 'cn-north-4', instances: [{ instanceId: 'i1', name: '' }] },
    ]);
    assert.deepEqual(projects[0]?.instances, [{ instanceId: 'i1' }]);
    assert.deepEqual(problems, []);
  });

  it('accepts plain http on loopback, whatever its spelling', () => {
    for (const host of ['http://localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1', 'http://127.1:1']) {
      const read = readProjects([{ ...good, endpoints: { cph: host } }]);
      assert.deepEqual(namesOf(read), ['Good'], host);
    }
  });

  it('keeps the first of two projects with the same name, and reports the second', () => {
    const read = readProjects([good, { name: 'Good', region: 'cn-south-1' }, { name: 'Good', region: 'cn-east-3' }]);
    assert.deepEqual(
      read.projects.map((project) => project.region),
      ['cn-north-4'],
    );
    assert.deepEqual(
      read.problems.map((problem) => problem.path),
      ['[1].name', '[2].name'],
    );
  });
});
