/**
 * Priority scheduling: the lowest number first. `preemptive` lets a more urgent thread take the CPU at once, `quantum` slices
 * among equals, `aging: n` raises a thread by one for each n ticks that it has been ready, until it waits or its quantum ends.
 *
 * Keeps true: `node.look` is the first tick at which a ready thread is to be raised.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Priority Scheduling.
 */
import { numberArg } from "../../isa/settings.ts";
import type { Simulation } from "../simulation.ts";
import { NEVER, type Node, type Thread } from "../state.ts";
import { ThreadState } from "../states.ts";
import type { Policy, PolicyRow } from "./policy.ts";
import { queueInsert, queueMembers, queueRemove } from "./readyQueue.ts";
import { ofReady } from "./why.ts";

/** The tick at which a ready thread is raised next. */
function raiseTick(thread: Thread, aging: number): number {
  const { readySince, readyTicks } = thread.sched;
  return readySince + aging - readyTicks;
}

function lookAt(node: Node, tick: number): void {
  if (node.look === NEVER || tick < node.look) node.look = tick;
}

/** Raises every ready thread whose time has come. */
function age(sim: Simulation, node: Node, aging: number): void {
  const { threads, tick } = sim.world;
  if (node.look === NEVER || node.look > tick) return;
  node.look = NEVER;
  const { policy } = sim.hardware[node.index]!;
  for (const queue of node.queues) {
    for (const thread of [...queueMembers(threads, queue)]) {
      const { sched } = thread;
      if (raiseTick(thread, aging) <= tick) {
        queueRemove(threads, queue, policy, thread);
        sched.aged++;
        sched.readyTicks -= aging;
        sched.key = sched.priority - sched.aged;
        queueInsert(threads, queue, policy, thread);
      }
      lookAt(node, raiseTick(thread, aging));
    }
  }
}

function agingParts(aging: number): Partial<Policy> {
  return {
    leaves: (_sim, _node, thread, how) => {
      thread.sched.ran = 0;
      if (how !== "waits" && how !== "expired") return;
      thread.sched.aged = 0;
      thread.sched.readyTicks = 0;
      thread.sched.key = thread.sched.priority;
    },
    given: (sim, _node, thread) => {
      thread.sched.readyTicks += sim.world.tick - thread.sched.readySince;
    },
    after: (sim, node) => {
      age(sim, node, aging);
    },
    next: (_sim, node) => node.look,
  };
}

export const priority: PolicyRow = {
  name: "priority",
  source: "Silberschatz, Galvin, Gagne, Operating System Concepts, Priority Scheduling",
  make: (choice) => {
    const aging = numberArg(choice, "aging");
    return {
      quantum: numberArg(choice, "quantum"),
      enters: (_sim, node, thread) => {
        const { sched } = thread;
        sched.key = sched.priority - sched.aged;
        if (aging > 0 && thread.state === ThreadState.ready) lookAt(node, raiseTick(thread, aging));
      },
      beats:
        numberArg(choice, "preemptive") === 0
          ? undefined
          : (_sim, ready, running) => ready.sched.key < running.sched.key,
      ...(aging > 0 ? agingParts(aging) : {}),
      why: ({ chosen }, words) => {
        const { key, aged } = chosen;
        const reason =
          aged === 0
            ? words("its priority {0} is the most urgent", key)
            : words("its priority {0}, raised by {1} for its age, is the most urgent", key + aged, aged);
        return ofReady(words, chosen, reason);
      },
    };
  },
};
