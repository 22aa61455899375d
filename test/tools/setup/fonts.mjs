// Chinese characters for the pictures of the end-to-end tests: without a font they are empty boxes. No test fails for it.
import { spawnSync } from 'node:child_process';
import { aptInstall, hasApt, say } from './shell.mjs';

/** The lightest one of Debian that is drawn for Simplified Chinese: 1.6 MB. */
const font = 'fonts-wqy-microhei';

const hasChinese = () => {
  const { status, stdout } = spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '';
};

/** Sees to it that a Linux machine can draw Chinese, where that is possible. */
export async function findFonts() {
  if (process.platform !== 'linux' || hasChinese()) {
    return;
  }
  if (hasApt()) {
    say('Installing a Chinese font with apt-get.');
    await aptInstall([font]).catch(() => undefined);
  }
  if (!hasChinese()) {
    say('Pictures will show boxes in place of Chinese characters: this machine has no font for them.');
  }
}
