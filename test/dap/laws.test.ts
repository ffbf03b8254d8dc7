/**
 * Laws of the adapter over random sequences of requests: each is answered once, nothing hangs, looking changes nothing, going back
 * and forward leads to the same world.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Session } from "../../src/debugger/session.ts";
import { compile } from "../../src/lang/compile.ts";
import { boot } from "../../src/machine/boot.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { traceHash } from "../../src/machine/simulation.ts";
import { run } from "../../src/machine/step.ts";
import { Client, protocolProblems } from "./client.ts";
import { ADDERS } from "./scenarios.ts";

const FILES = { "adders.turno": ADDERS };

const COMMANDS = [
  ["threads", {}],
  ["stackTrace", { threadId: 1 }],
  ["stackTrace", { threadId: 2, startFrame: 1, levels: 1 }],
  ["scopes", { frameId: 1 }],
  ["variables", { variablesReference: 2 }],
  ["evaluate", { expression: "count + p.sum" }],
  ["next", { threadId: 1 }],
  ["stepIn", { threadId: 2 }],
  ["stepOut", { threadId: 1 }],
  ["continue", { threadId: 1 }],
  ["stepBack", { threadId: 2 }],
  ["reverseContinue", { threadId: 1 }],
  ["pause", {}],
  [
    "setBreakpoints",
    { source: { path: "adders.turno" }, breakpoints: [{ line: 11 }, { line: 5, condition: "n > 1" }] },
  ],
  ["setBreakpoints", { source: {} }],
  [
    "setFunctionBreakpoints",
    {
      breakpoints: [
        { name: "double", hitCondition: "% 2" },
        { name: "adder", mode: "log" },
      ],
    },
  ],
  ["setFunctionBreakpoints", { breakpoints: [] }],
  ["setInstructionBreakpoints", { breakpoints: [{ instructionReference: "0x1010" }] }],
  ["dataBreakpointInfo", { name: "count" }],
  ["restartFrame", { frameId: 1 }],
  ["stepInTargets", { frameId: 1 }],
  ["stepIn", { threadId: 1, targetId: 24 }],
  ["gotoTargets", { source: { path: "adders.turno" }, line: 12 }],
  ["goto", { threadId: 1, targetId: 10 }],
  ["modules", {}],
  ["disassemble", { memoryReference: "0x1040", instructionOffset: -20, instructionCount: 40 }],
  ["readMemory", { memoryReference: "0x100000", offset: -2, count: 60 }],
  ["writeMemory", { memoryReference: "0x1000000@1", data: "AQIDBA==" }],
  ["setExpression", { expression: "list[1]", value: "count" }],
  ["setExpression", { expression: "q.pcb.quantum_left", value: "2" }],
  ["setExpression", { expression: "pc", value: "0x1048" }],
  ["turno/showHex", { hex: true }],
  ["dataBreakpointInfo", { name: "r0", variablesReference: 5 }],
  ["setDataBreakpoints", { breakpoints: [{ dataId: '{"eachWrite":false,"of":"name","name":"count"}' }] }],
  ["setDataBreakpoints", { breakpoints: [{ dataId: '{"eachWrite":false,"of":"value","name":"p.state","thread":0}' }] }],
  ["setDataBreakpoints", { breakpoints: [] }],
  ["setExceptionBreakpoints", { filters: ["contextSwitch"] }],
  ["setExceptionBreakpoints", { filters: [] }],
  ["turno/overview", {}],
  ["turno/mailboxes", {}],
  ["turno/locks", {}],
  ["turno/places", {}],
  ["turno/list", { list: "queue", of: "ready0.0", start: 0, count: 3 }],
  ["turno/setEvents", { events: [{ event: "preempted" }, { event: "dispatched", condition: "process == q" }] }],
  ["turno/checkCondition", { event: "woken", condition: "by ==" }],
  ["turno/suspend", { threadId: 1 }],
  ["turno/resume", { threadId: 1 }],
  ["turno/setPriority", { threadId: 2, priority: 3 }],
  ["turno/kill", { threadId: 2 }],
  ["terminateThreads", { threadIds: [1, 9] }],
  ["turno/hold", { threadId: 1 }],
  ["turno/release", { threadId: 1 }],
  ["turno/dispatch", { threadId: 2 }],
  ["turno/runOnly", { threadId: 2 }],
  ["next", { threadId: 2, singleThread: true }],
  ["continue", { threadId: 1, singleThread: true }],
  ["turno/stepping", { scope: "cpu" }],
  ["turno/stepping", { scope: "only", follow: true }],
  ["turno/stepping", { scope: "tick" }],
  ["turno/lastChange", { name: "count" }],
  ["turno/lastChange", { name: "p.state" }],
  ["turno/lastChange", { name: "sum", frameId: 1 }],
  ["turno/whoWoke", { threadId: 1 }],
  ["turno/whoBlocked", { threadId: 2 }],
  ["turno/consoleLines", {}],
  ["turno/goToLine", { number: 1 }],
  ["turno/choices", {}],
  ["turno/pendingChoice", {}],
  ["evaluate", { expression: ":changed list[1]", context: "repl" }],
  ["evaluate", { expression: ":lines sum", context: "repl" }],
  ["turno/stepTick", {}],
  ["turno/previousTick", {}],
  ["turno/nextContextSwitch", {}],
  ["turno/nextEvent", {}],
  ["turno/previousEvent", {}],
  ["turno/goToTick", { tick: 33 }],
  ["restart", {}],
  ["setVariable", { variablesReference: 4, name: "count", value: "3" }],
  ["nonsense", { a: [1, 2] }],
  ["launch", { program: "adders.turno" }],
  ["configurationDone", {}],
] as const;

/** Anything that may come in place of arguments: of a request's own names now and then, so that it gets far. */
const ARGUMENTS = fc.oneof(
  fc.constantFrom(...COMMANDS.map(([, args]) => args)),
  fc.record(
    {
      threadId: fc.oneof(fc.integer({ min: -2, max: 4 }), fc.double(), fc.string()),
      frameId: fc.integer({ min: -1, max: 9 }),
      variablesReference: fc.integer({ min: -1, max: 30 }),
      start: fc.integer({ min: -3, max: 9 }),
      count: fc.integer({ min: -3, max: 1e9 }),
      expression: fc.oneof(fc.string(), fc.constantFrom("count", "list[sum]", "p.pcb.state", "1 +", "((")),
      text: fc.string(),
      column: fc.integer(),
      line: fc.integer(),
      tick: fc.oneof(fc.nat(100), fc.double()),
      granularity: fc.constantFrom("statement", "line", "instruction", "word"),
      source: fc.oneof(fc.constant({ path: "adders.turno" }), fc.jsonValue()),
      breakpoints: fc.oneof(fc.jsonValue(), fc.array(fc.record({ line: fc.integer(), condition: fc.string() }))),
      filters: fc.oneof(fc.jsonValue(), fc.constant(["contextSwitch", "nothing"])),
      filterOptions: fc.array(fc.record({ filterId: fc.constantFrom("blocked", "x"), condition: fc.string() })),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);

const NAMES = fc.oneof(
  fc.constantFrom(...COMMANDS.map(([command]) => command)),
  fc.constantFrom("completions", "source", "loadedSources", "breakpointLocations", "toString", "__proto__", "attach"),
);

describe("laws of the adapter", () => {
  it("answers each of any sequence of requests once, and can still be ended", async function () {
    this.timeout(120_000);
    const sequence = fc.array(fc.tuple(fc.constantFrom(...COMMANDS), fc.boolean()), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(sequence, fc.integer({ min: 1, max: 300 }), async (requests, budget) => {
        const client = new Client(FILES, budget);
        await client.begin("adders.turno");
        for (const [[command, args], runs] of requests) {
          await client.request(command, args, runs);
          if (!runs) client.run(2);
        }
        await client.request("disconnect");
        assert.deepEqual(protocolProblems(client), []);
      }),
      { numRuns: 2_000 },
    );
  });

  it("answers whatever comes, malformed or not, with words of its own", async function () {
    this.timeout(120_000);
    const messages = fc.array(fc.tuple(NAMES, ARGUMENTS), { maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(messages, fc.boolean(), fc.boolean(), async (requests, isBegun, isBurst) => {
        const client = new Client(FILES, 1_000);
        if (isBegun) await client.begin("adders.turno");
        if (isBurst) await client.burst(requests);
        else for (const [command, args] of requests) await client.request(command, args);
        await client.request("disconnect");
        assert.deepEqual(protocolProblems(client), []);
        const bugs = client.received.filter((m) => m.message?.startsWith("A bug") === true);
        assert.deepEqual(bugs, []);
      }),
      { numRuns: 2_000 },
    );
  });

  it("a session full of stops and looks has the trace of a plain run", () => {
    const { image } = compile("adders.turno", ADDERS);
    const plain = boot(image!);
    run(plain, 1_000_000);
    const session = new Session(image!);
    session.setSourceBreakpoints(0, [{ line: 11 }, { line: 5, condition: "n == 2" }]);
    session.setEventBreakpoints([{ filter: "contextSwitch" }]);
    const isOver = (): boolean => session.isFinished;
    session.resume({ kind: "entry" });
    while (!isOver()) {
      while (session.runChunk(3) === undefined);
      session.viewpoint(session.currentThread());
      if (!isOver()) session.resume({ kind: "continue" });
    }
    assert.equal(traceHash(session.sim.world), traceHash(plain.world));
  });

  it("step back after a step leads to the same world; reverse continue to the stops of continuing, in reverse", () => {
    const { image } = compile("adders.turno", ADDERS);
    const session = new Session(image!);
    const next = (go: () => void): void => {
      go();
      while (session.runChunk(50) === undefined);
    };
    next(() => {
      session.resume({ kind: "entry" });
    });
    const hashes: string[] = [hashWorld(session.sim.world)];
    for (let k = 0; k < 12; k++) {
      next(() => {
        session.step(0, "over", "statement");
      });
      hashes.push(hashWorld(session.sim.world));
    }
    for (let k = hashes.length - 2; k >= 0; k--) {
      session.stepBack(0, "statement");
      assert.equal(hashWorld(session.sim.world), hashes[k], `step back number ${hashes.length - 1 - k}`);
    }
    session.setSourceBreakpoints(0, [{ line: 11 }, { line: 6 }]);
    session.setEventBreakpoints([{ filter: "contextSwitch", condition: "from == p" }]);
    const stops: string[] = [];
    for (let k = 0; k < 10; k++) {
      next(() => {
        session.resume({ kind: "continue" });
      });
      stops.push(hashWorld(session.sim.world));
    }
    for (let k = stops.length - 2; k >= 0; k--) {
      session.reverseContinue();
      assert.equal(hashWorld(session.sim.world), stops[k], `reverse continue to stop ${k}`);
    }
  });
});
