/**
 * Shows rows as a tree of VS Code: the same for every tree, whose view model says what the rows are.
 *
 * Keeps true: nothing is computed here about the machine; the tree is told of a change only when its rows differ, so that
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
import type { Overview } from "../debugger/overview.ts";
import type { RowContext } from "../views/processRows.ts";
import type { Icon, Row } from "../views/row.ts";
import type { Look, MachineWatch } from "./machineWatch.ts";
import { translate } from "./words.ts";

export type ToRows = (overview: Overview, context: RowContext) => Row[];

function themeIcon({ name, colour }: Icon): ThemeIcon {
  return new ThemeIcon(name, colour === undefined ? undefined : new ThemeColor(colour));
}

function treeItem(row: Row): TreeItem {
  const open = row.isOpen ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
  const item = new TreeItem(row.label, row.children.length === 0 ? TreeItemCollapsibleState.None : open);
  item.id = row.id;
  item.description = row.description;
  item.tooltip = row.tooltip;
  item.contextValue = row.kind;
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

export class RowTree implements TreeDataProvider<Row>, Disposable {
  private rows: readonly Row[] = [];
  private written = "";
  private parents = new Map<Row, Row>();
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: TreeView<Row>;
  private readonly subscriptions: Disposable[];

  constructor(
    id: string,
    private readonly toRows: ToRows,
    watch: MachineWatch,
  ) {
    this.view = window.createTreeView(id, { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions = [
      watch.onDidChange((look) => this.show(look)),
      this.view.onDidChangeVisibility(() => this.revealCurrent()),
    ];
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

  getChildren(row?: Row): Row[] {
    return [...(row?.children ?? this.rows)];
  }

  getParent(row: Row): Row | undefined {
    return this.parents.get(row);
  }

  private show(look: Look | undefined): void {
    const context = { current: look?.isStopped === true ? look.current : -1, translate };
    const rows = look === undefined ? [] : this.toRows(look.overview, context);
    const written = JSON.stringify(rows);
    if (written === this.written) return;
    this.written = written;
    this.rows = rows;
    this.parents = new Map();
    this.noteParents(rows);
    this.changed.fire();
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
