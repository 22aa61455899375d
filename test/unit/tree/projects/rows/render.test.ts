import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { VERB_IDS } from '../../../../../src/model/verbs';
import { verbsFor } from '../../../../../src/operations/verbs/registry';
import { isTargetNode, rowIn } from '../../../../../src/tree/common/targetNodes';
import { ApiError } from '../../../../../src/api/errors/errors';
import { instanceStatus, phoneStatus, serverStatus, type StatusFacts } from '../../../../../src/model/status';
import { inEnglish, message } from '../../../../../src/base/message';
import { type Node, nodeId, notice, type Notice } from '../../../../../src/tree/common/projectsNodes';
import { type GroupFacts } from '../../../../../src/tree/projects/listings/shownListings';
import { render } from '../../../../../src/tree/projects/rows/render';
import { type Look } from '../../../../../src/tree/projects/rows/row';
import { statusCounts } from '../../../../../src/arrange/statusCounts';
import { tooltip } from '../../../../../src/tree/projects/rows/tooltip';
import { cloudTimeText, timeText } from '../../../../../src/ui/words/timeText';
import { EVERY_NODE, instanceNode, phoneNode, project, serverNode } from '../../../../support/rows';

/** @returns the texts, the icon and the menu of a row, as a person gets them */
function row(node: Node, look: Look = {}) {
  const item = render(node, look);
  const icon = item.iconPath;
  assert.ok(icon instanceof vscode.ThemeIcon);
  return {
    label: item.label,
    description: item.description,
    icon: icon.id,
    color: icon.color?.id,
    context: (item.contextValue ?? '').split(' ').filter((word) => word !== ''),
    spoken: item.accessibilityInformation?.label,
    opens: item.collapsibleState,
    command: item.command,
  };
}

const verbsIn = (context: readonly string[]): string[] =>
  context.map((word) => word.replace(/^can:/, '')).filter((word) => VERB_IDS.some((verb) => verb === word));

describe('a row with a status', () => {
  const statuses = Array.from({ length: 31 }, (_, index) => index - 12);
  const kinds: Record<
    string,
    [spoken: string, rest: string, node: (n: number) => Node, facts: (n: number) => StatusFacts]
  > = {
    server: [
      'Server',
      ' · 203.0.113.7',
      (status) => serverNode({ name: 'one', address: '203.0.113.7', status }),
      (status) => serverStatus({ status }),
    ],
    phone: ['Phone', '', (status) => phoneNode({ name: 'one', status }), (status) => phoneStatus({ status })],
    instance: [
      'Instance',
      ' · 1008600000000000001',
      (status) => instanceNode({ name: 'one', userId: '1008600000000000001', isAssigned: true, runningStatus: status }),
      (status) => instanceStatus({ runningStatus: status }),
    ],
  };
  for (const [kind, [spoken, rest, nodeOf, factsOf]] of Object.entries(kinds)) {
    it(`has for a ${kind} the word, icon, verbs and spoken label of the status table`, () => {
      for (const status of statuses) {
        const facts = factsOf(status);
        const node = nodeOf(status);
        const shown = row(node);
        assert.equal(shown.label, 'one');
        assert.equal(shown.description, inEnglish(facts.word) + rest);
        assert.equal(shown.icon, facts.icon);
        assert.equal(shown.color, facts.color);
        assert.deepEqual(verbsIn(shown.context), isTargetNode(node) ? verbsFor(node.kind, rowIn(node)) : []);
        assert.equal(shown.spoken, `${spoken}, one, ${inEnglish(facts.word)}${rest}`);
      }
    });
  }

  it('shows the verb of a running operation, and offers no verb meanwhile', () => {
    const busy = row(serverNode({ status: 5, address: '203.0.113.7' }), { busy: 'restart' });
    assert.equal(busy.description, 'restarting… · 203.0.113.7');
    assert.equal(busy.icon, 'sync~spin');
    assert.deepEqual(verbsIn(busy.context), []);
    assert.equal(row(instanceNode({ runningStatus: 2 }), { busy: 'reboot' }).description, 'rebooting…');
    assert.equal(
      row(instanceNode({ runningStatus: 2, userId: 'u' }), { busy: 'unassign' }).description,
      'unassigning… · u',
    );
  });

  it('shows the number of an undocumented status', () => {
    assert.equal(row(serverNode({ status: 77 })).description, 'status 77');
    assert.equal(row(phoneNode({ status: -77 })).description, 'status -77');
    assert.equal(row(instanceNode({ runningStatus: 77 })).description, 'status 77');
  });

  it('has the id as its label when it has no name', () => {
    assert.equal(row(serverNode()).label, 's1');
    assert.equal(row(phoneNode()).label, 'p1');
    assert.equal(row(instanceNode()).label, 'i1');
  });
});

