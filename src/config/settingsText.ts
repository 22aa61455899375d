import { getNodeValue, type Node, type ParseError, parseTree, visit } from 'jsonc-parser';

/** One change of a text. */
export interface TextEdit {
  readonly offset: number;
  /** How many characters are replaced. */
  readonly length: number;
  readonly text: string;
}

/** A part of the text. */
interface Span {
  readonly offset: number;
  readonly length: number;
}

const endOf = ({ offset, length }: Span): number => offset + length;
const isBlank = (text: string): boolean => text.trim() === '';
/**
 * @returns the length of the text without the blanks of JSON at its end. Other blanks, such as a full-width one, stand
 *   only in comments and belong to them
 */
const lengthWithoutBlanks = (text: string): number => text.length - (/[ \t\r\n]*$/.exec(text)?.[0].length ?? 0);

/**
 * The text of a settings file: JSON with comments. Its edits change one value, and keep every comment, the order and the
 * layout of everything else.
 */
export class SettingsText {
  /** Whether the text is valid; only then can it be edited. */
  readonly isValid: boolean;
  private readonly root: Node | undefined;
  private readonly commas: number[] = [];
  private readonly comments: Span[] = [];
  private readonly lineBreak: string;
  private readonly unit: string;

  constructor(private readonly text: string) {
    const errors: ParseError[] = [];
    this.root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
    this.isValid = errors.length === 0 && (this.root === undefined || this.root.type === 'object');
    visit(
      text,
      {
        onSeparator: (character, offset) => {
          if (character === ',') {
            this.commas.push(offset);
          }
        },
        onComment: (offset, length) => this.comments.push({ offset, length }),
      },
      { allowTrailingComma: true },
    );
    this.lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
    const [first] = this.root?.children ?? [];
    this.unit = (first && this.ownIndent(first)) ?? '    ';
  }

  /** @returns the value of a setting; where the key stands twice, the last one counts, as in VS Code */
  find(key: string): Node | undefined {
    return this.root?.type === 'object' ? valueOf(this.root, key) : undefined;
  }

  /** @returns whether there is a comment within the value */
  hasComments(node: Node): boolean {
    return this.comments.some(({ offset }) => offset > node.offset && offset < endOf(node));
  }

  /** Sets a setting to a value. */
  set(key: string, value: unknown): TextEdit[] {
    if (this.root !== undefined) {
      return this.setIn(this.root, { [key]: value });
    }
    const before = this.text.slice(0, lengthWithoutBlanks(this.text));
    const { lineBreak } = this;
    const property = `${JSON.stringify(key)}: ${this.shown(value, this.unit)}`;
    const object = ['{', `${this.unit}${property}`, '}', ''].join(lineBreak);
    const start = before === '' ? '' : lineBreak;
    return [{ offset: before.length, length: this.text.length - before.length, text: `${start}${object}` }];
  }

  /** Sets fields of an object. */
  setIn(object: Node, fields: Readonly<Record<string, unknown>>): TextEdit[] {
    const values = Object.entries(fields).map(([field, value]) => ({ field, value, old: valueOf(object, field) }));
    const replaced = values.flatMap(({ value, old }) =>
      old === undefined
        ? []
        : [{ offset: old.offset, length: old.length, text: this.shown(value, this.indentAt(old.offset)) }],
    );
    const added = values.filter(({ old }) => old === undefined);
    return [
      ...replaced,
      ...this.add(object, (indent) =>
        added.map(({ field, value }) => `${JSON.stringify(field)}: ${this.shown(value, indent)}`),
      ),
    ];
  }

  /** Appends values to a list, after everything in it, also after comments. */
  append(list: Node, values: readonly unknown[]): TextEdit[] {
    return this.add(list, (indent) => values.map((value) => this.shown(value, indent)));
  }

