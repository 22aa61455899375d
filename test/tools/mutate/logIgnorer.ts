/** A part of the syntax tree, as far as it is looked at. */
interface Node {
  readonly type: string;
  readonly name?: string;
  readonly body?: unknown;
  readonly expression?: Node;
  readonly callee?: Node;
  readonly object?: Node;
  readonly property?: Node;
}

/** Whether it is `log.warn(…)` or `this.parts.log.warn(…)`. */
const isLogCall = ({ type, callee }: Node): boolean =>
  type === 'CallExpression' && [callee?.object?.name, callee?.object?.property?.name].includes('log');

const isLogLine = ({ type, expression }: Node): boolean =>
  type === 'ExpressionStatement' && expression !== undefined && isLogCall(expression);

function isOnlyLog(node: Node): boolean {
  const { type, body } = node;
  return type === 'BlockStatement' && Array.isArray(body) && body.length > 0
    ? body.every((line: Node) => isLogLine(line))
    : isLogLine(node) || isLogCall(node);
}

/** Stryker loads it as a plugin: what only writes a line of the log is not changed. */
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'log',
    value: {
      shouldIgnore: ({ node }: { readonly node: Node }): string | undefined =>
        isOnlyLog(node) ? 'It only writes a line of the log.' : undefined,
    },
  },
];
