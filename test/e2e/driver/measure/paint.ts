import { type Locator } from 'playwright-core';
import { type Painted } from './contrast';

/** What of the page's own objects this needs. */
interface Box {
  readonly parentElement: Box | null;
}
interface Style {
  readonly color: string;
  readonly outlineColor: string;
  readonly outlineStyle: string;
  readonly outlineWidth: string;
  readonly backgroundColor: string;
  readonly opacity: string;
}

/** This exists inside the page. */
declare function getComputedStyle(element: Box): Style;

/** How an element is drawn: its text or icon, and its outline, undefined where it has none that can be seen. */
export interface Paint {
  readonly ink: Painted;
  readonly outline: Painted | undefined;
}

/** Runs inside the page. */
function readPaint(element: Box): Paint {
  const above: Style[] = [];
  for (let box: Box | null = element; box !== null; box = box.parentElement) {
    above.push(getComputedStyle(box));
  }
  const style = getComputedStyle(element);
  const opacity = above.reduce((product, one) => product * Number(one.opacity), 1);
  const backgrounds = above.map(({ backgroundColor }) => backgroundColor);
  const hasOutline = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1;
  return {
    ink: { color: style.color, opacity, backgrounds },
    // An outline is seen against what the element stands on.
    outline: hasOutline ? { color: style.outlineColor, opacity, backgrounds: backgrounds.slice(1) } : undefined,
  };
}

/** @returns how the page draws the element, in computed colours */
export const paintOf = (element: Locator): Promise<Paint> => element.evaluate(readPaint);
