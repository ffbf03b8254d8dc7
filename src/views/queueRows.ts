/**
 * Every queue with who stands in it, in order, and for how long.
 *
 * Keeps true: each queue of the overview is one row, in the overview's order, empty ones too, because an empty ready queue
 * is something to see; a thread's place in its queue is part of its label.
 */
import type { Overview } from "../debugger/overview/overview.ts";
import type { QueueItem, QueueKind, ThreadItem } from "../debugger/overview/queues.ts";
import { flagsOf, plainContext, ticksText, type RowContext } from "./processRows.ts";
import { restRows } from "./rest.ts";
import type { Icon, Row } from "./row.ts";
import { stateIcon } from "./stateIcons.ts";

/** How a queue of each kind looks, and whether it is a line: who waits for different things does not stand in one. */
const KINDS: Readonly<Record<QueueKind, { readonly icon: string; readonly isLine: boolean }>> = {
  arrival: { icon: "calendar", isLine: false },
  job: { icon: "inbox", isLine: true },
  cpu: { icon: "chip", isLine: false },
  ready: { icon: "list-ordered", isLine: true },
  run: { icon: "list-tree", isLine: true },
  entering: { icon: "list-ordered", isLine: true },
  held: { icon: "debug-pause", isLine: false },
  device: { icon: "server", isLine: true },
  interrupt: { icon: "zap", isLine: true },
  sleep: { icon: "clock", isLine: false },
  wait: { icon: "watch", isLine: false },
  suspended: { icon: "archive", isLine: false },
};

/** A queue as far as its rows need to know it. */
type Queue = Pick<QueueItem, "id" | "kind">;

/** What kind of queue an id belongs to, where nothing but the id is known. */
export function queueOf(id: string): Queue {
  const kind = (Object.keys(KINDS) as QueueKind[]).find((each) => id.startsWith(each));
  return { id, kind: kind ?? "wait" };
}

/** @param place from 0, in the whole queue */
export function placeRow(queue: Queue, thread: ThreadItem, place: number, context: RowContext): Row {
  const ticks = ticksText(thread.ticks, context.translate);
  const since = context.translate("for {0}", ticks);
  const [detail, rank] = [context.told(thread.detail), context.told(thread.rank)];
  const isReady = queue.kind === "ready" || queue.kind === "run";
  const told = isReady
    ? [context.translate("ready for {0}", ticks), rank]
    : queue.kind === "device"
      ? [rank, since]
      : [detail, since, rank];
  const description = told.filter((text) => text !== "").join(" · ");
  return {
    id: `${queue.id} thread ${thread.thread}`,
    label: KINDS[queue.kind].isLine ? `${place + 1}. ${thread.label}` : thread.label,
    description,
    tooltip: [thread.label, detail, since, rank].filter((text) => text !== "").join(" · "),
    icon: stateIcon(thread.state),
    thread: thread.thread,
    process: thread.process,
    isCurrent: thread.thread === context.current,
    kind: "thread",
    flags: flagsOf(thread),
    isOpen: false,
    children: [],
  };
}

function cpuRow(queue: QueueItem, context: RowContext): Row {
  // A CPU holds one thread at most, which its own row names: a row below would say it again.
  const [running] = queue.threads;
  const [name, detail] = [context.told(queue.name), context.told(queue.detail)];
  return {
    id: queue.id,
    label: name,
    description: detail,
    tooltip: `${name}: ${detail}`,
    icon: running === undefined ? { name: "chip" } : { name: "chip", colour: "turno.stateRunning" },
    thread: running?.thread,
    process: running?.process,
    flags: running === undefined ? [] : flagsOf(running),
    isCurrent: running?.thread === context.current,
    kind: running === undefined ? "queue" : "thread",
    isOpen: false,
    children: [],
  };
}

function queueRow(queue: QueueItem, context: RowContext): Row {
  if (queue.kind === "cpu") return cpuRow(queue, context);
  const icon: Icon = { name: KINDS[queue.kind].icon };
  const [name, detail] = [context.told(queue.name), context.told(queue.detail)];
  return {
    id: queue.id,
    label: name,
    description: detail,
    tooltip: `${name}: ${detail}`,
    icon,
    isCurrent: false,
    kind: "queue",
    isOpen: true,
    children: [
      ...queue.threads.map((thread, place) => placeRow(queue, thread, place, context)),
      ...restRows("queue", queue.id, queue.threads.length, queue.size, context.translate),
    ],
  };
}

/** The rows of the Queues tree. */
export function queueRows(overview: Overview, context: RowContext = plainContext): Row[] {
  return overview.queues.map((queue) => queueRow(queue, context));
}
