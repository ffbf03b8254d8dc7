/**
 * Laws of the debugger over random programs and breakpoints of every kind: going back is the inverse of going forward, and nothing
 * that a person looks at or stops at changes a run.
 */
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { atOnce } from "../../src/base/pieces.ts";
import { codeAddress, SHARED_BASE } from "../../src/isa/image.ts";
import { boot } from "../../src/machine/boot.ts";
import { traceHash } from "../../src/machine/simulation.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { run } from "../../src/machine/step.ts";
import { dataIdOf, type DataBreakpointRequest } from "../../src/debugger/breakpoints/dataBreakpoints.ts";
import { framesOf, topFrame } from "../../src/debugger/inspect/frames.ts";
import { evaluateText } from "../../src/debugger/inspect/inspect.ts";
import { codeLines } from "../../src/debugger/inspect/disassembly.ts";
import { readBytes } from "../../src/debugger/inspect/memoryView.ts";
import type { Granularity, StepKind } from "../../src/debugger/time/stepping.ts";
import type { StopInfo } from "../../src/debugger/breakpoints/stops.ts";
import { scopesOf, variablesOf } from "../../src/debugger/inspect/variables.ts";
import { Debuggee } from "../debugger/debuggee.ts";
import { scenario } from "../machine/programs.ts";

const RUNS = { numRuns: 40 };
const MOST_STOPS = 12;

const hits = fc.constantFrom(undefined, undefined, "2", "% 3", "== 4");
const terms = fc
  .record({ hitCondition: hits })
  .map(({ hitCondition }) => (hitCondition === undefined ? {} : { hitCondition }));

const data: fc.Arbitrary<DataBreakpointRequest> = fc
  .tuple(
    fc.constantFrom(
      { of: "name", name: "total" } as const,
      { of: "value", name: "p0.state", thread: -1 } as const,
      { of: "value", name: "cpu[0].running", thread: -1 } as const,
      { of: "field", name: "r0", thread: 0, field: "r0" } as const,
      { of: "field", name: "queue", thread: 0, field: "quantum_left" } as const,
      { of: "words", name: "data", pid: 1, address: 0x0100_0000, lengths: [40], frame: undefined } as const,
      { of: "words", name: "shared", pid: 1, address: SHARED_BASE, lengths: [], frame: undefined } as const,
    ),
    fc.boolean(),
    fc.constantFrom("write", "write", "read", "readWrite"),
    terms,
  )
  .map(([spec, eachWrite, access, rest]) => ({ dataId: dataIdOf({ ...spec, eachWrite }), access, ...rest }));

/** Scenarios that expect something of what the breakpoints are on, too: to hold, or to break. */
const judged = fc
  .tuple(scenario, fc.constantFrom("", "always total >= 0", "always total < 3", "always p0.exit < 2", "no deadlock"))
  .map(([text, expected]) => `${text}\nexpect { ${expected} }\n`);

/** What a person may have set. */
interface Set {
  readonly lines: readonly { readonly line: number; readonly hitCondition?: string }[];
  readonly functions: readonly { readonly name: string; readonly hitCondition?: string }[];
  readonly instructions: readonly { readonly address: number; readonly hitCondition?: string }[];
  readonly data: readonly DataBreakpointRequest[];
  readonly filters: readonly { readonly filter: string; readonly condition?: string; readonly hitCondition?: string }[];
}

const few = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(each, { maxLength: 2 });

const breakpoints: fc.Arbitrary<Set> = fc.record({
  lines: few(fc.tuple(fc.integer({ min: 1, max: 30 }), terms).map(([line, rest]) => ({ line, ...rest }))),
  functions: few(fc.tuple(fc.constantFrom("a0", "a1", "b1", "fork", "wait", "compute", "sleep"), terms)).map((all) =>
    all.map(([name, rest]) => ({ name, ...rest })),
  ),
  instructions: few(fc.tuple(fc.nat(60), terms).map(([index, rest]) => ({ address: codeAddress(index), ...rest }))),
  data: few(data),
  filters: few(
    fc
      .tuple(fc.constantFrom("contextSwitch", "processEnded", "blocked", "stateTransition", "systemCall"), terms)
      .map(([filter, rest]) => ({ filter, ...rest })),
  ),
});

function set(debuggee: Debuggee, { lines, functions, instructions, data: watched, filters }: Set): void {
  debuggee.session.changeBreakpoints((all) => {
    all.setSource(0, lines);
    all.setFunctions(functions);
    all.setInstructions(instructions);
    all.setData(watched);
    all.setEvents("filters", filters);
  });
}

/** Where a session stands, and what it said. */
interface Stood {
  readonly hash: string;
  readonly tick: number;
  readonly breakpoints: readonly number[];
}

function stood({ session }: Debuggee, stop: StopInfo): Stood {
  const breakpoints = [...stop.breakpoints].sort((a, b) => a - b);
  return { hash: hashWorld(session.sim.world), tick: session.sim.world.tick, breakpoints };
}

/** Continues to the end or for a while; the stops on the way that are behind it then. */
function goOn(debuggee: Debuggee, look: () => void = () => undefined): Stood[] {
  const stops: Stood[] = [];
  for (;;) {
    const stop = debuggee.continue();
    look();
    if (stop.reason === "finished" || stops.length === MOST_STOPS) return stops;
    stops.push(stood(debuggee, stop));
  }
}

