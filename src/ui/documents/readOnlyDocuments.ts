import * as vscode from 'vscode';

/** Shows texts in read-only editors, which close without a question about saving. */
export class ReadOnlyDocuments implements vscode.Disposable {
  private readonly texts = new Map<string, () => string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private count = 0;
  private readonly subscriptions: readonly vscode.Disposable[];

  /** @param scheme the scheme of their URIs; no other provider may use it */
  constructor(private readonly scheme: string) {
    this.subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: (uri) => this.texts.get(uri.toString())?.(),
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
    ];
    this.closeLeft();
  }

  /**
   * Closes the documents of an earlier run of the extension. VS Code shows their tabs again after a reload, but their
   * texts are gone, and a plan must not be started as it was then.
   */
  private closeLeft(): void {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    void vscode.window.tabGroups.close(
      tabs.filter(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === this.scheme),
    );
  }

  /**
   * Opens a text in an editor.
   * @param text the text, or what gives it now and at each `refresh`
   * @returns the URI of its document
   */
  async show(title: string, text: string | (() => string)): Promise<vscode.Uri> {
    this.count += 1;
    const uri = vscode.Uri.from({ scheme: this.scheme, path: `/${title}.txt`, query: `${this.count}` });
    this.texts.set(uri.toString(), typeof text === 'string' ? () => text : text);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
    return uri;
  }

  /** Shows the texts of all open documents anew. */
  refresh(): void {
    for (const uri of this.texts.keys()) {
      this.changed.fire(vscode.Uri.parse(uri));
    }
  }

  dispose(): void {
    this.changed.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}
