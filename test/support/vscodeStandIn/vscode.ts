import type * as vscode from 'vscode';

/*
 * Replaces the module `vscode` where tests run in plain Node.js. It has what the drawing of rows needs, and no window.
 * test/unit/tools/vscode.test.ts compares it with the types of the real module.
 */

export const env = { language: 'en' };

type Part = string | number | boolean;
type Parts = readonly Part[] | Readonly<Record<string, Part>>;

const isPart = (value: unknown): value is Part => ['string', 'number', 'boolean'].includes(typeof value);

export const l10n = {
  /** English has no bundle: the sentence is not translated, and its values are filled in. */
  t(sentence: string | { readonly message: string; readonly args?: Parts }, ...parts: (Part | Parts)[]): string {
    const { message, args } = typeof sentence === 'string' ? { message: sentence, args: undefined } : sentence;
    const [first] = parts;
    const values: ReadonlyMap<string, unknown> = new Map(
      Object.entries(args ?? (isPart(first) ? parts : (first ?? []))),
    );
    return message.replace(/\{([^}]+)\}/g, (place, name: string) => {
      const value = values.get(name);
      return isPart(value) ? String(value) : place;
    });
  },
};

export enum TreeItemCollapsibleState {
  None,
  Collapsed,
  Expanded,
}

export enum ProgressLocation {
  SourceControl = 1,
  Window = 10,
  Notification = 15,
}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class ThemeIcon {
  static readonly File = new ThemeIcon('file');
  static readonly Folder = new ThemeIcon('folder');

  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

export class TreeItem {
  declare label?: string | vscode.TreeItemLabel;
  declare resourceUri?: vscode.Uri;
  declare iconPath?: string | vscode.IconPath;
  declare description?: string | boolean;
  declare tooltip?: string | vscode.MarkdownString | undefined;
  declare command?: vscode.Command;
  declare contextValue?: string;
  declare accessibilityInformation?: vscode.AccessibilityInformation;

  constructor(
    what: string | vscode.TreeItemLabel | vscode.Uri,
    public collapsibleState: TreeItemCollapsibleState = TreeItemCollapsibleState.None,
  ) {
    if (typeof what === 'string' || 'label' in what) {
      this.label = what;
    } else {
      this.resourceUri = what;
    }
  }
}

export class MarkdownString {
  constructor(
    public value = '',
    public supportThemeIcons = false,
  ) {}

  /** Escapes the text as VS Code does: no character has a meaning in Markdown, and spaces are kept. */
  appendText(text: string): this {
    return this.appendMarkdown(
      text
        .replace(/[\\`*_{}[\]()#+\-!~]/g, '\\$&')
        .replace(/[ \t]/g, '&nbsp;')
        .replace(/>/g, '\\>')
        .replace(/\n/g, '\n\n'),
    );
  }

  appendMarkdown(markdown: string): this {
    this.value += markdown;
    return this;
  }

  appendCodeblock(code: string, language = ''): this {
    return this.appendMarkdown(`\n\`\`\`${language}\n${code}\n\`\`\`\n`);
  }
}

export class CancellationError extends Error {
  constructor() {
    super('Canceled');
    this.name = this.message;
  }
}