/** Everything that a client would look at. */
function lookAround({ session }: Debuggee): void {
  const { sim, map } = session;
  for (const thread of sim.world.threads) {
    const frame = topFrame(map, thread);
    if (frame === undefined) continue;
    framesOf(sim, map, thread);
    for (const { reference } of scopesOf(session, thread.id, frame))
      for (const inner of variablesOf(session, reference)) variablesOf(session, inner.reference, 0, 20);
    for (const text of ["total", "x + 1", "page", "p0.pcb.state", "cpu[0].running", "1 / 0", "r0", "nobody"])
      evaluateText(session, text, thread.id, frame);
    readBytes(sim, thread.pid, frame.fp - 40, 80);
    codeLines(map, frame.address, -5, 10);
  }
}

describe("laws of the debugger", function () {
  this.timeout(120_000);

  it("reverse continue stops exactly where continuing stopped, in reverse, with breakpoints of every kind", () => {
    fc.assert(
      fc.property(judged, breakpoints, fc.integer({ min: 1, max: 300 }), (text, asked, piece) => {
        const debuggee = new Debuggee(text, {}, piece);
        debuggee.begin();
        set(debuggee, asked);
        const forward = goOn(debuggee);
        for (const each of [...forward].reverse())
          assert.deepEqual(stood(debuggee, debuggee.session.reverseContinue()), each);
        // And forward again: the same stops once more.
        for (const each of forward.slice(1, 4)) assert.deepEqual(stood(debuggee, debuggee.continue()), each);
      }),
      RUNS,
    );
  });

  it("step back is the inverse of a step, of any kind and granularity", () => {
    // Into a routine and back is to its caller's statements only by instructions.
    const kinds = fc.constantFrom<[StepKind, Granularity][]>(
      ["over", "statement"],
      ["over", "line"],
      ["over", "instruction"],
      ["into", "instruction"],
    );
    fc.assert(
      fc.property(scenario, kinds, (text, [step, granularity]) => {
        const debuggee = new Debuggee(text);
        const { thread } = debuggee.begin();
        const name = debuggee.session.sim.world.processes[debuggee.session.sim.world.threads[thread]!.pid]!.name;
        const hashes = [hashWorld(debuggee.session.sim.world)];
        for (let stop = debuggee.step(name, step, granularity); hashes.length < MOST_STOPS;) {
          if (stop.description !== "Step" || stop.thread !== thread) break;
          hashes.push(hashWorld(debuggee.session.sim.world));
          stop = debuggee.step(name, step, granularity);
        }
        for (const hash of hashes.reverse()) {
          debuggee.session.stepBack(thread, granularity);
          assert.equal(hashWorld(debuggee.session.sim.world), hash);
        }
      }),
      RUNS,
    );
  });

  // The rest names threads, by what they are called once the step is over.
  const what = ({ text }: StopInfo): string => text.split(" · ")[0]!;

  it("previous events are the next events, in reverse, whatever happens in the machine", () => {
    fc.assert(
      fc.property(judged, fc.nat(20), fc.integer({ min: 1, max: 300 }), (text, from, piece) => {
        const debuggee = new Debuggee(text, {}, piece);
        debuggee.begin();
        const told: (Stood & { readonly text: string })[] = [];
        let isOver = false;
        while (told.length < from + MOST_STOPS && !isOver) {
          const stop = debuggee.nextEvent();
          isOver = stop.reason !== "step";
          if (!isOver) told.push({ ...stood(debuggee, stop), text: `Reverse: ${what(stop)}` });
        }
        for (const each of told.slice(from, isOver ? undefined : -1).reverse()) {
          const stop = atOnce(debuggee.session.ways.previousEvent());
          assert.deepEqual({ ...stood(debuggee, stop), text: what(stop) }, each);
        }
      }),
      RUNS,
    );
  });

  it("going to a tick leads where running to it leads, from before and from after", () => {
    fc.assert(
      fc.property(scenario, fc.nat(60), fc.nat(60), breakpoints, (text, near, more, asked) => {
        const plain = new Debuggee(text);
        plain.runToTick(near);
        const hash = hashWorld(plain.session.sim.world);
        const debuggee = new Debuggee(text);
        set(debuggee, asked);
        debuggee.runToTick(near + more);
        debuggee.session.goToTick(near);
        assert.equal(hashWorld(debuggee.session.sim.world), hash);
        assert.equal(debuggee.tick, plain.tick);
      }),
      RUNS,
    );
  });

  it("a session full of stops, looks and ways back has the trace of a plain run", () => {
    fc.assert(
      fc.property(scenario, breakpoints, fc.integer({ min: 1, max: 300 }), (text, asked, piece) => {
        const debuggee = new Debuggee(text, {}, piece);
        const plain = boot(debuggee.session.image);
        run(plain, 1 << 26);
        debuggee.begin();
        set(debuggee, asked);
        goOn(debuggee, () => {
          lookAround(debuggee);
        });
        debuggee.session.reverseContinue();
        lookAround(debuggee);
        set(debuggee, { lines: [], functions: [], instructions: [], data: [], filters: [] });
        assert.equal(debuggee.continue().reason, "finished");
        assert.equal(traceHash(debuggee.session.sim.world), traceHash(plain.world));
      }),
      RUNS,
    );
  });
});
