// Whether a desktop VS Code can serve. CLOUD_PHONE_HOST=desktop or =browser decides instead.
import { SetupError, which } from './shell.mjs';

const updateHost = 'https://update.code.visualstudio.com/api/releases/stable';
const probeDeadlineMs = 3000;

function forced() {
  const value = process.env.CLOUD_PHONE_HOST ?? '';
  if (!['', 'desktop', 'browser'].includes(value)) {
    throw new SetupError('CLOUD_PHONE_HOST takes "desktop" or "browser".');
  }
  return value;
}

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

/** The `code` on the PATH that `npm start` opens. */
export function findDesktop() {
  const choice = forced();
  const code = choice === 'browser' ? undefined : which('code');
  if (choice === 'desktop' && code === undefined) {
    throw new SetupError('CLOUD_PHONE_HOST asks for the desktop, but there is no "code" on the PATH.');
  }
  return choice === 'desktop' || hasDisplay() ? code : undefined;
}

/** Whether the integration tests can download and show a desktop VS Code here. */
export async function mayDownloadDesktop() {
  const choice = forced();
  if (choice !== '') {
    return choice === 'desktop';
  }
  if (!hasDisplay()) {
    return false;
  }
  try {
    return (await fetch(updateHost, { signal: globalThis.AbortSignal.timeout(probeDeadlineMs) })).ok;
  } catch {
    return false;
  }
}
