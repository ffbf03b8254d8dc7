/**
 * Steps that go on in another thread: into `send`, `request` and `reply` the step lands in who receives, into `fork`, `start` and
 * `spawn` in the child, into another system call that takes time in the kernel. Below the stack of who got something stands where it
 * came from: the frames of the sender as they were then.
 *
 * Keeps true: it only looks; what is remembered of a moment counts from then on, and is forgotten where the run goes on from an
 * earlier one; a thread that receives again stands below something else, which nobody stepped into.
 */
import { decode, Op } from "../../isa/instructions.ts";
import { codeIndex } from "../../isa/image.ts";
import { handleIndex } from "../../isa/handles.ts";
import { PC } from "../../isa/registers.ts";
import { SYSCALLS } from "../../isa/syscalls.ts";
import { EventKind, Overhead } from "../../machine/events.ts";
import { objectName } from "../../machine/names.ts";
import { threadAt, type Simulation } from "../../machine/simulation.ts";
import type { Thread } from "../../machine/state.ts";
import { ThreadState, WaitKind } from "../../machine/states.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import { frameLevel, framesOf } from "../inspect/frames.ts";
import { isAfter, momentOf, type Moment } from "./moments.ts";
import { threadLabel } from "../inspect/names.ts";
import { isReached, type Plan, type ThreadStep } from "./stepping.ts";
import { ELSEWHERE } from "./targets.ts";

/** A frame of the past: what stood there, and at which instruction. */
export interface PastFrame {
  readonly name: string;
  readonly index: number;
}

/** Where something came from. */
export interface Cause {
  /** `sent by 1 producer through slots at tick 12`. */
  readonly text: string;
  readonly tick: number;
  readonly frames: readonly PastFrame[];
  /** Where the sender in its turn had got something from. */
  readonly earlier: Cause | undefined;
}

/** What a step waits for in another thread. */
interface Landing {
  readonly cause: Cause;
  /** The number of the message that is under way; 0: none is. */
  readonly message: number;
  /** The thread that has got it and is to begin its next statement; -1: none yet. */
  readonly thread: number;
}

/** From a moment on a thread stands below a cause, or below none any more. */
interface Link {
  readonly at: Moment;
  readonly cause: Cause | undefined;
}

const MOST_FRAMES = 200;
const MOST_EARLIER = 8;

/** Events by which a step may leave its thread. */
const LEAVING: ReadonlySet<EventKind> = new Set([
  EventKind.messageSent,
  EventKind.replied,
  EventKind.processCreated,
  EventKind.processForked,
  EventKind.threadCreated,
  EventKind.messageLost,
  EventKind.overheadBegan,
]);

/** A chain of causes without its oldest ones. */
function shortened(cause: Cause | undefined, most: number): Cause | undefined {
  if (cause === undefined || most === 0) return undefined;
  return { ...cause, earlier: shortened(cause.earlier, most - 1) };
}

export class StepInto {
  private step: ThreadStep | undefined;
  private landing: Landing | undefined;
  private readonly links = new Map<number, Link[]>();

  constructor(
    private readonly sim: Simulation,
    private readonly map: CodeMap,
  ) {}

  /** A run begins: whether it is a step that may leave its thread. */
  begin(plan: Plan): void {
    this.landing = undefined;
    const mayLeave =
      plan.kind === "step" && plan.step === "into" && plan.granularity !== "instruction" && this.isCall(plan.only);
    this.step = mayLeave ? plan : undefined;
  }

  /** Whether it must be told of events of a kind. */
  wants(kind: EventKind): boolean {
    if (kind === EventKind.messageReceived) return this.step !== undefined || this.links.size > 0;
    return this.step !== undefined && LEAVING.has(kind);
  }

  /** Something happened. Returns what is to be said where the step ends there: in the kernel. */
  observe(kind: EventKind, fields: readonly number[]): string | undefined {
    const [, thread = -1] = fields;
    if (kind === EventKind.messageReceived) this.received(thread);
    const { step, sim } = this;
    if (step === undefined || (this.landing === undefined && !this.isChosen(step))) return undefined;
    if (this.landing !== undefined) this.follow(kind, fields);
    else if (kind === EventKind.overheadBegan && thread === step.thread && fields[3] === Overhead.systemCall)
      return this.inKernel(threadAt(sim, thread));
    else this.leave(step, kind, fields);
    return undefined;
  }

  /** What is said of a call that takes time in the kernel, unless it leads on from there. */
  private inKernel(thread: Thread): string | undefined {
    const call = callName(this.sim, thread);
    if (ELSEWHERE.has(call)) return undefined;
    return this.sim.words("{0} enters the kernel: {1}", threadLabel(this.sim, thread), call);
  }

  /** Whether the step goes on elsewhere: what its thread does meanwhile is not its end. */
  get isElsewhere(): boolean {
    return this.landing !== undefined;
  }

  /** Whether a thread, about to begin a marked instruction, has reached what the run is for. */
  isReached(plan: Plan, thread: Thread, index: number): boolean {
    const { landing } = this;
    if (landing === undefined) return isReached(this.map, plan, thread, index) && this.isWanted(plan, thread);
    if (landing.thread !== thread.id || this.map.starts[index] !== 1) return false;
    this.link(thread.id, landing.cause);
    this.landing = undefined;
    return true;
  }

  /** Whether a step may leave its thread at an instruction: one that was not chosen may be any. */
  private isCall(only: number): boolean {
    return only < 0 || decode(this.sim.image.code, only).op === Op.sys;
  }

