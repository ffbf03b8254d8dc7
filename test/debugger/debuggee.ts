/**
 * A scenario under the debugger, for tests: moves that run to their stop, and where threads stand as `p:4`, a process and a line.
 */
import assert from "node:assert/strict";
import { evaluateText } from "../../src/debugger/inspect/inspect.ts";
import { spanAt } from "../../src/debugger/inspect/codeMap.ts";
import { framesOf } from "../../src/debugger/inspect/frames.ts";
import { Session } from "../../src/debugger/session.ts";
import type { SessionOptions } from "../../src/debugger/sessionOptions.ts";
import type { Granularity, StepKind } from "../../src/debugger/time/stepping.ts";
import type { StopInfo } from "../../src/debugger/breakpoints/stops.ts";
import type { SourceBreakpointRequest } from "../../src/debugger/breakpoints/breakpoints.ts";
import { compile } from "../../src/lang/compile.ts";

export class Debuggee {
  readonly session: Session;
  private readonly piece: number;

  constructor(text: string, options: SessionOptions = {}, piece = 1_000) {
    const { image, diagnostics } = compile("test.turno", text);
    assert.ok(image !== undefined, diagnostics.map((each) => each.message).join("; "));
    this.session = new Session(image, options);
    this.piece = piece;
  }

  /** Runs to the next stop, which must come. */
  toStop(): StopInfo {
    for (let k = 0; k < 100_000; k++) {
      const stop = this.session.runChunk(this.piece);
      if (stop !== undefined) return stop;
    }
    throw new Error("it does not stop");
  }

  begin(): StopInfo {
    this.session.resume({ kind: "entry" });
    return this.toStop();
  }

  continue(): StopInfo {
    this.session.resume({ kind: "continue" });
    return this.toStop();
  }

  step(process: string, kind: StepKind = "over", granularity: Granularity = "statement"): StopInfo {
    this.session.step(this.thread(process), kind, granularity);
    return this.toStop();
  }

  nextEvent(): StopInfo {
    this.session.resume({ kind: "event" });
    return this.toStop();
  }

  nextContextSwitch(): StopInfo {
    this.session.resume({ kind: "contextSwitch" });
    return this.toStop();
  }

  runToTick(tick: number): StopInfo {
    this.session.runToTick(tick, "goto");
    return this.toStop();
  }

  stepTick(): StopInfo {
    this.session.runToTick(this.tick + 1, "step");
    return this.toStop();
  }

  breakAt(...requests: readonly (number | SourceBreakpointRequest)[]): readonly (string | undefined)[] {
    const asked = requests.map((request) => (typeof request === "number" ? { line: request } : request));
    return this.session.setSourceBreakpoints(0, asked).map(({ problem }) => problem);
  }

  breakOn(filter: string, condition?: string): string | undefined {
    const request = condition === undefined ? { filter } : { filter, condition };
    return this.session.setEventBreakpoints([request])[0]?.problem;
  }

  get tick(): number {
    return this.session.sim.world.tick;
  }

  /** The main thread of a process. */
  thread(process: string): number {
    const found = this.session.sim.world.processes.find(({ name }) => name === process);
    assert.ok(found !== undefined, `there is no process ${process}`);
    return found.threads[0]!;
  }

  /** The lines of a thread's frames, innermost first: `p:4,9`. */
  where(process: string): string {
    const { sim, map } = this.session;
    const frames = framesOf(sim, map, sim.world.threads[this.thread(process)]!);
    return `${process}:${frames.map((frame) => spanAt(map, frame.index)?.start.line ?? "?").join(",")}`;
  }

  /** Where the thread of a stop stands, with the reason: `step p:4`. */
  told(stop: StopInfo): string {
    const thread = this.session.sim.world.threads[stop.thread];
    if (thread === undefined) return `${stop.reason} nobody`;
    return `${stop.reason} ${this.where(this.session.sim.world.processes[thread.pid]!.name)}`;
  }

  /** The value of an expression in the innermost frame of a process, or what is wrong with it. */
  value(expression: string, process?: string): string {
    const thread = process === undefined ? undefined : this.thread(process);
    const found = evaluateText(this.session, expression, thread, undefined);
    return found.ok ? found.value : `! ${found.error}`;
  }

  /** What was written since the last time. */
  get output(): string[] {
    return this.session.takeOutput().lines.map(({ text }) => text);
  }
}
