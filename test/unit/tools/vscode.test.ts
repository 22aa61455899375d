import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import * as standIn from '../../support/vscodeStandIn/vscode';

/** The compiler refuses what is not of the kind that the real module has. */
type Checked = Partial<Omit<typeof vscode, 'env' | 'l10n'>> & {
  readonly env: Partial<typeof vscode.env>;
  readonly l10n: Partial<typeof vscode.l10n>;
};

describe('what stands for VS Code in a unit test', () => {
  it('is what the name “vscode” leads to', () => {
    const checked: Checked = standIn;
    assert.equal(vscode.TreeItem, checked.TreeItem);
    assert.equal(vscode.l10n, checked.l10n);
  });

  it('puts values into their places in a sentence, as VS Code does', () => {
    const { t } = vscode.l10n;
    assert.equal(t('{1} of {0}: {1}', 3, 'two'), 'two of 3: two');
    assert.equal(t('{0} and {1}', false), 'false and {1}');
    assert.equal(t('{name} is here', { name: 'web' }), 'web is here');
    assert.equal(t({ message: '{0}', args: [7], comment: '' }), '7');
    assert.equal(t('{0}', '{1}', 'not this'), '{1}');
  });

  it('writes a text into Markdown so that no sign of it means anything', () => {
    const { value } = new vscode.MarkdownString('**').appendText('[a](b)  <c>\n$(x)').appendMarkdown('**');
    assert.equal(value, '**\\[a\\]\\(b\\)&nbsp;&nbsp;<c\\>\n\n$\\(x\\)**');
  });
});
