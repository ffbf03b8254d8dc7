/**
 * The calls of message passing: send and receive in all their forms, request and reply, creating and destroying mailboxes.
 *
 * Keeps true: a call checks the kind of what it is given and answers with a named error where it cannot do what is asked; a
 * thread that waits is in the lists of the one box that it waits on.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Message Passing: naming, direct and indirect.
 */
import { dequeLength, dequePush } from "../../base/deque.ts";
import { LIMITS } from "../../base/limits.ts";
import { ERR } from "../../isa/errors.ts";
import { handleIndex, readHandle } from "../../isa/handles.ts";
import { raiseFault } from "../cpu/fault.ts";
import type { Handlers } from "../cpu/handler.ts";
import { startTimer } from "../devices/timers.ts";
import { EventKind } from "../events.ts";
import { seeEnd } from "../process/family.ts";
import { block } from "../threads/turns.ts";
import { GROWTH, grows } from "../growth.ts";
import { emit, processAt, threadAt, type Simulation } from "../simulation.ts";
import { atBound } from "../bounds.ts";
import type { Thread } from "../state.ts";
import { EndKind, FaultKind, ThreadState, WaitKind } from "../states.ts";
import { plainMailbox, type Mailbox, type Message } from "./boxes.ts";
import { checkDeadlock } from "./deadlock.ts";
import { awaitNews, giveWords, hasRoom, sendNow, sendResult, staysWithSender, take } from "./delivery.ts";
import { ANYONE, firstFilled, linkOf, listLink } from "./links.ts";
import { inboxOf } from "./objects.ts";
import { destroyBox, isSilent } from "./peers.ts";
import { awaitedServer, clientOf, forgetRequest, openRequest } from "./requests.ts";
import { boxCount, boxHandle, emitMessage, wordsText } from "./transmission.ts";
import { waitFor, wakeWith } from "./waiters.ts";

/** How a call sends or receives: whether it may wait, and for how long (-1: for ever). */
interface Manner {
  readonly waits: boolean;
  readonly ticks: number;
}

const WAITS: Manner = { waits: true, ticks: -1 };
const TRIES: Manner = { waits: false, ticks: -1 };

/** What the caller gets instead of waiting, or undefined when it may wait. */
function insteadOfWaiting(manner: Manner, refusal: number): number | undefined {
  if (!manner.waits) return refusal;
  return manner.ticks === 0 ? ERR.ERR_TIMEOUT : undefined;
}

/** The caller begins to wait for `wait`, as long as its manner says. */
function waitSo(sim: Simulation, thread: Thread, manner: Manner, wait: WaitKind, object: number): void {
  block(sim, thread, wait, object);
  if (manner.ticks > 0) startTimer(sim, thread, sim.world.tick + manner.ticks, wait);
  else checkDeadlock(sim, thread);
}

/** Whether the process may use a box that two processes share; two living ones at most do. */
function joins(sim: Simulation, box: Mailbox, pid: number): boolean {
  if (box.receivers !== "pair" || box.pair.includes(pid)) return true;
  const gone = box.pair.findIndex((other) => processAt(sim, other).end !== EndKind.alive);
  if (gone >= 0) box.pair.splice(gone, 1);
  if (box.pair.length >= 2) return false;
  box.pair.push(pid);
  return true;
}

/** The mailbox or living or ended process that `word` names, or an error; a handle of another kind is a fault. */
function partner(sim: Simulation, thread: Thread, word: number): Mailbox | { readonly pid: number } | number {
  const box = sim.world.ipc.mailboxes[handleIndex(word, "mailbox")];
  if (box?.isLink === false) {
    if (box.destroyed) return ERR.ERR_DESTROYED;
    return joins(sim, box, thread.pid) ? box : ERR.ERR_DENIED;
  }
  if (readHandle(word) !== undefined) {
    raiseFault(sim, thread, FaultKind.badArgument, word);
    return 0;
  }
  return word > 0 && sim.world.processes[word] !== undefined ? { pid: word } : ERR.ERR_NO_PROCESS;
}

