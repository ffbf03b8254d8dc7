/**
 * The Mailboxes tree: each mailbox and direct link with its messages in order, then who waits to receive.
 *
 * Keeps true: rows stand in the overview's order; of a long list there is a page, and a note that says how many are left.
 */
import type { MailboxItem, MailboxOverview, MessageItem } from "../debugger/mailboxes.ts";
import { plainContext, ticksText, type RowContext } from "./processRows.ts";
import type { Icon, Row } from "./row.ts";

/** How a message looks, by where it is. */
const MESSAGE_ICONS: Readonly<Record<MessageItem["where"], Icon>> = {
  "in the box": { name: "mail" },
  "on its way": { name: "arrow-right" },
  "waiting to be sent": { name: "watch", colour: "turno.stateWaiting" },
  "lost, to be sent again": { name: "warning" },
  corrupt: { name: "bracket-error" },
};

function leaf(id: string, label: string, description: string, icon: Icon, kind: Row["kind"]): Row {
  const tooltip = description === "" ? label : `${label} · ${description}`;
  return { id, label, description, tooltip, icon, isCurrent: false, kind, isOpen: false, children: [] };
}

function messageRow(box: MailboxItem, message: MessageItem, { translate }: RowContext): Row {
  const words = message.words.length === 0 ? translate("no words") : message.words.join(" ");
  const where = message.where === "in the box" ? "" : message.where;
  const due = message.due > 0 ? translate("due at tick {0}", message.due) : "";
  const from = translate("from {0}, tick {1}", message.sender, message.sentAt);
  const description = [from, where, due].filter((part) => part !== "").join(" · ");
  return leaf(`box ${box.box} message ${message.id}`, words, description, MESSAGE_ICONS[message.where], "note");
}

function receiverRows(box: MailboxItem, { current, translate }: RowContext): Row[] {
  return box.receivers.map(({ thread, label, ticks }) => ({
    ...leaf(
      `box ${box.box} receiver ${thread}`,
      label,
      translate("waits to receive for {0}", ticksText(ticks, translate)),
      { name: "watch", colour: "turno.stateWaiting" },
      "thread",
    ),
    thread,
    isCurrent: thread === current,
  }));
}

/** What is left of a list of which a page is shown. */
function restRow(id: string, left: number, { translate }: RowContext): Row[] {
  return left > 0 ? [leaf(`${id} rest`, translate("… and {0} more", left), "", { name: "ellipsis" }, "note")] : [];
}

function descriptionOf(box: MailboxItem, { translate }: RowContext): string {
  if (box.isDestroyed) return translate("destroyed");
  const holds = box.capacity === "rendezvous" ? translate("rendezvous") : `${box.count} / ${box.capacity}`;
  return box.owner === "" ? holds : `${holds} · ${translate("owned by {0}", box.owner)}`;
}

function countersText({ counters }: MailboxItem, { translate }: RowContext): string {
  const parts = [translate("{0} sent", counters.sent), translate("{0} delivered", counters.delivered)];
  if (counters.lost > 0) parts.push(translate("{0} lost", counters.lost));
  if (counters.corrupted > 0) parts.push(translate("{0} corrupted", counters.corrupted));
  if (counters.retransmitted > 0) parts.push(translate("{0} sent again", counters.retransmitted));
  return parts.join(" · ");
}

function boxRow(box: MailboxItem, context: RowContext): Row {
  const id = `box ${box.box}`;
  const icon: Icon = { name: box.kind === "link" ? "arrow-swap" : "inbox" };
  const description = descriptionOf(box, context);
  return {
    ...leaf(id, box.name, description, icon, "queue"),
    tooltip: `${box.name}: ${description} · ${countersText(box, context)}`,
    isOpen: true,
    children: [
      ...box.messages.map((message) => messageRow(box, message, context)),
      ...restRow(id, box.size - box.messages.length, context),
      ...receiverRows(box, context),
    ],
  };
}

/** The rows of the Mailboxes tree. */
export function mailboxRows(overview: MailboxOverview, context: RowContext = plainContext): Row[] {
  const rows = overview.boxes.map((box) => boxRow(box, context));
  return [...rows, ...restRow("boxes", overview.size - overview.boxes.length, context)];
}
