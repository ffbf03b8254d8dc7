/**
 * The calls of message passing: send and receive in all their forms, request and reply, creating and destroying mailboxes.
 *
 * Keeps true: a call checks the kind of what it is given and answers with a named error where it cannot do what is asked; a
 * thread that waits is in the lists of the one box that it waits on.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Message Passing: naming, direct and indirect.
 */
import { dequeLength, dequePush } from "../../base/deque.ts";
import { ERR } from "../../isa/errors.ts";
import { handleIndex } from "../../isa/handles.ts";
import { LIMITS } from "../../base/limits.ts";
import { raiseFault } from "../cpu/fault.ts";
import type { Handlers } from "../cpu/handler.ts";
import { startTimer } from "../devices/timers.ts";
import { EventKind } from "../events.ts";
import { block } from "../sched/scheduler.ts";
import { emit, nodeOf, processAt, threadAt, type Simulation } from "../simulation.ts";
import type { Process, Thread } from "../state.ts";
import { EndKind, FaultKind, WaitKind } from "../states.ts";
import { checkDeadlock } from "./deadlock.ts";
import {
  boxCount,
  boxHandle,
  destroyBox,
  handOver,
  isFull,
  leaveSenders,
  receiversOf,
  sendResult,
  takeFromSenders,
  takeMessage,
  transmit,
} from "./mailbox.ts";
import { newMailbox, plainMailbox, type Mailbox, type Message } from "./objects.ts";
import { leaveList, wakeWith } from "./waiters.ts";

/** How a call sends or receives: whether it may wait, and for how long (-1: for ever). */
interface Manner {
  readonly waits: boolean;
  readonly ticks: number;
}

const WAITS: Manner = { waits: true, ticks: -1 };
const TRIES: Manner = { waits: false, ticks: -1 };

/** The link from one process to another, made by itself at its first use. */
function linkOf(sim: Simulation, from: number, to: number): Mailbox {
  const { ipc } = sim.world;
  const key = `${from}>${to}`;
  const known = ipc.links[key];
  if (known !== undefined) return ipc.mailboxes[known]!;
  const node = processAt(sim, from).node;
  const { direct_capacity: capacity } = sim.image.machines[node]!.settings;
  const name = `${processAt(sim, from).name} → ${processAt(sim, to).name}`;
  const plain = plainMailbox(name, node, capacity === "unbounded" ? -1 : capacity, -1);
  ipc.links[key] = ipc.mailboxes.length;
  const link = newMailbox({ ...plain, isLink: true, pair: [from, to] });
  ipc.mailboxes.push(link);
  return link;
}

function livingProcess(sim: Simulation, pid: number): Process | undefined {
  const process = pid > 0 ? sim.world.processes[pid] : undefined;
  return process?.end === EndKind.alive ? process : undefined;
}

/** Whether the process may use a box that two processes share; the first two that come do. */
function joins(box: Mailbox, pid: number): boolean {
  if (box.receivers !== "pair" || box.pair.includes(pid)) return true;
  if (box.pair.length >= 2) return false;
  box.pair.push(pid);
  return true;
}

/** The box that `word` names for sending, or the error. */
function sendTarget(sim: Simulation, thread: Thread, word: number, count: number): Mailbox | number {
  const box = sim.world.ipc.mailboxes[handleIndex(word, "mailbox")];
  if (box !== undefined) {
    if (box.destroyed) return ERR.ERR_DESTROYED;
    if (!joins(box, thread.pid)) return ERR.ERR_DENIED;
    return box.size > 0 && box.size !== count ? ERR.ERR_SIZE : box;
  }
  if (word <= 0 || sim.world.processes[word] === undefined) return ERR.ERR_NO_PROCESS;
  return livingProcess(sim, word) === undefined ? ERR.ERR_DEAD : linkOf(sim, thread.pid, word);
}

function newMessage(
  sim: Simulation,
  thread: Thread,
  words: readonly number[],
  wantsReply: boolean,
  box: Mailbox,
): Message {
  const { tick, ipc } = sim.world;
  return {
    id: ipc.nextMessage++,
    from: thread.pid,
    fromThread: thread.id,
    words: [...words],
    sentAt: tick,
    arrivesAt: tick,
    fate: "fine",
    wantsReply,
    isRendezvous: box.capacity === 0,
  };
}

