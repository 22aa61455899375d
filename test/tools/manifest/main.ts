// npm run manifest: makes the entries of package.json that follow from the registry of the verbs anew.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import manifest from '../../../package.json';
import { root } from '../root';
import { withVerbs } from './verbEntries';

const file = path.join(root, 'package.json');
writeFileSync(file, await prettier.format(JSON.stringify(withVerbs(manifest)), { filepath: file }));
