// npm run test:integration [-- --version newest|lowest] [--grep PATTERN]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { TestRunFailedError, runTests } from '@vscode/test-electron';
import { buildExtension } from '../tools/processes/build';
import { readHostFacts } from '../tools/setup/hostFacts';
import { root } from '../tools/root';
import { testHost } from '../host/testHost';
import versions from '../tools/setup/versions.json';
import { bundleTests } from './bundle';
import { makeCertificates } from './support/network/certificates';

type Version = 'lowest' | 'newest';

/**
 * Runs the tests in one VS Code with an empty folder open. `runTests` starts a downloaded desktop VS Code, or the browser
 * host, which takes the same arguments.
 * @returns whether all tests passed
 */
async function runIn(version: Version, extensionTestsPath: string, grep: string | undefined): Promise<boolean> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-folder-'));
  const { download, proxy } = readHostFacts();
  // No environment variable can change the certificate store of a downloaded desktop VS Code.
  const network = proxy === undefined || download === true ? undefined : await makeCertificates(version, proxy);
  console.log(
    `Integration tests in VS Code ${versions[version].vscode} (${download === true ? 'desktop' : 'browser'})`,
  );
  try {
    await runTests({
      ...testHost(version),
      extensionDevelopmentPath: [root, path.join(root, 'test', 'integration', 'exampleExtension')],
      launchArgs: [folder],
      extensionTestsPath,
      extensionTestsEnv: {
        CLOUD_PHONE_VSCODE: version,
        ...network?.env,
        ...(grep === undefined ? {} : { CLOUD_PHONE_GREP: grep }),
      },
    });
    return true;
  } catch (error) {
    if (!(error instanceof TestRunFailedError)) {
      throw error;
    }
    console.error(`${error.message} in VS Code ${versions[version].vscode}.`);
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    network?.dispose();
  }
}

const { values } = parseArgs({ options: { version: { type: 'string' }, grep: { type: 'string' } } });
const asked = (['lowest', 'newest'] as const).filter((name) => values.version === undefined || values.version === name);
buildExtension();
const entry = await bundleTests();
let passed = asked.length > 0;
for (const version of asked) {
  passed = (await runIn(version, entry, values.grep)) && passed;
}
process.exitCode = passed ? 0 : 1;
