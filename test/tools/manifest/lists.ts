// The first half of npm run manifest: makes the lists of the verbs anew, from the files of the verbs.
import { registries } from './registries';
import { writeFormatted } from './writeFormatted';

for (const [file, text] of Object.entries(await registries())) {
  await writeFormatted(file, text);
}
