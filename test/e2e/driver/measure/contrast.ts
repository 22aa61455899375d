/** A colour of the page: red, green and blue between 0 and 255, alpha between 0 and 1. */
type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** The colour of an element and the backgrounds behind it, nearest first: CSS colours as the page computed them. */
export interface Painted {
  readonly color: string;
  /** The product of the opacities of the element and of all its ancestors. */
  readonly opacity: number;
  readonly backgrounds: readonly string[];
}

/** @throws Error for an unknown notation of a colour */
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

/** The relative luminance as defined by WCAG 2. */
function luminance([red, green, blue]: Colour): number {
  const linear = (part: number): number => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** @returns the contrast of the element with its background, between 1 and 21 (WCAG 2) */
export function contrast({ color, opacity, backgrounds }: Painted): number {
  const behind = backgrounds.map(parse).reduceRight<Colour>((below, layer) => over(layer, below), [255, 255, 255, 1]);
  const [red, green, blue, alpha] = parse(color);
  const [one, other] = [luminance(over([red, green, blue, alpha * opacity], behind)), luminance(behind)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