describe('any row', () => {
  it('has a label, an id, a context value and a label for screen readers', () => {
    for (const node of EVERY_NODE) {
      const item = render(node, {});
      const name = JSON.stringify(node);
      assert.ok(typeof item.label === 'string' && item.label !== '', name);
      assert.notEqual(item.id, '', name);
      assert.notEqual(item.contextValue ?? '', '', name);
      assert.ok(item.accessibilityInformation?.label.includes(item.label), name);
    }
  });

  it('differs from no other row in colour alone', () => {
    const seen = new Map<string, string | undefined>();
    for (const node of EVERY_NODE) {
      const { icon, color, description } = row(node);
      const words = `${node.kind} ${icon} ${String(description)}`;
      assert.ok(!seen.has(words) || seen.get(words) === color, words);
      seen.set(words, color);
    }
  });
});

describe('the row of a project', () => {
  it('says its region, and when it is signed out', () => {
    const words = (['signedIn', 'signedOut', 'signInAgain'] as const).map(
      (signIn) => row({ kind: 'project', project, signIn }).description,
    );
    assert.deepEqual(words, ['cn-north-4', 'cn-north-4 · signed out', 'cn-north-4 · signed out · sign in again']);
  });

  it('is expanded at first', () => {
    assert.equal(row({ kind: 'project', project, signIn: 'signedIn' }).opens, vscode.TreeItemCollapsibleState.Expanded);
  });
});

describe('the row of a group', () => {
  const group = { kind: 'group', project: 'Staging', group: 'servers' } as const;
  const none = statusCounts('servers', [], () => undefined);
  const facts: GroupFacts = {
    shown: 12,
    total: 12,
    hits: 12,
    phoneHits: 0,
    counts: none,
    isFiltered: false,
    readAt: Date.UTC(2026, 0, 1),
    heldStill: true,
  };
  const says = (differs: Partial<GroupFacts>): string | boolean | undefined =>
    row(group, { group: { ...facts, ...differs } }).description;

  it('counts its rows when they are read, and those that the filter shows', () => {
    assert.equal(row(group).description, '');
    assert.equal(says({}), '12');
    assert.equal(says({ shown: 0, total: 0 }), '0');
    assert.equal(says({ shown: 1000, total: 10_000 }), '1,000 of 10,000');
  });

  it('counts busy rows first, then the states that need a look, broken ones first', () => {
    const rows = [5, 10, 2, 5, 13, 2, 10, 5].map((status, index) => ({ id: `s${index}`, status }));
    const busy = statusCounts('servers', rows, (id) => (id === 's7' ? 'restart' : undefined));
    assert.equal(says({ counts: busy }), '12 · 1 restarting · 2 abnormal · 1 starting · 2 shut down');
  });

  it('says when cached rows were read, and how many rows are still being read', () => {
    assert.match(String(says({ cachedAt: Date.UTC(2026, 0, 1, 14, 5) })), /^12 · as of \d{1,2}:05/);
    assert.equal(says({ total: 400, shown: 400, expected: 1000 }), '400 · reading… 400 of 1,000');
  });

  it('offers to act on all matching rows only while a filter is set that a row matches', () => {
    const words = (differs: Partial<GroupFacts>) => row(group, { group: { ...facts, ...differs } }).context;
    assert.ok(words({ isFiltered: true }).includes('can:restartMatching'));
    assert.ok(!words({ isFiltered: true, hits: 0 }).includes('can:restartMatching'));
    assert.ok(!words({}).includes('can:restartMatching'));
  });
});