/** Whether a message can be sent at once. */
function hasRoom(sim: Simulation, box: Mailbox): boolean {
  if (dequeLength(box.senders) > 0) return false;
  return box.capacity === 0 ? receiversOf(sim, box).length > 0 : !isFull(box);
}

/** There is no room: what the box and the manner of the call say. */
function sendToFull(sim: Simulation, thread: Thread, box: Mailbox, message: Message, manner: Manner): number {
  emit(sim, EventKind.mailboxFull, thread.pid, thread.id, boxHandle(sim, box), boxCount(box), message.words[0] ?? 0);
  if (box.whenFull === "discard") {
    box.sent++;
    box.lost++;
    emit(sim, EventKind.messageLost, thread.pid, thread.id, boxHandle(sim, box), boxCount(box), message.words[0] ?? 0);
    return 0;
  }
  if (box.whenFull === "error" || !manner.waits || manner.ticks === 0)
    return manner.ticks === 0 ? ERR.ERR_TIMEOUT : ERR.ERR_FULL;
  dequePush(box.senders, { thread: thread.id, message });
  block(sim, thread, WaitKind.send, box.isLink ? box.pair[1]! : boxHandle(sim, box));
  if (manner.ticks > 0) startTimer(sim, thread, sim.world.tick + manner.ticks, WaitKind.send);
  else checkDeadlock(sim, thread);
  return 0;
}

/** Sends the words that are arguments from place `first` on, to what the argument before names. */
function send(sim: Simulation, thread: Thread, count: number, first: number, manner: Manner): number {
  const words = Array.from(sim.args.subarray(first, count));
  if (words.length > LIMITS.messageWords) return ERR.ERR_SIZE;
  const box = sendTarget(sim, thread, sim.args[first - 1]!, words.length);
  if (typeof box === "number") return box;
  if (dequeLength(box.messages) >= LIMITS.messages) return ERR.ERR_BOUND;
  const message = newMessage(sim, thread, words, false, box);
  if (!hasRoom(sim, box)) return sendToFull(sim, thread, box, message, manner);
  const result = transmit(sim, box, message);
  if (result === ERR.ERR_LOST && box.delivery === "notify" && manner.waits) {
    block(sim, thread, WaitKind.send, boxHandle(sim, box));
    thread.registers[0] = ERR.ERR_LOST;
    startTimer(sim, thread, sim.world.tick + box.timeout, WaitKind.send);
    return ERR.ERR_LOST;
  }
  return sendResult(box, result);
}

/** The links to a process that hold a message for it, the one with the earliest message first. */
function firstLink(sim: Simulation, pid: number): Mailbox | undefined {
  let best: Mailbox | undefined;
  for (const place of Object.values(sim.world.ipc.links)) {
    const link = sim.world.ipc.mailboxes[place]!;
    if (link.pair[1] !== pid) continue;
    const has = dequeLength(link.messages) > 0 || dequeLength(link.senders) > 0;
    if (has && (best === undefined || firstId(link) < firstId(best))) best = link;
  }
  return best;
}

function firstId(box: Mailbox): number {
  return box.messages.items[box.messages.head]?.id ?? box.senders.items[box.senders.head]?.message.id ?? Infinity;
}

/** The box that is to be received from; undefined: from anyone, and nothing is there. Or the error. */
function receiveSource(sim: Simulation, thread: Thread, word: number | undefined): Mailbox | number | undefined {
  if (word === undefined) return firstLink(sim, thread.pid);
  const box = sim.world.ipc.mailboxes[handleIndex(word, "mailbox")];
  if (box !== undefined) {
    if (box.destroyed) return ERR.ERR_DESTROYED;
    return joins(box, thread.pid) ? box : ERR.ERR_DENIED;
  }
  if (word <= 0 || sim.world.processes[word] === undefined) return ERR.ERR_NO_PROCESS;
  return linkOf(sim, word, thread.pid);
}

/** A message that can be had at once: one that is there, or that of a sender who waits for a receiver. */
function available(sim: Simulation, box: Mailbox): Message | undefined {
  const message = takeMessage(sim, box);
  return message ?? (box.capacity === 0 ? takeFromSenders(sim, box) : undefined);
}

