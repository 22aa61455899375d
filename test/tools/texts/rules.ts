import ts from 'typescript';
import { nodesOf, placeOf, type TextCall } from './calls';

/** Where a person sees what is given under these names. */
const SHOWN_PROPERTIES = new Set([
  'label',
  'description',
  'detail',
  'tooltip',
  'placeholder',
  'placeHolder',
  'prompt',
  'title',
  'message',
  'validationMessage',
]);
const SHOWN_ARGUMENTS = /^tell\.(?:info|warn|error|status)$|\.append(?:Markdown|Text)$/;
/** What the floors below `vscode` hand up to be shown: a sentence of ours must be a Text there. */
const SAID_PROPERTIES = new Set(['text', 'advice', 'lost', 'said', 'word']);

const isShownFloor = (file: ts.SourceFile): boolean => /^src\/(?:commands|tree|ui)\//.test(file.fileName);

/** @returns the letters that a literal shows by itself; the values in it are no business of its own */
function ownLetters(node: ts.Node): string | undefined {
  const own = ts.isStringLiteralLike(node)
    ? node.text
    : ts.isTemplateExpression(node)
      ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' ')
      : '';
  return /\p{L}/u.test(own) ? own : undefined;
}

/** Both branches of a choice, and what stands in brackets. */
function* valuesOf(node: ts.Expression): Generator<ts.Expression> {
  if (ts.isConditionalExpression(node)) {
    yield* valuesOf(node.whenTrue);
    yield* valuesOf(node.whenFalse);
  } else if (ts.isParenthesizedExpression(node)) {
    yield* valuesOf(node.expression);
  } else if (ts.isBinaryExpression(node) && node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) {
    yield* valuesOf(node.left);
    yield* valuesOf(node.right);
  } else {
    yield node;
  }
}

const nameOf = (name: ts.Node): string => (ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : '');

/** The expressions of a node that a person gets to see. */
function shownBy(node: ts.Node, isShown: boolean): readonly ts.Expression[] {
  const names = isShown ? SHOWN_PROPERTIES : SAID_PROPERTIES;
  if (ts.isPropertyAssignment(node) && names.has(nameOf(node.name))) {
    return [node.initializer];
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'ApiError') {
    return node.arguments?.slice(1, 2) ?? [];
  }
  if (!isShown) {
    return [];
  }
  if (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isPropertyAccessExpression(node.left) &&
    (SHOWN_PROPERTIES.has(node.left.name.text) || node.left.name.text === 'text')
  ) {
    return [node.right];
  }
  return ts.isCallExpression(node) && SHOWN_ARGUMENTS.test(node.expression.getText()) ? node.arguments : [];
}

/** @returns `place: literal` for each text that a person would see in English whatever their language is */
export function hardCoded(file: ts.SourceFile): string[] {
  const found: string[] = [];
  for (const node of nodesOf(file)) {
    for (const value of shownBy(node, isShownFloor(file)).flatMap((shown) => [...valuesOf(shown)])) {
      const letters = ownLetters(value);
      if (letters !== undefined) {
        found.push(`${placeOf(value)}: ${letters}`);
      }
    }
  }
  return found;
}

/** @returns `place: source` for each text that is not one literal, or becomes a part of a longer one */
export function built(calls: readonly TextCall[]): string[] {
  const isPart = ({ parent }: ts.Node): boolean =>
    (ts.isTemplateSpan(parent) && ownLetters(parent.parent) !== undefined) ||
    (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.PlusToken);
  return calls
    .filter(({ literal, node }) => literal === undefined || isPart(node))
    .map(({ where, source }) => `${where}: ${source}`);
}

/** @returns `place: text` for each text that is given more or fewer values than it has places for */
export function misfilled(calls: readonly TextCall[]): string[] {
  const places = (text: string): number =>
    Math.max(0, ...[...text.matchAll(/\{(\d+)\}/g)].map(([, index]) => Number(index) + 1));
  return calls
    .filter(({ literal, values }) => literal !== undefined && values !== Infinity && places(literal) !== values)
    .map(({ where, literal }) => `${where}: ${literal ?? ''}`);
}

/** A count and the plural after it: `{0} servers`, `{1} selected rows`, `{0} are`. */
const PLURAL =
  /(\{\d+\}) (?:are|have|were|(?:\w+ )?(?!(?:is|has|was|does|goes|comes|asks|allows|needs|says|its)\b)\w+s)\b/;

const SINGULAR = new Map(
  Object.entries({ are: 'is', they: 'it', have: 'has', were: 'was', them: 'it', their: 'its', go: 'goes' }),
);

/** The same for one and for many: words in the singular, without the s of plurals and of verbs. */
const withoutNumber = (text: string): string =>
  text.toLowerCase().replaceAll(/[a-z]+/g, (word) => (SINGULAR.get(word) ?? word).replace(/s$/, ''));

/** @returns for each text with a plural its count, such as `{0}`, and the texts that say the same of one */
export function pluralsOf(texts: readonly string[]): { many: string; count: string; ones: readonly string[] }[] {
  return texts.flatMap((many) => {
    const count = PLURAL.exec(many)?.[1];
    if (count === undefined) {
      return [];
    }
    const wanted = withoutNumber(many.replaceAll(count, '1'));
    return [{ many, count, ones: texts.filter((text) => withoutNumber(text) === wanted) }];
  });
}

/** @returns what is wrong with a Chinese text: punctuation of the other kind, a missing space beside Latin letters */
export function typographyFaults(text: string): string[] {
  const bare = text.replaceAll(/\]\([^)]*\)/g, ']').replaceAll(/\$\([^)]*\)/g, ' ');
  const faults = [
    /[\u4e00-\u9fff][A-Za-z0-9{`]|[A-Za-z0-9}`][\u4e00-\u9fff]/,
    /[\u4e00-\u9fff] ?[,;:?!()]|[,;?!()] ?[\u4e00-\u9fff]/,
    /\s[\u3001\u3002\uff0c\uff1a\uff1b\uff1f\uff01]|[\uff0c\uff1b\uff1f\uff01] |\.\.\./,
  ];
  return faults.flatMap((fault) => fault.exec(bare)?.[0] ?? []);
}
