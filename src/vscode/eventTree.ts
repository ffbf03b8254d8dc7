/** The tree of check boxes by which a person chooses machine events to stop at, and their conditions. */
import {
  commands,
  debug,
  TreeItemCheckboxState,
  window,
  EventEmitter,
  type Disposable,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from "vscode";
import { TAIL_FILTERS, TAIL_SUBJECTS, tailFilterOf } from "../debugger/breakpoints/tailFilters.ts";
import { choiceOf, eventRows } from "../views/eventRows.ts";
import type { Row } from "../views/row.ts";
import { eventProblem } from "./conditionChecks.ts";
import { activeScenario } from "./launch.ts";
import type { MachineEvents } from "./machineEvents.ts";
import type { Scenarios } from "./scenarios.ts";
import { treeItem } from "./rowTree.ts";
import { translate } from "./words.ts";

/** What shows the tree before a session begins: whether a scenario is in sight. */
const CONTEXT = "turno.showsScenario";

function tellMenus(): void {
  const isShown = window.visibleTextEditors.some(({ document }) => document.languageId === "turno");
  void commands.executeCommand("setContext", CONTEXT, isShown);
}

export class EventTree implements TreeDataProvider<Row>, Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: TreeView<Row>;
  private readonly subscriptions: readonly Disposable[];

  constructor(private readonly events: MachineEvents) {
    this.view = window.createTreeView("turno.events", { treeDataProvider: this, showCollapseAll: true });
    this.view.onDidChangeCheckboxState(({ items }) => {
      const changes = items.map(([row, state]) => [row.id, { isOn: state === TreeItemCheckboxState.Checked }] as const);
      void events.choose(changes);
    });
    this.subscriptions = [
      events.onDidChange(() => this.changed.fire()),
      window.onDidChangeVisibleTextEditors(() => tellMenus()),
    ];
    tellMenus();
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
    this.view.dispose();
    this.changed.dispose();
  }

  getTreeItem(row: Row): TreeItem {
    const item = treeItem(row);
    if (row.isChecked !== undefined)
      item.checkboxState = row.isChecked ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked;
    return item;
  }

  getChildren(row?: Row): Row[] {
    if (row !== undefined) return [...row.children];
    return eventRows(TAIL_FILTERS, TAIL_SUBJECTS, this.events.choices, this.events.problems, translate);
  }
}

/** What the session says is wrong with a condition; without a session, what the scenario in sight says. */
async function problemOf(scenarios: Scenarios, event: string, condition: string): Promise<string | undefined> {
  const session = debug.activeDebugSession;
  if (condition.trim() === "") return undefined;
  if (session?.type !== "turno") {
    const scenario = activeScenario()?.uri;
    return scenario && eventProblem(scenarios, scenario, event, condition);
  }
  const { problem } = (await session.customRequest("turno/checkCondition", { event, condition })) as {
    problem?: string;
  };
  return problem;
}

/** Asks for the condition of an event; one that is given is stopped at from then on. */
export async function editCondition(events: MachineEvents, scenarios: Scenarios, event: string): Promise<void> {
  const filter = tailFilterOf(event);
  if (filter === undefined) return;
  const condition = await window.showInputBox({
    title: translate("When to stop at: {0}", translate(filter.label)),
    prompt: translate("A condition over {0}. Empty: always.", filter.fields.join(", ")),
    placeHolder: filter.example,
    value: choiceOf(events.choices, event).condition,
    validateInput: (text) => problemOf(scenarios, event, text),
  });
  if (condition !== undefined) await events.choose([[event, { isOn: true, condition: condition.trim() }]]);
}

/** Stops at an event of a process from now on, beside what it is stopped at already. */
export async function stopAtEventOf(events: MachineEvents, event: string, process: string): Promise<void> {
  const { isOn, condition } = choiceOf(events.choices, event);
  const own = `process == ${process}`;
  const isThere = condition.split(" || ").includes(own);
  const both = isThere ? condition : `${condition} || ${own}`;
  await events.choose([[event, { isOn: true, condition: isOn && condition !== "" ? both : own }]]);
}