/** The answer about a process that has ended: the caller has seen its end. */
function isDead(sim: Simulation, thread: Thread, pid: number): number {
  seeEnd(sim, processAt(sim, pid), thread.id);
  return ERR.ERR_DEAD;
}

/** The box that `word` names for sending `count` words, or the error. */
function sendTarget(sim: Simulation, thread: Thread, word: number, count: number): Mailbox | number {
  if (count > LIMITS.messageWords) return ERR.ERR_SIZE;
  const target = partner(sim, thread, word);
  if (typeof target === "number") return target;
  if ("number" in target) {
    if (target.size > 0 && target.size !== count) return ERR.ERR_SIZE;
    return boxCount(target) < LIMITS.messages ? target : atBound(sim, "messages");
  }
  if (processAt(sim, target.pid).end !== EndKind.alive) return isDead(sim, thread, target.pid);
  const link = linkOf(sim, thread.pid, target.pid);
  if (link === undefined) return atBound(sim, "mailboxes");
  return boxCount(link) < LIMITS.messages ? link : atBound(sim, "messages");
}

/** Whether nobody but the caller is at both ends of a link: it would wait for itself. */
function isAlone(sim: Simulation, thread: Thread, box: Mailbox): boolean {
  if (!box.isLink || box.pair[0] !== box.pair[1]) return false;
  const { threads } = processAt(sim, thread.pid);
  return threads.every((id) => id === thread.id || threadAt(sim, id).state === ThreadState.terminated);
}

/** The arguments of the call from place `first` on. */
function wordsFrom({ args }: Simulation, first: number, count: number): number[] {
  const words: number[] = [];
  for (let k = first; k < count; k++) words.push(args[k]!);
  return words;
}

/** A message of words that are its own from now on. */
function newMessage(sim: Simulation, thread: Thread, words: number[], wantsReply: boolean): Message {
  const { tick, ipc } = sim.world;
  grows(sim.world, GROWTH.message);
  return {
    id: ipc.nextMessage++,
    from: thread.pid,
    fromThread: thread.id,
    words,
    sentAt: tick,
    arrivesAt: tick,
    fate: "fine",
    wantsReply,
    place: 0,
  };
}

/** Whether the caller would have to wait until the message is received, however soon somebody waits for it. */
function takesTime(box: Mailbox): boolean {
  return box.capacity === 0 && (box.latency > 0 || box.delivery === "retransmit");
}

/** There is no room: what the box and the manner of the call say. */
function sendToFull(sim: Simulation, thread: Thread, box: Mailbox, message: Message, manner: Manner): number {
  if (box.capacity > 0) emitMessage(sim, EventKind.mailboxFull, box, message, boxCount(box));
  if (box.whenFull === "discard") {
    box.sent++;
    box.lost++;
    emitMessage(sim, EventKind.messageLost, box, message, boxCount(box));
    return message.wantsReply ? ERR.ERR_LOST : 0;
  }
  const refusal = box.whenFull === "error" ? ERR.ERR_FULL : insteadOfWaiting(manner, ERR.ERR_FULL);
  if (refusal !== undefined) return refusal;
  if (manner.ticks < 0 && isAlone(sim, thread, box)) return ERR.ERR_DEADLOCK;
  message.place = sim.world.ipc.nextPlace++;
  dequePush(box.senders, { thread: thread.id, message });
  listLink(sim, box);
  waitSo(sim, thread, manner, WaitKind.send, waitWord(box, 1));
  return 0;
}

/** What a thread is said to wait for at a box: the process at that end of a link, or the mailbox. */
function waitWord(box: Mailbox, end: 0 | 1): number {
  return box.isLink ? box.pair[end]! : boxHandle(box);
}

