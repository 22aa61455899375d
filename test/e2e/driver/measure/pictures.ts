import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../tools/root';
import { animate, type Frame } from './apng';
import { type Workbench } from '../window/workbench';

/** Set by `npm run test:e2e -- --pictures`, which takes new pictures for the documentation. */
const isWanted = process.env.CLOUD_PHONE_PICTURES !== undefined;
const size = { width: 1280, height: 720 };
const animationSize = { width: 960, height: 600 };
const inDocs = (name: string): string => path.join(root, 'docs', `${name}.png`);

/** Settings with which the window follows the page from dark to light. */
export const themesForPictures = {
  'window.autoDetectColorScheme': true,
  'workbench.preferredDarkColorTheme': 'Default Dark Modern',
  'workbench.preferredLightColorTheme': 'Default Light Modern',
};

/** Saves a screenshot as `docs/<name>.png`, and one in the light theme as `docs/<name>-light.png`. */
export async function takePictures(workbench: Workbench, name: string): Promise<void> {
  if (!isWanted) {
    return;
  }
  copyFileSync(await workbench.screenshot(name, size), inDocs(name));
  const { page } = workbench;
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('.monaco-workbench.vs').waitFor();
  copyFileSync(await workbench.screenshot(`${name}-light`, size), inDocs(`${name}-light`));
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('.monaco-workbench.vs-dark').waitFor();
}

/** An animation of what a person does, with one frame for each step. */
export class Film {
  private readonly frames: Frame[] = [];

  constructor(
    private readonly workbench: Workbench,
    private readonly name: string,
  ) {}

  /** @param ms how long the frame is shown, in milliseconds */
  async frame(ms: number): Promise<void> {
    if (isWanted) {
      const file = await this.workbench.screenshot(`${this.name}-${this.frames.length + 1}`, animationSize);
      this.frames.push({ png: readFileSync(file), ms });
    }
  }

  /** Writes `docs/<name>.png`, an animated PNG. */
  keep(): void {
    if (isWanted) {
      writeFileSync(inDocs(this.name), animate(this.frames));
    }
  }
}