function receive(sim: Simulation, thread: Thread, word: number | undefined, manner: Manner): number {
  const box = receiveSource(sim, thread, word);
  if (typeof box === "number") return box;
  const message = box && available(sim, box);
  if (box !== undefined && message !== undefined) return handOver(sim, box, message, thread);
  if (box?.isLink === true && box.transit.length === 0 && livingProcess(sim, box.pair[0]!) === undefined)
    return ERR.ERR_DEAD;
  if (box !== undefined) emit(sim, EventKind.mailboxEmpty, thread.pid, thread.id, boxHandle(sim, box), 0, 0);
  if (!manner.waits) return ERR.ERR_EMPTY;
  if (manner.ticks === 0) return ERR.ERR_TIMEOUT;
  if (box !== undefined && !box.isLink) box.waiters.push(thread.id);
  block(sim, thread, WaitKind.receive, box === undefined ? -1 : box.isLink ? box.pair[0]! : boxHandle(sim, box));
  if (manner.ticks > 0) startTimer(sim, thread, sim.world.tick + manner.ticks, WaitKind.receive);
  else checkDeadlock(sim, thread);
  return 0;
}

/** The argument of that place, if the call has so many. */
function optional(sim: Simulation, place: number, count: number): number | undefined {
  return place < count ? sim.args[place]! : undefined;
}

/** The ticks of a time-out; a negative number is a fault. */
function within(sim: Simulation, thread: Thread): Manner | undefined {
  const ticks = sim.args[0]!;
  if (ticks >= 0) return { waits: true, ticks };
  raiseFault(sim, thread, FaultKind.negativeTime, ticks);
  return undefined;
}

function request(sim: Simulation, thread: Thread, count: number): number {
  const words = Array.from(sim.args.subarray(1, count));
  if (words.length > LIMITS.messageWords) return ERR.ERR_SIZE;
  const box = sendTarget(sim, thread, sim.args[0]!, words.length);
  if (typeof box === "number") return box;
  sim.world.ipc.requests.push({ thread: thread.id, server: box.isLink ? box.pair[1]! : -1 });
  const message = newMessage(sim, thread, words, true, box);
  const result = hasRoom(sim, box) ? transmit(sim, box, message) : sendToFull(sim, thread, box, message, WAITS);
  if (result === ERR.ERR_FULL || (result === ERR.ERR_LOST && box.delivery === "notify")) {
    forgetRequest(sim, thread.id);
    return result;
  }
  if (thread.wait !== WaitKind.send) {
    block(sim, thread, WaitKind.reply, box.isLink ? box.pair[1]! : -1);
    checkDeadlock(sim, thread);
  }
  return 0;
}

function forgetRequest(sim: Simulation, thread: number): void {
  const { requests } = sim.world.ipc;
  const place = requests.findIndex((r) => r.thread === thread);
  if (place >= 0) requests.splice(place, 1);
}

function reply(sim: Simulation, thread: Thread, count: number): number {
  const pid = sim.args[0]!;
  if (livingProcess(sim, pid) === undefined)
    return sim.world.processes[pid] === undefined || pid <= 0 ? ERR.ERR_NO_PROCESS : ERR.ERR_DEAD;
  const { requests } = sim.world.ipc;
  const open = requests.find(
    (r) =>
      r.server === thread.pid && threadAt(sim, r.thread).pid === pid && threadAt(sim, r.thread).wait === WaitKind.reply,
  );
  if (open === undefined) return ERR.ERR_EMPTY;
  const client = threadAt(sim, open.thread);
  const words = Array.from(sim.args.subarray(1, Math.min(count, 1 + LIMITS.messageWords)));
  words.forEach((word, k) => (client.registers[k] = word));
  client.lastSender = thread.pid;
  forgetRequest(sim, client.id);
  emit(sim, EventKind.replied, thread.pid, thread.id, pid, words[0] ?? 0, 0);
  wakeWith(sim, client.id, thread.pid, words[0] ?? 0);
  return 0;
}