describe('the row of a failure', () => {
  it('says the code and the text in short, and a click tries again', () => {
    const error = new ApiError('forbidden', 'no permission', { code: 'CPS.0005', iamAction: 'cph:servers:list' });
    const shown = row(notice('Staging/servers', { kind: 'failed', error }));
    assert.equal(shown.label, 'Could not be read');
    assert.equal(shown.description, 'CPS.0005 no permission');
    assert.equal(shown.command?.command, 'cloudPhone.refresh');
  });
});

describe('a time', () => {
  const now = Date.UTC(2026, 4, 2, 12, 0, 0);
  const ago = (ms: number, language = 'en'): string => /\((.*)\)$/.exec(timeText(now - ms, now, language))?.[1] ?? '';

  it('says how long ago it was, in the largest unit that fits', () => {
    const said = [
      0,
      59_000,
      60_000,
      3 * 60_000,
      3_600_000,
      23 * 3_600_000,
      86_400_000,
      40 * 86_400_000,
      800 * 86_400_000,
    ];
    assert.deepEqual(
      said.map((ms) => ago(ms)),
      [
        'now',
        '59 seconds ago',
        '1 minute ago',
        '3 minutes ago',
        '1 hour ago',
        '23 hours ago',
        'yesterday',
        'last month',
        '2 years ago',
      ],
    );
    assert.equal(ago(-3 * 60_000), 'in 3 minutes');
    assert.equal(ago(3 * 60_000, 'zh-cn'), '3分钟前');
  });

  it('is shown in the time zone of the person, also when the cloud uses another', () => {
    const there = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' }).format(now - 60_000);
    assert.equal(timeText(now - 60_000, now, 'en'), `${there} (1 minute ago)`);
    assert.match(cloudTimeText('2026-05-02T11:59:00Z', now) ?? '', /1 minute ago/);
    assert.match(cloudTimeText('2026-05-02T19:59:00+08:00', now) ?? '', /1 minute ago/);
  });

  it('stays as the cloud wrote it when it cannot be read', () => {
    assert.equal(cloudTimeText('soon', now), 'soon');
    assert.equal(cloudTimeText(undefined, now), undefined);
  });
});

describe('a name of the cloud in a row', () => {
  it('cannot break the line or turn its direction, neither on the screen nor for a screen reader', () => {
    const shown = row(serverNode({ name: 'web\u202e\n10-bew', address: '203.0.113.7\u2067', status: 5 }));
    assert.equal(shown.label, 'web 10-bew');
    assert.equal(shown.description, 'normal · 203.0.113.7');
    assert.equal(shown.spoken, 'Server, web 10-bew, normal · 203.0.113.7');
  });
});

