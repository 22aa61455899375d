import * as vscode from 'vscode';
import { type Scope } from '../../inventory/inventory';
import { setContextKey } from '../../ui/tell/contextKeys';
import { shownText } from '../../ui/words/plainText';
import { filterMessage } from './filterMessage';
import { groupId, groupNodes, type Node, nodeId, projectId, scopeNodeId } from '../common/projectsNodes';
import { type SortBy } from '../../arrange/order';
import { ProjectsTree, type ProjectsTreeParts } from './tree';
import { parseFilter } from '../../arrange/parseFilter';
import { type GroupBy } from '../../arrange/subgroups';
import { type ViewChoices } from './viewChoices';
import { FilterReader } from '../live/filterReader';

/** The part of VS Code's view that is needed. */
type ViewPart = Pick<
  vscode.TreeView<Node>,
  | 'visible'
  | 'selection'
  | 'message'
  | 'reveal'
  | 'onDidChangeVisibility'
  | 'onDidChangeSelection'
  | 'onDidExpandElement'
  | 'onDidCollapseElement'
>;

export interface ProjectsViewParts extends ProjectsTreeParts {
  readonly settings: ProjectsTreeParts['settings'] & { onDidChangeProjects: vscode.Event<void> };
  readonly choices: ViewChoices;
}

/** The Projects view: the tree, the filter, the order and the grouping, and which listings are visible. */
export class ProjectsView implements vscode.Disposable {
  readonly tree: ProjectsTree;
  private readonly view: ViewPart;
  private readonly choices: ViewChoices;
  private readonly hasProject: () => boolean;
  private readonly filterReader: FilterReader;
  /** Whether a row was expanded (true) or collapsed (false), by its node id. A row that was never touched is absent. */
  private readonly opened = new Map<string, boolean>();
  /** The filter while the person types it; undefined at other times. */
  private draft: string | undefined;
  private readonly subscriptions: { dispose(): unknown }[];

  /** Fires when the view is shown or hidden, or a row is expanded or collapsed. */
  readonly onDidChangeSeen: vscode.Event<void>;

  constructor(
    shell: { readonly view: ViewPart; readonly nodesChanged: vscode.EventEmitter<Node[] | undefined> },
    parts: ProjectsViewParts,
  ) {
    this.tree = new ProjectsTree(parts, {
      draw: (nodes) => {
        shell.nodesChanged.fire(nodes);
      },
      projectOpened: (project) => {
        if (this.keptFilter !== '') {
          this.filterReader.need(project);
        }
      },
      isReadingPhones: (project) => this.filterReader.isReading(project),
    });
    const { inventory, clock, log } = parts;
    this.filterReader = new FilterReader({
      inventory,
      clock,
      log,
      refresh: (scope, signal) => this.tree.refresh(scope, signal),
      changed: (project) => {
        this.tree.searchChanged(project);
        this.showMessage();
      },
    });
    this.hasProject = () => parts.settings.projects().projects.length > 0;
    this.view = shell.view;
    this.choices = parts.choices;
    const seen = new vscode.EventEmitter<void>();
    this.onDidChangeSeen = seen.event;
    const note = (isOpen: boolean) => (event: vscode.TreeViewExpansionEvent<Node>) => {
      this.opened.set(nodeId(event.element), isOpen);
      seen.fire();
    };
    this.subscriptions = [
      this.tree,
      seen,
      this.view.onDidChangeVisibility(() => {
        seen.fire();
      }),
      this.view.onDidChangeSelection(({ selection }) => {
        setContextKey('cloudPhone.isMixedSelection', isMixed(selection));
      }),
      this.view.onDidExpandElement(note(true)),
      this.view.onDidCollapseElement(note(false)),
      parts.settings.onDidChangeProjects(() => {
        this.tree.redraw();
        this.showMessage();
      }),
      inventory.onDidChange(() => {
        this.showMessage();
      }),
    ];
    this.apply();
  }

  /** The selected rows, as the objects that VS Code was given. */
  get selection(): readonly Node[] {
    return this.view.selection;
  }

