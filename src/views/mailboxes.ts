/**
 * The Mailboxes tree: each mailbox and direct link with its messages in order, then who waits to receive.
 *
 * Keeps true: rows stand in the overview's order; what is left of a long list is behind rows that fetch it.
 */
import type { MailboxItem, MailboxOverview, MessageItem, WaiterItem } from "../debugger/overview/mailboxes.ts";
import { plainContext, ticksText, type RowContext } from "./processRows.ts";
import { restRows } from "./rest.ts";
import type { Icon, Row } from "./row.ts";

/** How a message looks, by where it is. */
const MESSAGE_ICONS: Readonly<Record<MessageItem["where"], Icon>> = {
  "in the box": { name: "mail" },
  "on its way": { name: "arrow-right" },
  "waiting to be sent": { name: "watch", colour: "turno.stateWaiting" },
  "lost, to be sent again": { name: "warning" },
  corrupt: { name: "bracket-error" },
};

const RECEIVER_ICON: Icon = { name: "watch", colour: "turno.stateWaiting" };

function leaf(id: string, label: string, description: string, icon: Icon, kind: Row["kind"]): Row {
  const tooltip = description === "" ? label : `${label} · ${description}`;
  return { id, label, description, tooltip, icon, isCurrent: false, kind, isOpen: false, children: [] };
}

/** @param box the number of the mailbox */
export function messageRow(box: string, message: MessageItem, { translate, told }: RowContext): Row {
  const words = message.words.length === 0 ? translate("no words") : message.words.join(" ");
  const where = message.where === "in the box" ? "" : told(message.where);
  const due = message.due > 0 ? translate("due at tick {0}", message.due) : "";
  const from = translate("from {0}, tick {1}", message.sender, message.sentAt);
  const description = [from, where, due].filter((part) => part !== "").join(" · ");
  return leaf(`box ${box} message ${message.id}`, words, description, MESSAGE_ICONS[message.where], "note");
}

/** @param box the number of the mailbox */
export function receiverRow(box: string, receiver: WaiterItem, { current, translate }: RowContext): Row {
  const { thread, label, ticks } = receiver;
  const description = translate("waits to receive for {0}", ticksText(ticks, translate));
  return {
    ...leaf(`box ${box} receiver ${thread}`, label, description, RECEIVER_ICON, "thread"),
    thread,
    isCurrent: thread === current,
  };
}

function descriptionOf(box: MailboxItem, { translate, told }: RowContext): string {
  if (box.isDestroyed) return translate("destroyed");
  const holds = box.capacity === "rendezvous" ? translate("rendezvous") : `${box.count} / ${told(box.capacity)}`;
  const senders = box.size - box.count;
  const parts = [
    holds,
    senders === 0 ? "" : senders === 1 ? translate("1 waits to send") : translate("{0} wait to send", senders),
    box.waiting === 0
      ? ""
      : box.waiting === 1
        ? translate("1 waits to receive")
        : translate("{0} wait to receive", box.waiting),
    box.owner === "" ? "" : translate("owned by {0}", told(box.owner)),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

function countersText({ counters }: MailboxItem, { translate }: RowContext): string {
  const parts = [translate("{0} sent", counters.sent), translate("{0} delivered", counters.delivered)];
  if (counters.lost > 0) parts.push(translate("{0} lost", counters.lost));
  if (counters.corrupted > 0) parts.push(translate("{0} corrupted", counters.corrupted));
  if (counters.retransmitted > 0) parts.push(translate("{0} sent again", counters.retransmitted));
  return parts.join(" · ");
}

export function boxRow(box: MailboxItem, context: RowContext): Row {
  const number = String(box.box);
  const icon: Icon = { name: box.kind === "link" ? "arrow-swap" : "inbox" };
  const description = descriptionOf(box, context);
  return {
    ...leaf(`box ${number}`, box.name, description, icon, "queue"),
    tooltip: `${box.name}: ${description} · ${countersText(box, context)}`,
    isOpen: true,
    children: [
      ...box.messages.map((message) => messageRow(number, message, context)),
      ...restRows("messages", number, box.messages.length, box.size, context.translate),
      ...box.receivers.map((receiver) => receiverRow(number, receiver, context)),
      ...restRows("receivers", number, box.receivers.length, box.waiting, context.translate),
    ],
  };
}

/** The rows of the Mailboxes tree. */
export function mailboxRows(overview: MailboxOverview, context: RowContext = plainContext): Row[] {
  const rows = overview.boxes.map((box) => boxRow(box, context));
  return [...rows, ...restRows("mailboxes", "", rows.length, overview.size, context.translate)];
}
