/**
 * Every queue with who stands in it, in order, and for how long.
 *
 * Keeps true: each queue of the overview is one row, in the overview's order, empty ones too, because an empty ready queue
 * is something to see; a thread's place in its queue is part of its label.
 */
import type { Overview, QueueItem, ThreadItem } from "../debugger/overview.ts";
import { plainContext, ticksText, type RowContext } from "./processRows.ts";
import type { Icon, Row } from "./row.ts";
import { stateIcon } from "./stateIcons.ts";

/** Queues by how their ids begin; the first that fits. */
const QUEUE_ICONS: readonly (readonly [begins: string, icon: string])[] = [
  ["cpu", "chip"],
  ["ready", "list-ordered"],
  ["job", "inbox"],
  ["suspended", "archive"],
  ["", "watch"],
];

function queueIcon(id: string): Icon {
  const name = QUEUE_ICONS.find(([begins]) => id.startsWith(begins))?.[1] ?? "watch";
  return { name };
}

const isCpu = (queue: QueueItem): boolean => queue.id.startsWith("cpu");

/** Whether the threads of a queue have an order that matters: who waits for different things does not stand in a line. */
const isOrdered = (queue: QueueItem): boolean => queue.id.startsWith("ready") || queue.id.startsWith("job");

function placeRow(queue: QueueItem, thread: ThreadItem, place: number, context: RowContext): Row {
  const ticks = ticksText(thread.ticks, context.translate);
  const description = queue.id.startsWith("ready") ? context.translate("ready for {0}", ticks) : thread.detail;
  const since = context.translate("for {0}", ticks);
  return {
    id: `${queue.id} thread ${thread.thread}`,
    label: isOrdered(queue) ? `${place}. ${thread.label}` : thread.label,
    description: queue.id.startsWith("ready") ? description : `${description} · ${since}`,
    tooltip: `${thread.label} · ${thread.detail} · ${since}`,
    icon: stateIcon(thread.state),
    thread: thread.thread,
    isCurrent: thread.thread === context.current,
    kind: "thread",
    isOpen: false,
    children: [],
  };
}

function queueRow(queue: QueueItem, context: RowContext): Row {
  // A CPU holds one thread at most, which its own row names: a row below would say it again.
  const [running] = queue.threads;
  const children = isCpu(queue)
    ? []
    : queue.threads.map((thread, index) => placeRow(queue, thread, index + 1, context));
  return {
    id: queue.id,
    label: queue.name,
    description: queue.detail,
    tooltip: `${queue.name}: ${queue.detail}`,
    icon: isCpu(queue) && running !== undefined ? { name: "chip", colour: "turno.stateRunning" } : queueIcon(queue.id),
    thread: isCpu(queue) ? running?.thread : undefined,
    isCurrent: isCpu(queue) && running?.thread === context.current,
    kind: isCpu(queue) && running !== undefined ? "thread" : "queue",
    isOpen: true,
    children,
  };
}

/** The rows of the Queues tree. */
export function queueRows(overview: Overview, context: RowContext = plainContext): Row[] {
  return overview.queues.map((queue) => queueRow(queue, context));
}
