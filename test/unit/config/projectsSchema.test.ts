import assert from 'node:assert/strict';
import schema from '../../../schemas/projects.schema.json';
import { readProjects } from '../../../src/config/projects';

const ID = '0123456789abcdef0123456789abcdef';

describe('the schema of the setting cloudPhone.projects', () => {
  // test/unit/package/manifest.test.ts compares this file with the setting.
  const { items } = schema.properties.projects;
  const { servers, instances, endpoints, ...fields } = items.properties;
  const own = 'https://example.com';

  /** For each part of an entry: its schema, an entry with that value in it, and values of all kinds. */
  const parts: Readonly<Record<string, readonly [schema: Schema, entry: (value: string) => object, values: string[]]>> =
    {
      name: [fields.name, (name) => ({ name }), ['Mine', ' x ', '', '  ', 'x'.repeat(64), 'x'.repeat(65)]],
      account: [fields.account, (account) => ({ account }), ['team', '', ' ', 'x'.repeat(65)]],
      region: [
        fields.region,
        (region) => ({ region, endpoints: { cph: own, koophone: own, iam: own } }),
        ['cn-north-4', 'eu-de', 'cn', 'CN-north-4', 'cn_north', 'cn-north-4/x', `cn-${'x'.repeat(41)}`, ''],
      ],
      projectId: [fields.projectId, (projectId) => ({ projectId }), ['', ID, ID.toUpperCase(), `${ID}0`, 'x']],
      servers: [
        servers.items,
        (server) => ({ servers: [server] }),
        [ID, ID.toUpperCase(), '01234567-89ab-cdef-0123-456789abcdef', `-${ID}-`, ID.slice(1), `${ID.slice(1)}-`, 'x'],
      ],
      instanceId: [
        instances.items.properties.instanceId,
        (instanceId) => ({ instances: [{ instanceId }] }),
        ['kp00aa11', 'a_b-c', '', 'a b', 'x'.repeat(32), 'x'.repeat(33)],
      ],
      userId: [
        instances.items.properties.userId,
        (userId) => ({ instances: [{ instanceId: 'a', userId }] }),
        ['1008600000000000001', '用户', '', 'a b', 'a/b', 'a\u0007', 'x'.repeat(33)],
      ],
      instanceName: [
        instances.items.properties.name,
        (name) => ({ instances: [{ instanceId: 'a', name }] }),
        ['', 'x'.repeat(128), 'x'.repeat(129)],
      ],
      endpoints: [
        endpoints.properties.iam,
        (iam) => ({ endpoints: { iam } }),
        [
          'https://iam.example.com',
          'https://iam.example.com:8443/',
          'http://localhost:8080',
          'http://127.0.0.1',
          'http://[::1]:80',
          'http://iam.example.com',
          'https://user@iam.example.com',
          'https://iam.example.com/v3',
          'https://iam.example.com?x',
          'ftp://iam.example.com',
          'iam.example.com',
          '',
        ],
      ],
    };
  it('takes exactly what the reader takes, and says of all else what is wrong', () => {
    for (const [part, [schema, entry, values]] of Object.entries(parts)) {
      const { pattern = '', minLength = 0, maxLength = Infinity } = schema;
      for (const value of values) {
        const { problems } = readProjects([{ name: 'Mine', region: 'cn-north-4', ...entry(value) }]);
        const isTaken = new RegExp(pattern).test(value) && value.length >= minLength && value.length <= maxLength;
        assert.equal(isTaken, problems.length === 0, `${part}: ${JSON.stringify(value)}`);
      }
      assert.equal(schema.pattern === undefined, schema.patternErrorMessage === undefined, part);
    }
  });

  it('describes every field', () => {
    const without: string[] = [];
    const look = (properties: object, path: string): void => {
      for (const [name, field] of Object.entries(properties) as [string, Schema][]) {
        if (field.description === undefined) {
          without.push(`${path}${name}`);
        }
        look(field.properties ?? field.items?.properties ?? {}, `${path}${name}.`);
      }
    };
    look(items.properties, '');
    assert.deepEqual(without, []);
  });
});

interface Schema {
  readonly pattern?: string;
  readonly patternErrorMessage?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly description?: string;
  readonly properties?: object;
  readonly items?: { readonly properties?: object };
}
