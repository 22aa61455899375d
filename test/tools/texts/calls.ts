import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../root';

/** One place where a text is handed to `vscode.l10n.t`, or to `text` of src/base/message.ts. */
export interface TextCall {
  /** Such as `src/ui/words/words.ts:12`. */
  readonly where: string;
  /** The text when it is a literal; undefined when it is built or comes from somewhere else. */
  readonly literal: string | undefined;
  /** Between the parentheses, as the source has it. */
  readonly source: string;
  /** How many values follow the text; Infinity where they are spread. */
  readonly values: number;
  readonly node: ts.CallExpression;
}

/** @returns every source file of the extension, parsed */
export function sourceFiles(folder = path.join(root, 'src')): ts.SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const shown = path.relative(root, file).split(path.sep).join('/');
      return ts.createSourceFile(shown, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true);
    });
}

export const parse = (name: string, code: string): ts.SourceFile =>
  ts.createSourceFile(name, code, ts.ScriptTarget.ES2023, true);

/** @returns every node below this one, itself included */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) {
    yield* nodesOf(child);
  }
}

export const placeOf = (node: ts.Node): string => {
  const file = node.getSourceFile();
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
};

/** `t` where it is taken out of `vscode.l10n`, `message` where it is imported from src/base/message.ts. */
function namesOf(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  if (/^const \{ t \} = vscode\.l10n;$/m.test(file.text)) {
    names.add('t');
  }
  if (/^import \{[^}]*\bmessage\b[^}]*\} from '(?:\.\.?\/)+(?:base\/)?message';$/m.test(file.text)) {
    names.add('message');
  }
  return names;
}

/** @returns the calls of one file, in their order */
export function textCalls(file: ts.SourceFile): TextCall[] {
  const names = namesOf(file);
  const calls: TextCall[] = [];
  for (const node of nodesOf(file)) {
    if (!ts.isCallExpression(node)) {
      continue;
    }
    const callee = node.expression.getText();
    if (names.has(callee) || callee.endsWith('l10n.t')) {
      const [message, ...values] = node.arguments;
      calls.push({
        where: placeOf(node),
        literal: message !== undefined && ts.isStringLiteral(message) ? message.text : undefined,
        source: node.arguments.map((argument) => argument.getText()).join(', '),
        values: values.some(ts.isSpreadElement) ? Infinity : values.length,
        node,
      });
    }
  }
  return calls;
}
