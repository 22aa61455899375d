// The second half of npm run manifest: makes the entries of the verbs in package.json anew, from the lists of the verbs.
import manifest from '../../../package.json';
import { withVerbs } from './verbEntries';
import { writeFormatted } from './writeFormatted';

await writeFormatted('package.json', JSON.stringify(withVerbs(manifest)));