  /** Takes one value out of a list. The comments beside it stay. */
  remove(list: Node, index: number): TextEdit[] {
    const children = list.children ?? [];
    const child = children[index];
    if (child === undefined) {
      return [];
    }
    const previous = children[index - 1];
    const comma = this.commaBetween(endOf(child), children[index + 1]?.offset ?? endOf(list));
    if (comma !== undefined) {
      return this.textBetween(endOf(child), comma) === ''
        ? [this.cut(child.offset, comma + 1)]
        : [this.cut(child.offset, endOf(child)), { offset: comma, length: 1, text: '' }];
    }
    const before = previous && this.commaBetween(endOf(previous), child.offset);
    if (before === undefined) {
      return [this.cut(child.offset, endOf(child))];
    }
    return isBlank(this.text.slice(before + 1, child.offset))
      ? [{ offset: before, length: endOf(child) - before, text: '' }]
      : [{ offset: before, length: 1, text: '' }, this.cut(child.offset, endOf(child))];
  }

  /** Adds items at the end of a list or an object: on lines of their own, unless the object stands on one line. */
  private add(container: Node, write: (indent: string) => readonly string[]): TextEdit[] {
    const last = container.children?.at(-1);
    const close = endOf(container) - 1;
    const comma = last && this.commaBetween(endOf(last), close);
    if (write('').length === 0) {
      return [];
    }
    const isOneLine = container !== this.root && !/[\r\n]/.test(this.text.slice(container.offset, close));
    if (last && container.type === 'object' && isOneLine) {
      const items = write('').join(', ');
      return comma === undefined
        ? [{ offset: endOf(last), length: 0, text: `, ${items}` }]
        : [{ offset: comma + 1, length: 0, text: ` ${items},` }];
    }
    const outer = this.indentAt(container.offset);
    const indent = (container.children ?? []).map((child) => this.ownIndent(child)).find((own) => own !== undefined);
    const inner = indent ?? outer + this.unit;
    const offset = lengthWithoutBlanks(this.text.slice(0, close));
    const hasLineBreak = /[\r\n]/.test(this.text.slice(offset, close));
    const added = [
      write(inner)
        .map((item) => `${this.lineBreak}${inner}${item}`)
        .join(','),
      comma === undefined ? '' : ',',
      hasLineBreak ? '' : `${this.lineBreak}${outer}`,
    ].join('');
    if (!last || comma !== undefined) {
      return [{ offset, length: 0, text: added }];
    }
    return endOf(last) === offset
      ? [{ offset, length: 0, text: `,${added}` }]
      : [
          { offset: endOf(last), length: 0, text: ',' },
          { offset, length: 0, text: added },
        ];
  }

  /** Cuts a part out, with its whole lines where nothing else stands on them, else with the blanks after it. */
  private cut(from: number, to: number): TextEdit {
    const lineStart = this.lineStart(from);
    const rest = /^[^\r\n]*(\r\n|\r|\n)?/.exec(this.text.slice(to))?.[0] ?? '';
    if (isBlank(this.text.slice(lineStart, from)) && isBlank(rest) && rest !== '') {
      return { offset: lineStart, length: to + rest.length - lineStart, text: '' };
    }
    const blanks = /^[ \t]*/.exec(rest)?.[0].length ?? 0;
    return { offset: from, length: to + blanks - from, text: '' };
  }

  private commaBetween(from: number, to: number): number | undefined {
    return this.commas.find((offset) => offset >= from && offset < to);
  }

  private textBetween(from: number, to: number): string {
    return this.text.slice(from, to).trim();
  }

  private lineStart(offset: number): number {
    return Math.max(this.text.lastIndexOf('\n', offset - 1), this.text.lastIndexOf('\r', offset - 1)) + 1;
  }

  /** @returns the blanks at the beginning of the line */
  private indentAt(offset: number): string {
    return /^[ \t]*/.exec(this.text.slice(this.lineStart(offset)))?.[0] ?? '';
  }

  /** @returns the blanks before the node; undefined when something else stands before it on its line */
  private ownIndent({ offset }: Span): string | undefined {
    const before = this.text.slice(this.lineStart(offset), offset);
    return before !== '' && isBlank(before) ? before : undefined;
  }

  private shown(value: unknown, indent: string): string {
    return JSON.stringify(value, undefined, this.unit).replaceAll('\n', `${this.lineBreak}${indent}`);
  }
}

/** @returns the value of a field of an object; of the last one where it stands twice */
export const valueOf = (object: Node, field: string): Node | undefined =>
  object.children?.findLast(({ children }) => children?.[0]?.value === field)?.children?.[1];

/** @returns the value that a part of the text stands for */
export const plainValue = (node: Node): unknown => getNodeValue(node) as unknown;