/** Sends the message; the caller goes on with the result, or waits until it is received, or for the news of its loss. */
function sendOn(sim: Simulation, thread: Thread, box: Mailbox, message: Message, manner: Manner): number {
  const canGo = dequeLength(box.senders) === 0 && hasRoom(sim, box) && (manner.waits || !takesTime(box));
  if (!canGo) return sendToFull(sim, thread, box, message, manner);
  const sent = sendNow(sim, box, message);
  const result = sendResult(box, sent);
  if (staysWithSender(box, sent)) waitSo(sim, thread, manner, WaitKind.send, waitWord(box, 1));
  else if (result === ERR.ERR_LOST && manner.waits) {
    block(sim, thread, WaitKind.send, waitWord(box, 1));
    awaitNews(sim, box, thread);
  }
  return result;
}

/** Sends the words that are arguments from place `first` on, to what the argument before names. */
function send(sim: Simulation, thread: Thread, count: number, first: number, manner: Manner): number {
  const box = sendTarget(sim, thread, sim.args[first - 1]!, count - first);
  if (typeof box === "number") return box;
  const words = wordsFrom(sim, first, count);
  return sendOn(sim, thread, box, newMessage(sim, thread, words, false), manner);
}

function request(sim: Simulation, thread: Thread, count: number): number {
  const box = sendTarget(sim, thread, sim.args[0]!, count - 1);
  if (typeof box === "number") return giveWords(thread, [box]);
  if (isAlone(sim, thread, box)) return giveWords(thread, [ERR.ERR_DEADLOCK]);
  const words = wordsFrom(sim, 1, count);
  openRequest(sim, thread, box);
  const result = sendOn(sim, thread, box, newMessage(sim, thread, words, true), WAITS);
  if (thread.state !== ThreadState.running) return 0;
  if (result < 0) {
    forgetRequest(sim, thread.id);
    return giveWords(thread, [result]);
  }
  waitFor(sim, thread, WaitKind.reply, awaitedServer(sim, thread.id, box));
  return 0;
}

/** The box that is to be received from; undefined: from anyone, and nothing is there. Or the error. */
function receiveSource(sim: Simulation, thread: Thread, word: number | undefined): Mailbox | number | undefined {
  if (word === undefined) return firstFilled(sim, inboxOf(sim.world.ipc, thread.pid));
  const source = partner(sim, thread, word);
  if (typeof source === "number") return source;
  if (!("number" in source)) return linkOf(sim, source.pid, thread.pid) ?? atBound(sim, "mailboxes");
  const isTaken = source.receivers === "one" && source.waiters.some((id) => threadAt(sim, id).pid !== thread.pid);
  return isTaken ? ERR.ERR_DENIED : source;
}

/** Receives at once, or says why not, or begins to wait. */
function receiveFrom(sim: Simulation, thread: Thread, word: number | undefined, manner: Manner): number {
  const box = receiveSource(sim, thread, word);
  if (typeof box === "number") return giveWords(thread, [box]);
  const canTake = box !== undefined && (manner.waits || !takesTime(box));
  const first = canTake ? take(sim, box, thread) : undefined;
  if (first !== undefined) return first;
  if (box?.isLink === true && isSilent(sim, box)) return giveWords(thread, [isDead(sim, thread, box.pair[0]!)]);
  if (box !== undefined) emit(sim, EventKind.mailboxEmpty, thread.pid, thread.id, boxHandle(box), boxCount(box), 0);
  const refusal = insteadOfWaiting(manner, ERR.ERR_EMPTY);
  if (refusal !== undefined) return giveWords(thread, [refusal]);
  if (manner.ticks < 0 && box !== undefined && isAlone(sim, thread, box)) return giveWords(thread, [ERR.ERR_DEADLOCK]);
  const line = box === undefined || box.isLink ? inboxOf(sim.world.ipc, thread.pid).waiters : box.waiters;
  line.push(thread.id);
  waitSo(sim, thread, manner, WaitKind.receive, box === undefined ? ANYONE : waitWord(box, 0));
  return 0;
}

