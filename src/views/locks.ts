/**
 * The Locks tree: each synchronisation object with its owner, count and waiters; below them the wait-for graph, its cycle
 * marked.
 *
 * Keeps true: rows stand in the overview's order, a deadlock before them; a cycle is told by its icon and its words, not by colour alone.
 */
import type { LockItem, LockOverview, WaitEdge } from "../debugger/overview/locks.ts";
import type { WaiterItem } from "../debugger/overview/mailboxes.ts";
import { plainContext, ticksText, type RowContext } from "./processRows.ts";
import { restRows } from "./rest.ts";
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

/**
 * @param lock the word that names the object
 * @param place from 0, among all that wait for it
 */
export function waiterRow(lock: string, waiter: WaiterItem, place: number, { current, translate }: RowContext): Row {
  const { thread, label, ticks } = waiter;
  const description = translate("waiting for {0}", ticksText(ticks, translate));
  return {
    id: `lock ${lock} thread ${thread}`,
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
}

export function lockRow(lock: LockItem, context: RowContext): Row {
  const number = String(lock.handle);
  const holders = lock.holders.map(({ label }) => label).join(", ");
  const held = holders === "" ? "" : ` · ${context.translate("held by {0}", holders)}`;
  const waiting =
    lock.waiting === 0 || lock.kind === "condition" || lock.kind === "barrier"
      ? ""
      : ` · ${lock.waiting === 1 ? context.translate("1 waits") : context.translate("{0} wait", lock.waiting)}`;
  const told = context.told(lock.detail);
  const detail = lock.kind === "mutex" ? told : told + held;
  return {
    id: `lock ${number}`,
    label: lock.name,
    description: detail + waiting,
    tooltip: `${lock.kind} ${lock.name}: ${detail}${waiting}`,
    icon: { name: LOCK_ICONS[lock.kind] },
    isCurrent: false,
    kind: "queue",
    isOpen: true,
    children: [
      ...lock.waiters.map((waiter, place) => waiterRow(number, waiter, place, context)),
      ...restRows("waiters", number, lock.waiters.length, lock.waiting, context.translate),
    ],
  };
}

function edgeRow(edge: WaitEdge, { current, translate, told }: RowContext): Row {
  const wait = told(edge.wait);
  const description = edge.isInCycle ? `${wait} · ${translate("in the cycle")}` : wait;
  return {
    id: `edge ${edge.from} ${edge.to}`,
    label: edge.text,
    description,
    tooltip: `${edge.text} · ${description}`,
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
  const shown = overview.locks.map((lock) => lockRow(lock, context));
  const locks = [...shown, ...restRows("locks", "", shown.length, overview.size, context.translate)];
  if (overview.edges.length === 0) return locks;
  const graph = graphRow(overview, context);
  return overview.cycle.length > 0 ? [graph, ...locks] : [...locks, graph];
}
