/**
 * Shows rows as a tree of VS Code: the same for every tree, whose view model says what the rows are.
 *
 * Keeps true: nothing is computed here about the machine; what is long is fetched part by part, when a person opens it; the tree is told of a change only when its rows differ, so that
 * it does not flicker; what a person opened or closed stays so, by the rows' ids.
 */
import {
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  type Disposable,
  type TreeDataProvider,
  type TreeView,
} from "vscode";
import { listRows } from "../views/listRows.ts";
import type { RowContext } from "../views/processRows.ts";
import { isFetched, rangeRows } from "../views/rest.ts";
import type { Icon, More, Row } from "../views/row.ts";
import type { Look, MachineWatch, Picture, Pictures, Viewer } from "./machineWatch.ts";
import { told, translate } from "./words.ts";

export type ToRows<P extends Picture> = (picture: Pictures[P], context: RowContext) => Row[];

function themeIcon({ name, colour }: Icon): ThemeIcon {
  return new ThemeIcon(name, colour === undefined ? undefined : new ThemeColor(colour));
}

function isLeaf(row: Row): boolean {
  return row.children.length === 0 && row.more === undefined;
}

export function treeItem(row: Row): TreeItem {
  const open = row.isOpen ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
  const item = new TreeItem(row.label, isLeaf(row) ? TreeItemCollapsibleState.None : open);
  // VS Code keeps closed what had no rows before: a row that gets its first ones is another item to it, and opens.
  item.id = isLeaf(row) ? row.id : `${row.id} …`;
  item.description = row.description;
  item.tooltip = row.tooltip;
  item.contextValue = [row.kind, ...(row.flags ?? [])].join(" ");
  item.accessibilityInformation = { label: row.tooltip };
  if (row.icon !== undefined) item.iconPath = themeIcon(row.icon);
  if (row.thread !== undefined)
    item.command = { command: "turno.focusThread", title: translate("Look at This Thread"), arguments: [row.thread] };
  return item;
}

/** The row of the thread that the machine stopped at. */
function currentRow(rows: readonly Row[]): Row | undefined {
  for (const row of rows) {
    const found = row.isCurrent ? row : currentRow(row.children);
    if (found !== undefined) return found;
  }
  return undefined;
}

function contextOf(look: Look | undefined): RowContext {
  return { current: look?.isStopped === true ? look.current : -1, translate, told };
}

export class RowTree<P extends Picture> implements TreeDataProvider<Row>, Viewer, Disposable {
  private rows: readonly Row[] = [];
  private written = "";
  /** Whether rows that are not in the picture were shown since it changed. */
  private hasFetched = false;
  private parents = new Map<Row, Row>();
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: TreeView<Row>;
  private readonly subscriptions: Disposable[];

  constructor(
    id: string,
    readonly picture: P,
    private readonly toRows: ToRows<P>,
    private readonly watch: MachineWatch,
    /** What is said beside the title. */
    private readonly saying: (look: Look) => string = () => "",
    /** What is said above the rows. */
    private readonly heading: (look: Look) => string = () => "",
  ) {
    this.view = window.createTreeView(id, { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions = [
      watch.onDidChange((look) => this.show(look)),
      this.view.onDidChangeVisibility(() => this.visibilityChanged()),
    ];
    watch.addViewer(this);
    this.show(watch.look);
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
    this.view.dispose();
    this.changed.dispose();
  }

  get isVisible(): boolean {
    return this.view.visible;
  }

  getTreeItem(row: Row): TreeItem {
    return treeItem(row);
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row?.more === undefined) return [...(row?.children ?? this.rows)];
    const children = await this.fetch(row.more);
    for (const child of children) this.parents.set(child, row);
    this.noteParents(children);
    return children;
  }

  getParent(row: Row): Row | undefined {
    return this.parents.get(row);
  }

  private show(look: Look | undefined): void {
    this.say(look);
    const picture = look?.pictures[this.picture];
    const rows = picture === undefined ? [] : this.toRows(picture, contextOf(look));
    // What a person opened of a long list is not in the picture: it may have changed although that has not.
    const written = `${JSON.stringify(rows)} ${rows.length > 0 && this.hasFetched ? String(look?.overview.tick) : ""}`;
    if (written === this.written) return;
    this.hasFetched = false;
    this.written = written;
    this.rows = rows;
    this.parents = new Map();
    this.noteParents(rows);
    this.changed.fire();
    this.revealCurrent();
  }

  private say(look: Look | undefined): void {
    const said = look === undefined ? "" : this.saying(look);
    if (said !== (this.view.description ?? "")) this.view.description = said;
    const heading = look === undefined ? "" : this.heading(look);
    if (heading !== (this.view.message ?? "")) this.view.message = heading;
  }

  /** The rows of a part of a long list, as they are now. */
  private async fetch(more: More): Promise<Row[]> {
    if (!isFetched(more)) return rangeRows(more, translate);
    const { look } = this.watch;
    this.hasFetched = true;
    try {
      const answer = (await look?.session.customRequest("turno/list", more)) as { items: unknown[] } | undefined;
      return listRows(more, answer?.items ?? [], contextOf(look));
    } catch {
      // The session has just ended.
      return [];
    }
  }

  private visibilityChanged(): void {
    // VS Code lays the rows of a view that is opened for the first time out only when it is told of a message, or two seconds later.
    if (this.view.visible) this.view.message = this.view.message ?? "";
    if (this.view.visible && this.watch.look?.pictures[this.picture] === undefined) void this.watch.refresh();
    this.revealCurrent();
  }

  private noteParents(rows: readonly Row[]): void {
    for (const row of rows) {
      for (const child of row.children) this.parents.set(child, row);
      this.noteParents(row.children);
    }
  }

  /** Selects the row of the thread that the machine stopped at, if anybody sees it. */
  private revealCurrent(): void {
    const current = currentRow(this.rows);
    if (current !== undefined && this.view.visible) void this.reveal(current);
  }

  private async reveal(row: Row): Promise<void> {
    try {
      await this.view.reveal(row, { select: true, focus: false });
    } catch {
      // The rows have changed again meanwhile: the next picture reveals its own.
    }
  }
}
