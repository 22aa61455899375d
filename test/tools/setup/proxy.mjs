// A real proxy for the tests of corporate networks. They also need 127.0.0.2, which only Linux has without a set-up.
import { existsSync } from 'node:fs';
import { SetupError, aptInstall, hasApt, say, which } from './shell.mjs';

const program = 'tinyproxy';
/** Debian's place for it is not on everybody's PATH. */
const elsewhere = ['/usr/sbin/tinyproxy', '/usr/bin/tinyproxy'];

const onMachine = () => which(program) ?? elsewhere.find((file) => existsSync(file));

/** The proxy's full path; undefined where these tests cannot run. */
export async function findProxy() {
  if (process.platform !== 'linux') {
    say('The tests of proxies and certificates run on Linux only and are left out.');
    return undefined;
  }
  const found = onMachine();
  if (found !== undefined) {
    return found;
  }
  if (hasApt()) {
    say('Installing tinyproxy with apt-get.');
    await aptInstall([program]);
  }
  const installed = onMachine();
  if (installed === undefined) {
    throw new SetupError(
      'Please install tinyproxy (on Debian: apt-get install tinyproxy): the tests of proxies need it.',
    );
  }
  return installed;
}