  /** The visible listings that were read or whose reading failed; none when the view is hidden. */
  get seen(): readonly Scope[] {
    const isSeen = (scope: Scope): boolean => this.isOpen(scope) && this.tree.isShown(scope);
    return this.view.visible ? this.tree.readScopes().filter(isSeen) : [];
  }

  /** The filter in force, also while the person still types it; empty when there is none. */
  get filter(): string {
    return this.draft ?? this.keptFilter;
  }

  /** The filter that was confirmed; empty when there is none. */
  get keptFilter(): string {
    return this.choices.filter;
  }

  /** Reveals and selects the row of a project. Opens its first group when it is signed in. Ignores an unknown name. */
  async show(name: string): Promise<void> {
    const node = (await this.tree.projectNodes()).find(({ project }) => project.name === name);
    if (node === undefined) {
      return;
    }
    await this.view.reveal(node, { select: true, focus: true, expand: true });
    const [group] = node.signIn === 'signedIn' ? groupNodes(node.project) : [];
    if (group) {
      await this.view.reveal(group, { select: false, focus: false, expand: true });
    }
  }

  /**
   * Confirms a filter, and reads the listings that it must search and that were not read yet. Empty removes the filter.
   */
  setFilter(filter: string): void {
    this.draft = undefined;
    this.choices.filter = filter.trim();
    this.apply();
    this.filterReader.reset();
    if (this.filter !== '') {
      this.tree.openProjects().forEach((project) => {
        this.filterReader.need(project);
      });
    }
    this.showMessage();
  }

  /** Filters the rows read so far while the person types; undefined goes back to the confirmed filter. */
  previewFilter(draft: string | undefined): void {
    this.draft = draft?.trim();
    this.apply();
  }

  get sortBy(): SortBy {
    return this.choices.sortBy;
  }

  set sortBy(by: SortBy) {
    this.choices.sortBy = by;
    this.apply();
  }

  get groupBy(): GroupBy | undefined {
    return this.choices.groupBy;
  }

  set groupBy(by: GroupBy | undefined) {
    this.choices.groupBy = by;
    this.apply();
  }

  /**
   * Reveals and selects a row, and shows the pages that this needs. The listing must have been read.
   * @returns false when the row does not exist or the filter hides it
   */
  async reveal(scope: Scope, id: string): Promise<boolean> {
    const node = await this.tree.reach(scope, id);
    if (node === undefined) {
      return false;
    }
    await this.view.reveal(node, { select: true, focus: true });
    return true;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  /** Projects are expanded at first, groups and servers collapsed. */
  private isOpen(scope: Scope): boolean {
    const above = [
      projectId(scope.project),
      groupId(scope.project, scope.kind === 'instances' ? 'instances' : 'servers'),
    ];
    return this.opened.get(scopeNodeId(scope)) === true && above.every((id) => this.opened.get(id) !== false);
  }

  private apply(): void {
    const { filter } = this;
    setContextKey('cloudPhone.isFiltered', this.keptFilter !== '');
    const { sortBy, groupBy } = this.choices;
    this.tree.choose({ filter: filter === '' ? undefined : parseFilter(filter), sortBy, groupBy });
    this.showMessage();
  }

  private showMessage(): void {
    const { filter } = this;
    // VS Code hides the welcome text below a message.
    const isShown = filter !== '' && this.hasProject();
    const message = isShown ? this.filterMessage(filter) : undefined;
    if (this.view.message !== message) {
      // The type does not allow undefined. VS Code shows nothing for an empty text either.
      this.view.message = message ?? '';
    }
  }

  private filterMessage(filter: string): string {
    const { state, phones } = this.filterReader;
    return shownText(filterMessage(filter, this.tree.hits(), state, phones));
  }
}

/** Whether rows of several kinds are selected, such as servers and the phones on them. No entry of one kind fits them all. */
const isMixed = (selection: readonly Node[]): boolean => new Set(selection.map(({ kind }) => kind)).size > 1;
