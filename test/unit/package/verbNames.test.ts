import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { VERB_IDS } from '../../../src/model/verbs';
import { root } from '../../tools/root';

/** Where the verbs themselves are, and what has the same names for another reason. */
const MAY_NAME: readonly string[] = [
  'src/model/verbs.ts',
  'src/exportedActions.ts',
  'src/operations/verbs/',
  'src/ui/words/verbs/',
  // The verbs of version 0.1.
  'src/operations/journal/format/formatV1.ts',
  // The methods of the clients, and the paths of the cloud.
  'src/operations/common/projectClients.ts',
  'src/api/',
];

describe('the names of the verbs', () => {
  it('are in no code but the files of the verbs: what differs between them is looked up', () => {
    const named = new RegExp(`['"\`](?:${VERB_IDS.join('|')})['"\`]`);
    const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .map((file) => `src/${file.replaceAll(path.sep, '/')}`)
      .filter((file) => file.endsWith('.ts') && !MAY_NAME.some((place) => file.startsWith(place)));
    assert.ok(files.length > 200);
    assert.deepEqual(
      files.filter((file) => named.test(readFileSync(path.join(root, file), 'utf8'))),
      [],
    );
  });
});
