/** A colour of the page: red, green and blue between 0 and 255, alpha between 0 and 1. */
type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** What is drawn, and what it is drawn on: CSS colours as the page computed them, the nearest background first. */
export interface Painted {
  readonly color: string;
  /** Of it and of all that it stands in, multiplied. */
  readonly opacity: number;
  readonly backgrounds: readonly string[];
}

/** @throws Error for a notation that the page is not known to use */
function parse(css: string): Colour {
  const [, red, green, blue, alpha = '1'] = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(css) ?? [];
  if (red === undefined || green === undefined || blue === undefined) {
    throw new Error(`Not a colour: ${css}`);
  }
  return [Number(red), Number(green), Number(blue), Number(alpha)];
}

const over = ([r, g, b, a]: Colour, [br, bg, bb]: Colour): Colour => [
  r * a + br * (1 - a),
  g * a + bg * (1 - a),
  b * a + bb * (1 - a),
  1,
];

/** Relative luminance as WCAG 2 defines it. */
function luminance([red, green, blue]: Colour): number {
  const linear = (part: number): number => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** @returns the contrast of what is drawn with what is behind it, between 1 and 21 (WCAG 2) */
export function contrast({ color, opacity, backgrounds }: Painted): number {
  const behind = backgrounds.map(parse).reduceRight<Colour>((below, layer) => over(layer, below), [255, 255, 255, 1]);
  const [red, green, blue, alpha] = parse(color);
  const [one, other] = [luminance(over([red, green, blue, alpha * opacity], behind)), luminance(behind)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