describe('a tooltip', () => {
  /** @returns the tooltip without its line of links */
  const withoutLinks = (value: string): string => value.replace(/ {2}\n\[[^\n]*$/, '');
  const nasty =
    'https://evil.example www.evil.example a@evil.example \u202e **bold** <img src=x onerror=y> [click](command:workbench.action.quit) $(sync~spin) `code` # _a_ ~b~ ![i](https://a.example/b.png) &amp; \\';
  const nodes: readonly Node[] = [
    serverNode({ name: nasty, address: nasty, serverModel: nasty, zone: nasty }),
    phoneNode({ name: nasty, model: nasty, imageVersion: nasty }),
    instanceNode({ name: nasty, userId: nasty, memberName: nasty, sku: nasty }),
  ];

  it('reads nothing of the cloud’s texts as Markdown, HTML, icon or command', () => {
    for (const node of nodes) {
      const text = tooltip(node);
      assert.ok(text);
      assert.deepEqual(text.isTrusted, { enabledCommands: ['cloudPhone.copyId', 'cloudPhone.copyName'] });
      assert.ok(text.supportHtml !== true && text.supportThemeIcons !== true);
      assert.doesNotMatch(text.value, /:\/\/|www\.|@|\u202e/);
      assert.match(text.value, /&lt;img/);
      assert.match(text.value, /&amp;amp;/);
      const unescaped = withoutLinks(text.value).replace(/\\[\\`*_{}[\]()#+\-.!~|<>&$]/g, '');
      assert.doesNotMatch(unescaped, /[*_`[\]<#~]/, unescaped);
    }
  });

  it('has links that copy the id and the name of the row, with nothing in them that Markdown could read', () => {
    const id = `a)](command:workbench.action.quit) "'<>&%`;
    const every: readonly [Node, number][] = [
      [{ kind: 'project', project, signIn: 'signedIn' }, 2],
      [serverNode({ id }), 2],
      [phoneNode({ id }), 2],
      [instanceNode({ id }), 2],
    ];
    for (const [node, count] of every) {
      const { value = '' } = tooltip(node) ?? {};
      const links = [...(value.split('  \n').at(-1) ?? '').matchAll(/\[(Copy \w+)\]\(command:([\w.]+)\?([^)]*)\)/g)];
      assert.equal(links.length, count);
      assert.deepEqual(
        links.map(([, title, command]) => [title, command]),
        [
          ['Copy ID', 'cloudPhone.copyId'],
          ['Copy Name', 'cloudPhone.copyName'],
        ],
      );
      for (const [, , , query = ''] of links) {
        assert.match(query, /^[A-Za-z0-9%]*$/);
        const [argument] = JSON.parse(decodeURIComponent(query)) as [Node];
        assert.equal(nodeId(argument.kind === 'project' ? node : argument), nodeId(node));
      }
    }
  });

  it('of a phone has its state, its server, its model, its image, and its address where that is known', () => {
    const phone = { name: 'p', status: 8, model: 'rx1', imageVersion: 'a12', createdAt: '2026-05-02T11:59:00Z' };
    const linesOf = (more: object): string[] =>
      withoutLinks(
        tooltip(phoneNode({ ...phone, ...more }), { server: { id: 's1', name: 'web', zone: 'az1' } }, 0)?.value ?? '',
      )
        .replaceAll('&nbsp;', ' ')
        .split(/ {2}\n/)
        .filter((line) => !line.startsWith('Created') && line !== '');
    assert.deepEqual(linesOf({}), [
      'Phone: p',
      'ID: p1',
      'Status: shut down',
      'Server: web',
      'Server ID: s1',
      'Phone model: rx1',
      'Image: a12',
      'Availability zone: az1',
    ]);
    assert.deepEqual(linesOf({ address: '203.0.113.7', zone: 'az2' }).slice(-2), [
      'Address: 203.0.113.7',
      'Availability zone: az2',
    ]);
  });

  it('has one line for each field, also when a text has a line break', () => {
    const lines = (name: string): number => tooltip(serverNode({ name, status: 5 }))?.value.split('  \n').length ?? 0;
    assert.equal(lines('a'), lines('a\nStatus: frozen'));
    assert.doesNotMatch(tooltip(serverNode({ name: 'a\n\nStatus: frozen', status: 5 }))?.value ?? '', /\n\s*\n/);
  });

  it('has every known field, and leaves out the others', () => {
    const text = tooltip(serverNode({ name: 'web', address: '203.0.113.7', status: 5, zone: 'cn' }))?.value ?? '';
    for (const word of ['web', 's1', 'normal', '203', 'cn']) {
      assert.match(text, new RegExp(word));
    }
    assert.doesNotMatch(withoutLinks(text), /undefined|Phone/);
  });

  it('says in full what a narrow sidebar cuts off: a wrong setting, and why a reading failed', () => {
    const said = (one: Notice): string =>
      (tooltip(notice('', one))?.value ?? '').replaceAll('&nbsp;', ' ').replace(/\\(.)/g, '$1');
    const wrong = {
      path: '[1].region',
      label: 'Far away',
      text: message('The region {0} is not known.', 'cn-north-44'),
    };
    assert.match(said({ kind: 'problem', problem: wrong }), /The region cn-north-44 is not known\./);
    assert.match(said({ kind: 'problem', problem: wrong }), /cloudPhone\.projects\[1\]\.region/);
    const error = new ApiError('forbidden', 'no permission', { code: 'CPS.0005', requestId: 'r1' });
    assert.match(said({ kind: 'failed', error }), /Permission denied.*Request ID: r1/);
  });

  it('is absent for a row without further facts', () => {
    assert.equal(tooltip({ kind: 'group', project: 'Staging', group: 'servers' }), undefined);
    assert.equal(tooltip(notice('', { kind: 'loading' })), undefined);
  });
});
