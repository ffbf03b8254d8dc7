/**
 * What is kept of a process that has ended and was waited for: enough to tell of its life, and nothing to go on with.
 *
 * Keeps true: the record of such a process is frozen, with all that is in it, and snapshots share it, so that a run that makes and
 * ends processes for ever takes little memory for each. Those of its threads are short, but their own: registers can be written.
 */
import { createScheduling } from "../sched/scheduling.ts";
import type { Threading } from "../threads/state.ts";
import { createThreading, KERNEL_THREADS } from "../threads/threading.ts";
import type { Process, Scheduling, Thread, World } from "../state.ts";

const NOTHING: never[] = [];
const NO_WORDS = new Int32Array(0);
const PLAIN = { priority: 0, tickets: 1, nice: 0, deadline: -1, period: -1 } as const;

const USUAL: Scheduling = createScheduling(PLAIN);
const NO_LIBRARY: Threading = createThreading(KERNEL_THREADS, PLAIN);
for (const shared of [NOTHING, NO_WORDS, USUAL, NO_LIBRARY]) Object.freeze(shared);

/** What the policy kept of the thread is of no use any more but for what its process was given. */
function lastScheduling({ settings }: Process, { sched }: Thread): Scheduling {
  const { priority, tickets, nice } = settings;
  const isUsual = priority === PLAIN.priority && tickets === PLAIN.tickets && nice === PLAIN.nice;
  return isUsual ? USUAL : { ...createScheduling(settings), chosen: USUAL.chosen, queue: sched.queue };
}

const shortened = <T>(list: T[]): T[] => (list.length === 0 ? NOTHING : list);

/** Puts away the record of a process that has been waited for, and those of its threads. */
export function retire(world: World, pid: number): void {
  const process = world.processes[pid]!;
  for (const id of process.threads) {
    const thread = world.threads[id]!;
    world.threads[id] = {
      ...thread,
      joiners: shortened(thread.joiners),
      sched: lastScheduling(process, thread),
    };
  }
  world.processes[pid] = Object.freeze({
    ...process,
    children: shortened(process.children),
    args: shortened(process.args),
    threading: process.threading.carriers.length === 0 ? NO_LIBRARY : process.threading,
    freeStacks: NOTHING,
    table: NO_WORDS,
    swap: NO_WORDS,
    zombies: shortened(process.zombies),
    files: NOTHING,
    missed: shortened(process.missed),
  });
}
