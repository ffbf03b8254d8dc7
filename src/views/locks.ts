/**
 * The Locks tree: each synchronisation object with its owner, count and waiters; below them the wait-for graph, its cycle
 * marked.
 *
 * Keeps true: rows stand in the overview's order; a cycle is told by its icon and its words, not by colour alone.
 */
import type { LockItem, LockOverview, WaitEdge } from "../debugger/locks.ts";
import { plainContext, ticksText, type RowContext } from "./processRows.ts";
import type { Icon, Row } from "./row.ts";

/** How each kind of object looks. */
const LOCK_ICONS: Readonly<Record<LockItem["kind"], string>> = {
  semaphore: "symbol-number",
  mutex: "lock",
  condition: "bell",
  barrier: "symbol-ruler",
  rwlock: "book",
};

const WAITING: Icon = { name: "watch", colour: "turno.stateWaiting" };

function waiterRows(lock: LockItem, { current, translate }: RowContext): Row[] {
  return lock.waiters.map(({ thread, label, ticks }, place) => {
    const description = translate("waiting for {0}", ticksText(ticks, translate));
    return {
      id: `lock ${lock.handle} thread ${thread}`,
      label: `${place + 1}. ${label}`,
      description,
      tooltip: `${label} · ${description}`,
      icon: WAITING,
      thread,
      isCurrent: thread === current,
      kind: "thread",
      isOpen: false,
      children: [],
    };
  });
}

function lockRow(lock: LockItem, context: RowContext): Row {
  const holders = lock.holders.map(({ label }) => label).join(", ");
  const held = holders === "" ? "" : ` · ${context.translate("held by {0}", holders)}`;
  return {
    id: `lock ${lock.handle}`,
    label: lock.name,
    description: lock.kind === "mutex" || held === "" ? lock.detail : lock.detail + held,
    tooltip: `${lock.kind} ${lock.name}: ${lock.detail}${held}`,
    icon: { name: LOCK_ICONS[lock.kind] },
    isCurrent: false,
    kind: "queue",
    isOpen: true,
    children: waiterRows(lock, context),
  };
}

function edgeRow(edge: WaitEdge, { current, translate }: RowContext): Row {
  const description = edge.isInCycle ? translate("in the cycle") : "";
  return {
    id: `edge ${edge.from} ${edge.to}`,
    label: edge.text,
    description,
    tooltip: description === "" ? edge.text : `${edge.text} · ${description}`,
    icon: edge.isInCycle ? { name: "error", colour: "errorForeground" } : { name: "arrow-right" },
    thread: edge.from,
    isCurrent: edge.from === current,
    kind: "note",
    isOpen: false,
    children: [],
  };
}

function graphRow({ edges, cycle }: LockOverview, context: RowContext): Row {
  const { translate } = context;
  const description = cycle.length > 0 ? translate("deadlock of {0} threads", cycle.length) : "";
  const label = translate("Who waits for whom");
  return {
    id: "wait-for graph",
    label,
    description,
    tooltip: description === "" ? label : `${label}: ${description}`,
    icon: { name: cycle.length > 0 ? "error" : "type-hierarchy-sub" },
    isCurrent: false,
    kind: "note",
    isOpen: true,
    children: edges.map((edge) => edgeRow(edge, context)),
  };
}

/** The rows of the Locks tree. */
export function lockRows(overview: LockOverview, context: RowContext = plainContext): Row[] {
  const locks = overview.locks.map((lock) => lockRow(lock, context));
  return overview.edges.length === 0 ? locks : [...locks, graphRow(overview, context)];
}