  /** Whether a thread came where it is through the call that a step is to lead through. */
  private isWanted(plan: Plan, thread: Thread): boolean {
    if (plan.kind !== "step" || plan.only < 0 || frameLevel(this.map, thread) >= plan.level) return true;
    return framesOf(this.sim, this.map, thread)[1]?.index === plan.only;
  }

  /** Whether the stepped thread is in the call that was chosen, if one was. */
  private isChosen({ thread, only }: ThreadStep): boolean {
    const index = codeIndex(threadAt(this.sim, thread).registers[PC]!);
    return only < 0 || index === only || index - 1 === only;
  }

  /** Where a thread has got from elsewhere what it works on now. */
  causeOf(threadId: number): Cause | undefined {
    const now = momentOf(this.sim.world);
    return this.links.get(threadId)?.findLast(({ at }) => !isAfter(at, now))?.cause;
  }

  /** The run goes on from here: what came later may not come again. */
  forgetFuture(): void {
    const now = momentOf(this.sim.world);
    for (const [thread, links] of this.links) {
      const kept = links.filter(({ at }) => !isAfter(at, now));
      if (kept.length > 0) this.links.set(thread, kept);
      else this.links.delete(thread);
    }
  }

  private link(thread: number, cause: Cause | undefined): void {
    const links = this.links.get(thread) ?? [];
    links.push({ at: momentOf(this.sim.world), cause });
    this.links.set(thread, links);
  }

  /** A thread that stands below a cause has received something else. */
  private received(thread: number): void {
    if (this.links.get(thread)?.at(-1)?.cause !== undefined) this.link(thread, undefined);
  }

  /** Whether an event leads from the stepped thread to another one. */
  private leave(step: ThreadStep, kind: EventKind, fields: readonly number[]): void {
    const { sim } = this;
    const { words } = sim;
    const [process = -1, other = -1, box = -1] = fields;
    const isOwn = sim.caller === step.thread;
    const name = (): string => threadLabel(sim, threadAt(sim, step.thread));
    if (kind === EventKind.messageSent && other === step.thread && sim.message !== undefined) {
      const message = sim.message.id;
      this.depart(step, { text: words("sent by {0} through {1}", name(), objectName(sim, box)), message, thread: -1 });
    } else if (kind === EventKind.replied && isOwn) {
      const client = sim.world.processes[box]?.threads.find((id) => isAnswered(threadAt(sim, id), process));
      if (client !== undefined) this.depart(step, { text: words("reply of {0}", name()), message: 0, thread: client });
    } else if (kind === EventKind.processForked && isOwn) {
      const child = sim.world.processes[other]!.threads[0]!;
      this.depart(step, { text: words("forked by {0}", name()), message: 0, thread: child });
    } else if (kind === EventKind.threadCreated && isOwn) {
      this.depart(step, { text: words("spawned by {0}", name()), message: 0, thread: other });
    } else if (kind === EventKind.processCreated && isOwn && !this.isForking(step)) {
      const child = sim.world.processes[process]!.threads[0]!;
      this.depart(step, { text: words("started by {0}", name()), message: 0, thread: child });
    }
  }

  /** A duplicate is created before it is one. */
  private isForking({ thread }: ThreadStep): boolean {
    return callName(this.sim, threadAt(this.sim, thread), 1) === "fork";
  }

  private depart(step: ThreadStep, { text, message, thread }: { text: string; message: number; thread: number }): void {
    const { sim, map } = this;
    const { tick } = sim.world;
    const frames = framesOf(sim, map, threadAt(sim, step.thread))
      .slice(0, MOST_FRAMES)
      // The innermost has passed its call.
      .map(({ name, index, depth }) => ({ name, index: depth === 0 ? this.callBefore(index) : index }));
    const earlier = shortened(this.causeOf(step.thread), MOST_EARLIER);
    this.landing = {
      cause: { text: sim.words("{0} at tick {1}", text, tick), tick, frames, earlier },
      message,
      thread,
    };
  }

  private callBefore(index: number): number {
    const { code } = this.sim.image;
    return index > 0 && decode(code, index).op !== Op.sys && decode(code, index - 1).op === Op.sys ? index - 1 : index;
  }

  /** What is under way arrives, or never will. */
  private follow(kind: EventKind, fields: readonly number[]): void {
    const { sim } = this;
    const landing = this.landing!;
    const isOurs = landing.message > 0 && sim.message?.id === landing.message;
    if (kind === EventKind.messageReceived && isOurs) this.landing = { ...landing, message: 0, thread: fields[1]! };
    else if (kind === EventKind.messageLost && isOurs && !isSentAgain(sim, fields[2]!)) this.landing = undefined;
    else if (kind === EventKind.stateChanged && fields[1] === landing.thread && fields[3] === ThreadState.terminated)
      this.landing = undefined;
  }
}

function isAnswered(thread: Thread, server: number): boolean {
  return thread.wait === WaitKind.reply && thread.lastSender === server;
}

function isSentAgain(sim: Simulation, box: number): boolean {
  return sim.world.ipc.mailboxes[handleIndex(box, "mailbox")]?.delivery === "retransmit";
}

/** The system call at which a thread stands, or that it stood at so many instructions ago. */
export function callName(sim: Simulation, thread: Thread, before = 0): string {
  const { op, imm } = decode(sim.image.code, codeIndex(thread.registers[PC]!) - before);
  return (op === Op.sys ? SYSCALLS[imm]?.name : undefined) ?? sim.words("system call");
}
