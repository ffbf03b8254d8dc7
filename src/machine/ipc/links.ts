/**
 * Direct communication: the link of each pair of processes, made by itself, and the inbox of each process.
 *
 * Keeps true: there is one link at most from one process to another; `receive()` takes what came first, from whichever link,
 * without looking at the others.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Naming: direct communication.
 */
import { dequeAt } from "../../base/deque.ts";
import { heapPeek, heapPop, heapPush, type Compare } from "../../base/heap.ts";
import { LIMITS } from "../../base/limits.ts";
import { GROWTH, grows } from "../growth.ts";
import { processName } from "../names.ts";
import { processAt, threadAt, type Simulation } from "../simulation.ts";
import { newMailbox, plainMailbox, type Filled, type Inbox, type Mailbox } from "./boxes.ts";
import { inboxOf } from "./objects.ts";

/** Instead of a pid: whoever sends. */
export const ANYONE = -1;

const BY_PLACE: Compare<Filled> = (a, b) => a.place - b.place;

/** The link from one process to another if there has been one. */
export function knownLink(sim: Simulation, from: number, to: number): Mailbox | undefined {
  const { ipc } = sim.world;
  const number = ipc.inboxes[to]?.from[from];
  return number === undefined ? undefined : ipc.mailboxes[number];
}

/** The link from one process to another; undefined when there are too many mailboxes already. */
export function linkOf(sim: Simulation, from: number, to: number): Mailbox | undefined {
  const known = knownLink(sim, from, to);
  const { ipc } = sim.world;
  if (known !== undefined || ipc.mailboxes.length >= LIMITS.mailboxes) return known;
  const sender = processAt(sim, from);
  const { direct_capacity: capacity } = sim.image.machines[sender.node]!.settings;
  const number = ipc.mailboxes.length;
  const name = `${processName(sim, from)} → ${processName(sim, to)}`;
  const plain = plainMailbox(number, name, sender.node, capacity === "unbounded" ? -1 : capacity, -1);
  const link = newMailbox({ ...plain, isLink: true, pair: [from, to] });
  ipc.mailboxes.push(link);
  grows(sim.world, GROWTH.mailbox);
  inboxOf(ipc, to).from[from] = number;
  inboxOf(ipc, from).to.push(number);
  return link;
}

/** The place of what would be received first from a link, or undefined. */
function firstPlace(link: Mailbox): number | undefined {
  return (dequeAt(link.messages, 0) ?? dequeAt(link.senders, 0)?.message)?.place;
}

/** There is something to receive from a link: enters it in the inbox of its receiver. */
export function listLink(sim: Simulation, link: Mailbox): void {
  const place = link.isListed || !link.isLink ? undefined : firstPlace(link);
  if (place === undefined) return;
  link.isListed = true;
  heapPush(inboxOf(sim.world.ipc, link.pair[1]!).filled, { place, box: link.number }, BY_PLACE);
}

/** The link of an inbox with what came first; entries that are out of date are put right on the way. */
export function firstFilled(sim: Simulation, inbox: Inbox): Mailbox | undefined {
  for (let entry = heapPeek(inbox.filled); entry !== undefined; entry = heapPeek(inbox.filled)) {
    const link = sim.world.ipc.mailboxes[entry.box]!;
    const place = firstPlace(link);
    if (place === entry.place) return link;
    heapPop(inbox.filled, BY_PLACE);
    link.isListed = false;
    listLink(sim, link);
  }
  return undefined;
}

/** The threads that wait to receive from a box, in the order of their waiting. */
export function receiversOf(sim: Simulation, box: Mailbox): readonly number[] {
  if (!box.isLink) return box.waiters;
  const [from, to] = box.pair;
  const { waiters } = inboxOf(sim.world.ipc, to!);
  if (waiters.length === 0) return waiters;
  return waiters.filter((id) => {
    const { waitObject } = threadAt(sim, id);
    return waitObject === from || waitObject === ANYONE;
  });
}

/** The list in which the receivers of a box stand. */
export function lineOf(sim: Simulation, box: Mailbox): number[] {
  return box.isLink ? inboxOf(sim.world.ipc, box.pair[1]!).waiters : box.waiters;
}
