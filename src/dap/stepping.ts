/**
 * Stepping as a person has set it: whose steps `next`, `stepIn`, `stepOut` and `stepBack` are, and whether the focus follows the
 * CPU. Clients have no words of their own for that, so it is a setting of the session.
 *
 * Keeps true: by default a step is that of the thread it was asked for, and the focus stays with the person's thread.
 */
import { phrase } from "../base/words.ts";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Pieces } from "../base/pieces.ts";
import type { Granularity, StepKind } from "../debugger/time/stepping.ts";
import type { StopInfo } from "../debugger/breakpoints/stops.ts";
import { isAlive } from "../debugger/inspect/threads.ts";
import type { AdapterControl } from "./control.ts";
import { look, threadId, type Machine, type Stepping, type StepScope } from "./machine.ts";
import { taskOf } from "./ticks.ts";

interface ScopeRow {
  /** What a step is, in a sentence. */
  readonly means: string;
  forward(machine: Machine, id: number, kind: StepKind, granularity: Granularity): void;
  back(machine: Machine, id: number, granularity: Granularity): Pieces<StopInfo>;
}

const ofThread: Pick<ScopeRow, "back"> = {
  back: ({ session }, id, granularity) => session.ways.stepBack(id, granularity),
};

const SCOPES: Readonly<Record<StepScope, ScopeRow>> = {
  thread: {
    ...ofThread,
    means: phrase("a step is that of its thread, the others run as the scheduler decides"),
    forward: ({ session }, id, kind, granularity) => {
      session.runOnly(-1);
      session.step(id, kind, granularity);
    },
  },
  cpu: {
    means: phrase("a step goes to the next statement on the CPU of its thread, whoever runs there"),
    forward: ({ session }, id, kind, granularity) => {
      session.runOnly(-1);
      session.stepCpu(id, kind, granularity);
    },
    back: ({ session }, id, granularity) => session.ways.stepBackCpu(id, granularity),
  },
  tick: {
    means: phrase("a step is a tick of the machine"),
    forward: ({ session }) => {
      session.runOnly(-1);
      session.runToTick(session.sim.world.tick + 1, "step");
    },
    back: ({ session }) => session.ways.previousTick(),
  },
  only: {
    ...ofThread,
    means: phrase("a step is that of its thread, and no other runs meanwhile"),
    forward: ({ session }, id, kind, granularity) => {
      session.runOnly(id);
      session.step(id, kind, granularity);
    },
  },
};

const STEP_TITLES: Readonly<Record<StepKind, string>> = {
  over: phrase("Step over"),
  into: phrase("Step into"),
  out: phrase("Step out"),
};

export const STEP_SCOPES = Object.keys(SCOPES) as readonly StepScope[];

/** A step, as a request handler. With `singleThread` only that thread runs, whatever the scope. */
export function step(kind: StepKind): (adapter: AdapterControl, args: object) => void {
  return (adapter, args) => {
    const machine = adapter.stoppedMachine(kind);
    const { threadId: number, granularity, singleThread } = args as DebugProtocol.NextArguments;
    const id = threadId(machine, number);
    const scope = singleThread === true ? "only" : machine.stepping.scope;
    look(machine, id);
    const setOut = (): void => {
      SCOPES[scope].forward(machine, id, kind, granularity ?? "statement");
    };
    adapter.resume(machine, setOut, taskOf(machine, machine.conventions.words(STEP_TITLES[kind])));
  };
}

export function stepBack(adapter: AdapterControl, args: object): void {
  const machine = adapter.stoppedMachine("stepBack");
  const { threadId: number, granularity } = args as DebugProtocol.StepBackArguments;
  const id = threadId(machine, number);
  look(machine, id);
  const way = SCOPES[machine.stepping.scope].back(machine, id, granularity ?? "statement");
  adapter.goes(machine, machine.conventions.words("Step back"), way);
}

/** Sets how steps go, and answers with how they do. */
export function setStepping(machine: Machine, given: Partial<Stepping>): Stepping & { readonly text: string } {
  const { scope = machine.stepping.scope, follow = machine.stepping.follow } = given;
  machine.stepping = { scope, follow };
  const { words } = machine.conventions;
  const focus = follow ? words("the focus follows the CPU") : words("the focus stays with your thread");
  return { scope, follow, text: `${words(SCOPES[scope].means)}; ${focus}` };
}

/** The thread that people are to look at after a stop. */
export function focusOf({ session, stepping, stoppedAt }: Machine, stop: StopInfo): number {
  if (stop.isGeneral === true && !stepping.follow && isAlive(session.sim, stoppedAt)) return stoppedAt;
  return stop.thread >= 0 ? stop.thread : session.sim.world.threads.length - 1;
}