/** The ticks of a time-out; a negative number is a fault. */
function within(sim: Simulation, thread: Thread): Manner | undefined {
  const ticks = sim.args[0]!;
  if (ticks >= 0) return { waits: true, ticks };
  raiseFault(sim, thread, FaultKind.negativeTime, ticks);
  return undefined;
}

/** The argument of that place, if the call has so many. */
function optional(sim: Simulation, place: number, count: number): number | undefined {
  return place < count ? sim.args[place]! : undefined;
}

function reply(sim: Simulation, thread: Thread, count: number): number {
  if (count - 1 > LIMITS.messageWords) return ERR.ERR_SIZE;
  const pid = sim.args[0]!;
  if (readHandle(pid) !== undefined) {
    raiseFault(sim, thread, FaultKind.badArgument, pid);
    return 0;
  }
  const process = pid > 0 ? sim.world.processes[pid] : undefined;
  if (process === undefined) return ERR.ERR_NO_PROCESS;
  if (process.end !== EndKind.alive) return isDead(sim, thread, pid);
  const client = clientOf(sim, pid, thread.pid);
  if (client === undefined) return ERR.ERR_EMPTY;
  forgetRequest(sim, client.id);
  sim.races?.order(thread.id, client.id);
  client.lastSender = thread.pid;
  const words = wordsFrom(sim, 1, count);
  const first = giveWords(client, words);
  emit(sim, EventKind.replied, thread.pid, thread.id, pid, first, 0, wordsText(sim, words));
  wakeWith(sim, client.id, thread.pid, first);
  return 0;
}

function createBox(sim: Simulation, thread: Thread): number {
  const capacity = sim.args[0]!;
  if (capacity < 0) {
    raiseFault(sim, thread, FaultKind.badArgument, capacity);
    return 0;
  }
  const { ipc } = sim.world;
  const number = ipc.mailboxes.length;
  if (number >= LIMITS.mailboxes) return atBound(sim, "mailboxes");
  const box = plainMailbox(number, `box ${number}`, processAt(sim, thread.pid).node, capacity, thread.pid);
  ipc.mailboxes.push(box);
  grows(sim.world, GROWTH.mailbox);
  inboxOf(ipc, thread.pid).owned.push(number);
  emit(sim, EventKind.mailboxCreated, thread.pid, thread.id, boxHandle(box), 0, 0);
  return boxHandle(box);
}

function destroy(sim: Simulation, thread: Thread): number {
  const word = sim.args[0]!;
  const box = sim.world.ipc.mailboxes[handleIndex(word, "mailbox")];
  if (box?.isLink !== false) {
    raiseFault(sim, thread, FaultKind.badArgument, word);
    return 0;
  }
  if (box.destroyed) return ERR.ERR_DESTROYED;
  if (box.owner !== thread.pid) return ERR.ERR_DENIED;
  emit(sim, EventKind.mailboxDestroyed, thread.pid, thread.id, word, 0, 0);
  destroyBox(sim, box, thread.pid, ERR.ERR_DESTROYED);
  return 0;
}

export const messageCalls: Handlers = {
  send: (sim, thread, count) => send(sim, thread, count, 1, WAITS),
  try_send: (sim, thread, count) => send(sim, thread, count, 1, TRIES),
  send_within: (sim, thread, count) => {
    const manner = within(sim, thread);
    return manner === undefined ? 0 : send(sim, thread, count, 2, manner);
  },
  receive: (sim, thread, count) => receiveFrom(sim, thread, optional(sim, 0, count), WAITS),
  try_receive: (sim, thread, count) => receiveFrom(sim, thread, optional(sim, 0, count), TRIES),
  receive_within: (sim, thread, count) => {
    const manner = within(sim, thread);
    return manner === undefined ? 0 : receiveFrom(sim, thread, optional(sim, 1, count), manner);
  },
  request,
  reply,
  sender: (_sim, thread) => thread.lastSender,
  mailbox_create: createBox,
  mailbox_destroy: destroy,
};
