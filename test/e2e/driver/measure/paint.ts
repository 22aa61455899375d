import { type Locator } from 'playwright-core';
import { type Painted } from './contrast';

/** The objects of the page that are used here. */
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

/** Exists inside the page. */
declare function getComputedStyle(element: Box): Style;

/** How an element is drawn: its text or icon, and its outline; undefined when no outline is visible. */
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
    // An outline has its contrast with the background of the element.
    outline: hasOutline ? { color: style.outlineColor, opacity, backgrounds: backgrounds.slice(1) } : undefined,
  };
}

/** @returns how the page draws the element, with computed colours */
export const paintOf = (element: Locator): Promise<Paint> => element.evaluate(readPaint);