function createBox(sim: Simulation, thread: Thread): number {
  const capacity = sim.args[0]!;
  if (capacity < -1) {
    raiseFault(sim, thread, FaultKind.badArgument, capacity);
    return 0;
  }
  const { mailboxes } = sim.world.ipc;
  if (mailboxes.length >= LIMITS.mailboxes) return ERR.ERR_BOUND;
  const box = plainMailbox(
    `box ${mailboxes.length}`,
    nodeOf(sim, processAt(sim, thread.pid)).index,
    capacity,
    thread.pid,
  );
  mailboxes.push(box);
  emit(sim, EventKind.mailboxCreated, thread.pid, thread.id, boxHandle(sim, box), 0, 0);
  return boxHandle(sim, box);
}

function destroy(sim: Simulation, thread: Thread): number {
  const box = sim.world.ipc.mailboxes[handleIndex(sim.args[0]!, "mailbox")];
  if (box === undefined || box.isLink) {
    raiseFault(sim, thread, FaultKind.badArgument, sim.args[0]!);
    return 0;
  }
  if (box.destroyed) return ERR.ERR_DESTROYED;
  if (box.owner !== thread.pid) return ERR.ERR_DENIED;
  destroyBox(sim, box, ERR.ERR_DESTROYED);
  emit(sim, EventKind.mailboxDestroyed, thread.pid, thread.id, sim.args[0]!, 0, 0);
  return 0;
}

/** The time that a thread was ready to wait has passed: it takes back its message, or its place in the line. */
export function timeOutMessage(sim: Simulation, thread: Thread): void {
  const isSending = thread.wait === WaitKind.send;
  let taken = false;
  for (const box of sim.world.ipc.mailboxes) {
    taken = (isSending ? leaveSenders(box, thread.id) : leaveList(box.waiters, thread.id) >= 0) || taken;
  }
  // A sender in no line waits for the news that its message was lost.
  const result = isSending && !taken ? ERR.ERR_LOST : ERR.ERR_TIMEOUT;
  wakeWith(sim, thread.id, 0, result);
}

/** A thread ends: it waits on no box any more. */
export function leaveMessageWaits(sim: Simulation, thread: Thread): void {
  for (const box of sim.world.ipc.mailboxes) {
    leaveSenders(box, thread.id);
    leaveList(box.waiters, thread.id);
  }
  forgetRequest(sim, thread.id);
}

/** A process has ended: its boxes die with it, and whoever waits for it alone is told ERR_DEAD. */
export function tellPeers(sim: Simulation, pid: number): void {
  const { ipc } = sim.world;
  for (const box of ipc.mailboxes) {
    if (box.owner === pid && !box.destroyed) destroyBox(sim, box, ERR.ERR_DEAD);
    if (!box.isLink) continue;
    if (box.pair[1] === pid) destroyBox(sim, box, ERR.ERR_DEAD);
    else if (box.pair[0] === pid && box.transit.length === 0) {
      for (const id of receiversOf(sim, box)) {
        if (threadAt(sim, id).waitObject === pid) wakeWith(sim, id, pid, ERR.ERR_DEAD);
      }
    }
  }
  for (const open of ipc.requests.filter((r) => r.server === pid)) {
    if (threadAt(sim, open.thread).wait !== WaitKind.reply) continue;
    forgetRequest(sim, open.thread);
    wakeWith(sim, open.thread, pid, ERR.ERR_DEAD);
  }
}

export const messageCalls: Handlers = {
  send: (sim, thread, count) => send(sim, thread, count, 1, WAITS),
  try_send: (sim, thread, count) => send(sim, thread, count, 1, TRIES),
  send_within: (sim, thread, count) => {
    const manner = within(sim, thread);
    return manner === undefined ? 0 : send(sim, thread, count, 2, manner);
  },
  receive: (sim, thread, count) => receive(sim, thread, optional(sim, 0, count), WAITS),
  try_receive: (sim, thread, count) => receive(sim, thread, optional(sim, 0, count), TRIES),
  receive_within: (sim, thread, count) => {
    const manner = within(sim, thread);
    return manner === undefined ? 0 : receive(sim, thread, optional(sim, 1, count), manner);
  },
  request,
  reply,
  sender: (_sim, thread) => thread.lastSender,
  mailbox_create: createBox,
  mailbox_destroy: destroy,
};
