/**
 * Golden transcripts of the adapter: a script of requests, and everything that comes back, to the letter. Written on
 * UPDATE_GOLDEN=1 alone; a missing one fails. The laws of the protocol hold over each.
 *
 * One table of scripts on purpose, long as the list of requests: a test asks that each request is in one of them.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { wordsIn } from "../../src/dap/language.ts";
import { HANDLERS } from "../../src/dap/requests.ts";
import { Client, protocolProblems, type Message } from "./client.ts";
import {
  ADDERS,
  BROKEN,
  COUNTERS,
  CROSSED,
  FAULTS,
  IMPORTING,
  LETTERS,
  LOCKS,
  MANUAL,
  SHARED,
  TALKERS,
} from "./scenarios.ts";
import { untranslated } from "./untranslated.ts";

const FILES = {
  "adders.turno": ADDERS,
  "counters.turno": COUNTERS,
  "crossed.turno": CROSSED,
  "faults.turno": FAULTS,
  "later.turno": "program p(n) {\n  compute(n)\n}\nprocess a = p(3)\nprocess b = p(4) { arrival: 9 }\n",
  "letters.turno": LETTERS,
  "locks.turno": LOCKS,
  "manual.turno": MANUAL,
  "talkers.turno": TALKERS,
  "broken.turno": BROKEN,
  "importing.turno": IMPORTING,
  "shared.turno": SHARED,
};
const GOLDEN = "test/golden/dap";

interface Scope {
  name: string;
  variablesReference: number;
}

/** What a scope is called in the language of a client. */
const scopeIn = ({ locale }: Client, name: string): string => wordsIn(locale)(name);

type Script = (client: Client) => Promise<void>;

const begin = (client: Client, program: string, before?: () => Promise<unknown>): Promise<void> =>
  client.begin(program, {}, before);

async function look(client: Client, threadId: number): Promise<void> {
  const { stackFrames } = (await client.request("stackTrace", { threadId })) as { stackFrames: { id: number }[] };
  const { scopes } = (await client.request("scopes", { frameId: stackFrames[0]!.id })) as {
    scopes: { variablesReference: number }[];
  };
  for (const { variablesReference } of scopes) {
    const { variables } = (await client.request("variables", { variablesReference })) as {
      variables: { variablesReference: number }[];
    };
    for (const inner of variables) {
      if (inner.variablesReference > 0)
        await client.request("variables", { variablesReference: inner.variablesReference });
    }
  }
}

/** Asks for something in the middle of what another request began. */
async function meanwhile(
  client: Client,
  [asked, args]: readonly [string, object],
  [command, its]: readonly [string, object],
): Promise<void> {
  let answer: Promise<unknown> | undefined;
  const before = client.rests;
  client.onRest = () => {
    if (client.rests === before + 12) answer = client.request(asked, args, false);
  };
  await client.request(command, its, false);
  await answer;
  client.onRest = undefined;
  client.run();
}

const SCRIPTS: Readonly<Record<string, Script>> = {
  "entry and inspection": async (client) => {
    await begin(client, "adders.turno");
    await client.request("threads");
    await look(client, 1);
    await client.request("loadedSources");
    await client.request("source", { source: { path: "adders.turno" }, sourceReference: 0 });
  },
  trees: async (client) => {
    await begin(client, "locks.turno");
    await client.request("turno/goToTick", { tick: 8 });
    await client.request("turno/overview");
    await client.request("turno/mailboxes");
    await client.request("turno/locks");
    await client.request("turno/places");
    const lists = {
      children: "0",
      threads: "1",
      queue: "wait10",
      mailboxes: "",
      messages: "0",
      receivers: "1",
      locks: "",
    };
    for (const [list, of] of Object.entries(lists))
      await client.request("turno/list", { list, of, start: 0, count: 2 });
    await client.request("turno/list", { list: "waiters", of: "nothing", start: 0, count: 2 });
    await client.request("turno/list", { list: "secrets", of: "0", start: 0, count: 2 });
  },
  notices: async (client) => {
    client.says = { ...client.says, supportsMemoryEvent: true };
    await begin(client, "locks.turno");
    await client.request("turno/goToTick", { tick: 8 });
    await client.request("stackTrace", { threadId: 5, startFrame: 0, levels: 1 });
    await client.request("scopes", { frameId: 1 });
    await client.request("variables", { variablesReference: 1 });
    await client.request("locations", { locationReference: 1 });
    await client.request("locations", { locationReference: 9 });
    await client.request("readMemory", { memoryReference: "0x00ffffe0@5", count: 4 });
    await client.request("turno/kill", { threadId: 3 });
    await client.request("stepBack", { threadId: 5 });
  },
  "two files": async (client) => {
    await begin(client, "importing.turno", () =>
      client.request("setBreakpoints", { source: { path: "shared.turno" }, breakpoints: [{ line: 3 }] }),
    );
    await client.request("loadedSources");
    await client.request("continue", { threadId: 1 });
    await client.request("stackTrace", { threadId: 1 });
    await client.request("source", { source: { path: "shared.turno" }, sourceReference: 0 });
  },
  stepping: async (client) => {
    await begin(client, "adders.turno");
    for (const command of ["next", "next", "next", "stepIn", "stepIn", "stepOut", "next"]) {
      await client.request(command, { threadId: 1 });
      await client.request("stackTrace", { threadId: 1 });
    }
    await client.request("next", { threadId: 1, granularity: "instruction" });
    await client.request("next", { threadId: 1, granularity: "line" });
  },
  breakpoints: async (client) => {
    await begin(client, "adders.turno", async () => {
      await client.request("breakpointLocations", { source: { path: "adders.turno" }, line: 8, endLine: 13 });
      await client.request("setBreakpoints", {
        source: { path: "adders.turno" },
        breakpoints: [
          { line: 5, condition: "n == 3 && who == q" },
          { line: 11, hitCondition: "% 4" },
          { line: 12, logMessage: "sum is {sum} of {{all}}" },
          { line: 14, logMessage: "{nobody}" },
          { line: 9, condition: "1 +" },
          { line: 99 },
        ],
      });
      await client.request("setBreakpoints", { source: { path: "other.turno" }, breakpoints: [{ line: 1 }] });
    });
    for (let k = 0; k < 4; k++) await client.request("continue", { threadId: 1 });
  },
  "data breakpoints": async (client) => {
    await begin(client, "adders.turno");
    const { stackFrames } = (await client.request("stackTrace", { threadId: 1 })) as { stackFrames: { id: number }[] };
    const frameId = stackFrames[0]!.id;
    const { scopes } = (await client.request("scopes", { frameId })) as { scopes: Scope[] };
    const info = async (args: object): Promise<string> =>
      ((await client.request("dataBreakpointInfo", args)) as { dataId: string }).dataId;
    const inScope = (scope: string, name: string): Promise<string> =>
      info({ variablesReference: scopes.find((s) => s.name === scopeIn(client, scope))!.variablesReference, name });
    const count = await inScope("Shared", "count");
    const times = await inScope("Arguments", "times");
    const r0 = await inScope("Registers", "r0");
    await inScope("PCB", "children");
    await inScope("Shared", "nobody");
    await inScope("Shared", "list[1]");
    const state = await info({ name: "q.state", frameId });
    const element = await info({ name: "list[2]", frameId, mode: "write" });
    await info({ name: "0x100004", asAddress: true, bytes: 8 });
    await info({ name: "somewhere", asAddress: true });
    await info({ name: "1 +" });
    await client.request("setDataBreakpoints", {
      breakpoints: [
        { dataId: count, accessType: "write", condition: "new == 2" },
        { dataId: count, accessType: "read", hitCondition: "5" },
        { dataId: times, accessType: "read", hitCondition: "== 2" },
        { dataId: r0, condition: "old + new > 900" },
        { dataId: state, condition: "tick > 20" },
        { dataId: state, accessType: "read" },
        { dataId: element, accessType: "readWrite", condition: "nobody" },
        { dataId: "nonsense" },
      ],
    });
    for (let k = 0; k < 6; k++) await client.request("continue", { threadId: 1 });
    for (let k = 0; k < 3; k++) await client.request("reverseContinue", { threadId: 1 });
    await client.request("setDataBreakpoints", { breakpoints: [] });
  },
  "function and instruction breakpoints": async (client) => {
    await begin(client, "adders.turno", () =>
      client.request("setFunctionBreakpoints", {
        breakpoints: [
          { name: "double", condition: "n == 2" },
          { name: "adder", hitCondition: "2" },
          { name: "nothing" },
          { name: "fork" },
        ],
      }),
    );
    await client.request("setBreakpoints", {
      source: { path: "adders.turno" },
      breakpoints: [
        { line: 11, mode: "thread", hitCondition: "== 2" },
        { line: 12, mode: "log" },
      ],
    });
    await client.request("continue", { threadId: 1 });
    const body = (await client.request("continue", { threadId: 1 })) as object;
    assert.ok(body);
    const { stackFrames } = (await client.request("stackTrace", { threadId: 1 })) as {
      stackFrames: { instructionPointerReference: string }[];
    };
    const instructionReference = stackFrames[0]!.instructionPointerReference;
    await client.request("setFunctionBreakpoints", { breakpoints: [] });
    await client.request("setInstructionBreakpoints", {
      breakpoints: [
        { instructionReference, offset: 16, condition: "who == p" },
        { instructionReference, offset: 3 },
        { instructionReference: "here" },
      ],
    });
    for (let k = 0; k < 3; k++) await client.request("continue", { threadId: 1 });
    await client.request("reverseContinue", { threadId: 1 });
    await client.request("restart");
    await client.request("continue", { threadId: 1 });
  },
  "code and memory": async (client) => {
    await begin(client, "adders.turno");
    const { stackFrames } = (await client.request("stackTrace", { threadId: 1 })) as {
      stackFrames: { id: number; instructionPointerReference: string }[];
    };
    const [{ id: frameId, instructionPointerReference: memoryReference }] = stackFrames as [(typeof stackFrames)[0]];
    await client.request("disassemble", { memoryReference, instructionOffset: -10, instructionCount: 24 });
    await client.request("disassemble", { memoryReference, offset: -8, instructionOffset: 1, instructionCount: 1 });
    await client.request("disassemble", { memoryReference, instructionOffset: 1000, instructionCount: 2 });
    await client.request("disassemble", { memoryReference, instructionOffset: -600, instructionCount: 2 });
    await client.request("disassemble", { memoryReference: "nowhere", instructionCount: 2 });
    await client.request("readMemory", { memoryReference, count: 16 });
    await client.request("readMemory", { memoryReference: "0x100000", count: 40 });
    await client.request("readMemory", { memoryReference: "0x0000", count: 8 });
    await client.request("readMemory", { memoryReference: "0x1000", offset: -4, count: 8 });
    await client.request("readMemory", { memoryReference: "0x1000@99", count: 8 });
    await client.request("writeMemory", { memoryReference: "0x100000", offset: 1, data: "AQID" });
    await client.request("evaluate", { expression: "count", frameId, context: "watch" });
    await client.request("evaluate", { expression: "count", frameId, format: { hex: true } });
    await client.request("writeMemory", { memoryReference, data: "AQID" });
    await client.request("writeMemory", { memoryReference: "0x100000", data: "%" });
    await client.request("setExpression", { expression: "list[1]", value: "count / 256", frameId });
    await client.request("setExpression", { expression: "q.pcb.priority", value: "3", frameId });
    await client.request("setExpression", { expression: "p.times", value: "2", frameId });
    await client.request("setExpression", { expression: "r3", value: "-1", frameId, format: { hex: true } });
    await client.request("setExpression", { expression: "pc", value: "7", frameId });
    await client.request("setExpression", { expression: "count + 1", value: "7", frameId });
    await client.request("setExpression", { expression: "nobody", value: "7", frameId });
    await client.request("setExpression", { expression: "list", value: "7", frameId });
    await client.request("evaluate", { expression: ":hex maybe", context: "repl" });
    await client.request("evaluate", { expression: ":hex on", context: "repl" });
    await client.request("evaluate", { expression: "count", context: "repl" });
    await client.request("evaluate", { expression: ":hex off", context: "repl" });
    await client.request("turno/showHex", { hex: true });
    await look(client, 1);
    for (const expression of ["cpu[0].running", "cpu[7].running", "cpu[0].nothing", "q.times", "p.i", "list"])
      await client.request("evaluate", { expression, context: "hover" });
  },
  "frames and targets": async (client) => {
    await begin(client, "adders.turno", () =>
      client.request("setBreakpoints", { source: { path: "adders.turno" }, breakpoints: [{ line: 5 }] }),
    );
    const source = { path: "adders.turno" };
    await client.request("modules");
    await client.request("modules", { startModule: 1, moduleCount: 1 });
    await client.request("continue", { threadId: 1 });
    const all = { parameters: true, parameterTypes: true, parameterNames: true, parameterValues: true };
    const { stackFrames } = (await client.request("stackTrace", {
      threadId: 1,
      format: { ...all, line: true, module: true },
    })) as { stackFrames: { id: number }[] };
    await client.request("stackTrace", { threadId: 1, format: { parameters: true, parameterValues: true, hex: true } });
    await client.request("stepInTargets", { frameId: stackFrames[1]!.id });
    await client.request("restartFrame", { frameId: stackFrames[0]!.id });
    await client.request("restartFrame", { frameId: stackFrames[1]!.id });
    await client.request("setBreakpoints", { source, breakpoints: [{ line: 12 }] });
    await client.request("continue", { threadId: 1 });
    const calling = (await client.request("stackTrace", { threadId: 1 })) as { stackFrames: { id: number }[] };
    const { targets } = (await client.request("stepInTargets", { frameId: calling.stackFrames[0]!.id })) as {
      targets: { id: number }[];
    };
    await client.request("setBreakpoints", { source, breakpoints: [] });
    await client.request("stepIn", { threadId: 1, targetId: targets[0]!.id });
    await client.request("stepOut", { threadId: 1 });
    await client.request("stepIn", { threadId: 1, targetId: 99999 });
    await client.request("gotoTargets", { source, line: 6 });
    const jumps = (await client.request("gotoTargets", { source, line: 14 })) as { targets: { id: number }[] };
    await client.request("goto", { threadId: 1, targetId: jumps.targets[0]?.id ?? 1 });
    await client.request("gotoTargets", { source, line: 99 });
    await client.request("gotoTargets", { source: { path: "other.turno" }, line: 1 });
    const here = (await client.request("gotoTargets", { source, line: 6 })) as { targets: { id: number }[] };
    await client.request("goto", { threadId: 1, targetId: here.targets[0]!.id });
    await client.request("stackTrace", { threadId: 1 });
    await client.request("goto", { threadId: 1, targetId: 5000 });
  },
  "pauses and wakes": async (client) => {
    await begin(client, "letters.turno");
    await client.request("pause", { threadId: 1 });
    await client.request("continue", { threadId: 1 }, false);
    client.run(1);
    await client.request("pause", { threadId: 1 });
    await client.request("turno/goToTick", { tick: 0 });
    await client.request("turno/suspend", { threadId: 2 });
    await client.request("turno/resume", { threadId: 2 });
    await client.request("turno/goToTick", { tick: 20 });
    await client.request("turno/whoWoke", { threadId: 1 });
    await client.request("turno/goToTick", { tick: 20 });
    await client.request("turno/whoBlocked", { threadId: 1 });
  },
  "values that change": async (client) => {
    await begin(client, "adders.turno");
    const shared = async (): Promise<number> => {
      const { stackFrames } = (await client.request("stackTrace", { threadId: 1 })) as {
        stackFrames: { id: number }[];
      };
      const body = (await client.request("scopes", { frameId: stackFrames[0]!.id })) as { scopes: Scope[] };
      return body.scopes.find(({ name }) => name === scopeIn(client, "Shared"))!.variablesReference;
    };
    await client.request("variables", { variablesReference: await shared() });
    const { dataId } = (await client.request("dataBreakpointInfo", { name: "count" })) as { dataId: string };
    await client.request("setDataBreakpoints", { breakpoints: [{ dataId }] });
    await client.request("continue", { threadId: 1 });
    await client.request("variables", { variablesReference: await shared() });
    await client.request("stepBack", { threadId: 1 });
    await client.request("variables", { variablesReference: await shared() });
  },
  "machine events": async (client) => {
    await begin(client, "adders.turno", () =>
      client.request("setExceptionBreakpoints", {
        filters: ["processEnded"],
        filterOptions: [
          { filterId: "contextSwitch", condition: "from == p && to == q && reason == preempted && tick > 5" },
          { filterId: "stateTransition", condition: "nonsense == 1" },
          { filterId: "noSuchFilter" },
        ],
      }),
    );
    await client.request("continue", { threadId: 1 });
    await client.request("threads");
    await client.request("turno/overview");
    await client.request("setExceptionBreakpoints", { filters: ["processEnded"] });
    await client.request("continue", { threadId: 1 });
    await client.request("continue", { threadId: 1 });
    await client.request("continue", { threadId: 1 });
    await client.request("threads");
    await client.request("continue", { threadId: 1 });
  },
  "events as breakpoints": async (client) => {
    await client.begin("faults.turno", { eventStops: "breakpoint" }, () =>
      client.request("setExceptionBreakpoints", { filters: ["processEnded", "fault"] }),
    );
    for (let k = 0; k < 4; k++) await client.request("continue", { threadId: 1 });
    await client.request("launch", { program: "faults.turno", eventStops: "never" });
  },
  "the console": async (client) => {
    await begin(client, "manual.turno");
    await client.request("evaluate", { expression: ":choose b", context: "repl" });
    for (const expression of [
      ":help set",
      ":help nothing",
      ":dispatch a 0",
      ":dispatch a 7",
      ":dispatch a x",
      ":dispatch",
    ])
      await client.request("evaluate", { expression, context: "repl" });
    for (const expression of [":switch", ":event", ":back event", ":back switch", ":back", ":back there", ":lines x"])
      await client.request("evaluate", { expression, context: "repl" });
    for (const expression of [":set r3 = 1 + 2", ":set a.priority = 9", ":set nobody = 1", ":set r3 == 1", ":set r3"])
      await client.request("evaluate", { expression, context: "repl" });
    for (const text of [":di", ":dispatch ", ":scope t", ":set a.prio", ":nonsense a", ":choices "])
      await client.request("completions", { text, column: text.length + 1 });
  },
  "time travel": async (client) => {
    await begin(client, "adders.turno");
    await client.request("setBreakpoints", { source: { path: "adders.turno" }, breakpoints: [{ line: 11 }] });
    for (let k = 0; k < 3; k++) await client.request("continue", { threadId: 1 });
    await client.request("stepBack", { threadId: 1 });
    await client.request("reverseContinue", { threadId: 1 });
    await client.request("turno/nextContextSwitch");
    for (const command of ["turno/nextEvent", "turno/nextEvent", "turno/previousEvent"]) await client.request(command);
    await client.request("turno/stepTick");
    await client.request("turno/previousContextSwitch");
    await client.request("turno/previousTick");
    await client.request("turno/goToTick", { tick: 40 });
    await client.request("turno/goToTick", { tick: "soon" });
    await client.request("turno/focusThread", { threadId: 2 });
    await client.request("setBreakpoints", { source: { path: "adders.turno" }, breakpoints: [] });
    await client.request("continue", { threadId: 1 });
    await client.request("stepBack", { threadId: 2 });
  },
  evaluation: async (client) => {
    await begin(client, "adders.turno");
    await client.request("next", { threadId: 1 });
    for (const expression of [
      "count",
      "list",
      "sum + 1",
      "p.sum",
      "q.state",
      "p.pcb.priority",
      "times * 100",
      "r0",
      "tick",
      "1 / 0",
      "nobody",
      "print(1)",
      "1 +",
      "list[9]",
      "p",
    ]) {
      await client.request("evaluate", { expression, context: "watch" });
    }
    const { stackFrames } = (await client.request("stackTrace", { threadId: 1 })) as { stackFrames: { id: number }[] };
    const { scopes } = (await client.request("scopes", { frameId: stackFrames[0]!.id })) as {
      scopes: { name: string; variablesReference: number }[];
    };
    const reference = (name: string): number =>
      scopes.find((s) => s.name === scopeIn(client, name))!.variablesReference;
    await client.request("setVariable", { variablesReference: reference("Shared"), name: "count", value: "40 + 2" });
    await client.request("setVariable", { variablesReference: reference("Shared"), name: "nobody", value: "1" });
    await client.request("setVariable", { variablesReference: reference("Registers"), name: "r1", value: "7" });
    await client.request("setVariable", { variablesReference: 9999, name: "x", value: "7" });
    await client.request("evaluate", { expression: "count" });
  },
  "what happened": async (client) => {
    await client.begin("crossed.turno", { races: true }, () =>
      client.request("setExceptionBreakpoints", {
        filters: ["deadlock"],
        filterOptions: [{ filterId: "blocked", condition: "process == q && wait == mutex" }],
      }),
    );
    await client.request("exceptionInfo", { threadId: 1 });
    for (let k = 0; k < 3; k++) {
      await client.request("continue", { threadId: 1 });
      for (const threadId of [1, 2]) await client.request("exceptionInfo", { threadId });
    }
    await client.request("stackTrace", { threadId: 2 });
    await client.request("reverseContinue", { threadId: 1 });
    await client.request("exceptionInfo", { threadId: 2 });
    await client.request("exceptionInfo", {});
    // An event that goes right is told of, too.
    await client.request("setExceptionBreakpoints", { filters: ["blocked"] });
    await client.request("reverseContinue", { threadId: 1 });
    await client.request("reverseContinue", { threadId: 1 });
    for (const threadId of [1, 2]) await client.request("exceptionInfo", { threadId });
  },
  "long work": async (client) => {
    client.says = { supportsProgressReporting: true };
    client.lookMs = 60;
    await begin(client, "counters.turno");
    await client.request("turno/goToTick", { tick: 400_000 });
    await client.request("setBreakpoints", {
      source: { path: "counters.turno" },
      breakpoints: [{ line: 3, condition: "n == 7" }],
    });
    await client.request("reverseContinue", { threadId: 1 });
    await client.request("turno/goToTick", { tick: 400_000 });
    // Given up: by the progress, by the number of the request, for a pause.
    await meanwhile(client, ["cancel", { progressId: "progress 4" }], ["reverseContinue", { threadId: 1 }]);
    await meanwhile(client, ["cancel", { requestId: client.asked.length + 1 }], ["turno/lastChange", { name: "b.n" }]);
    await meanwhile(client, ["pause", { threadId: 1 }], ["reverseContinue", { threadId: 1 }]);
    await client.request("stepBack", { threadId: 1 });
    await client.request("cancel", { requestId: 1, progressId: "progress 99" });
    await client.request("cancel", { requestId: "one" });
  },
  "a process that is still to come": async (client) => {
    await begin(client, "later.turno");
    const { stackFrames } = (await client.request("stackTrace", { threadId: 2 })) as { stackFrames: { id: number }[] };
    for (const { id } of stackFrames) {
      const { scopes } = (await client.request("scopes", { frameId: id })) as { scopes: Scope[] };
      await client.request("variables", { variablesReference: scopes[0]!.variablesReference });
    }
    await client.request("goto", { threadId: 2, targetId: 2 });
    await client.request("next", { threadId: 2 });
    await client.request("stackTrace", { threadId: 2 });
  },
  "runs that a client does not know of": async (client) => {
    client.lookMs = 60;
    await begin(client, "counters.turno");
    await client.request("turno/stepTick");
    await client.request("turno/goToTick", { tick: 300_000 });
    await client.request("setBreakpoints", {
      source: { path: "counters.turno" },
      breakpoints: [{ line: 3, condition: "n % 100000 == 0" }],
    });
    await client.request("turno/runOnly", { threadId: 2 });
    await client.request("threads");
    await client.request("turno/runOnly", { threadId: 99 });
    await client.request("turno/runOnly", {});
    await client.request("continue", { threadId: 2 });
  },
  faults: async (client) => {
    await begin(client, "faults.turno", () =>
      client.request("setExceptionBreakpoints", { filters: ["fault", "assertion"] }),
    );
    await client.request("continue", { threadId: 1 });
    await client.request("exceptionInfo", { threadId: 1 });
    await client.request("stackTrace", { threadId: 1 });
    await client.request("continue", { threadId: 1 });
    await client.request("continue", { threadId: 1 });
    await client.request("continue", { threadId: 1 });
  },
  "events of the long tail": async (client) => {
    await begin(client, "adders.turno", () =>
      client.request("turno/setEvents", {
        events: [
          { event: "dispatched", condition: "process == q" },
          { event: "quantumExpired", condition: "nonsense == 1" },
          { event: "noSuchEvent" },
        ],
      }),
    );
    await client.request("turno/checkCondition", { event: "dispatched", condition: "cpu == 0 && process == p" });
    await client.request("turno/checkCondition", { event: "dispatched", condition: "cpu ==" });
    await client.request("turno/checkCondition", { event: "noSuchEvent", condition: "1" });
    await client.request("turno/setEvents", { events: "all" });
    await client.request("continue", { threadId: 1 });
    await client.request("restart");
    await client.request("continue", { threadId: 1 });
    await client.request("turno/setEvents", { events: [] });
    await client.request("continue", { threadId: 1 });
  },
  "acts of an operator": async (client) => {
    await begin(client, "manual.turno");
    await client.request("turno/setPriority", { threadId: 2, priority: 7 });
    await client.request("turno/suspend", { threadId: 1 });
    await client.request("turno/suspend", { threadId: 1 });
    await client.request("threads");
    await client.request("evaluate", { expression: ":resume a", context: "repl" });
    await client.request("turno/resume", { threadId: 1 });
    await client.request("evaluate", { expression: ":priority a 4", context: "repl" });
    await client.request("evaluate", { expression: ":priority a much", context: "repl" });
    await client.request("turno/kill", { threadId: 3 });
    await client.request("terminateThreads", { threadIds: [2, 3] });
    await client.request("terminateThreads", { threadIds: [3] });
    await client.request("threads");
    await client.request("continue", { threadId: 1 });
  },
  "schedule control": async (client) => {
    await begin(client, "manual.turno");
    await client.request("turno/pendingChoice");
    await client.request("turno/choose", { threadId: 2 });
    await client.request("turno/choose", { threadId: 2 });
    await client.request("turno/pendingChoice");
    await client.request("turno/hold", { threadId: 1 });
    await client.request("threads");
    await client.request("turno/dispatch", { threadId: 3 });
    await client.request("next", { threadId: 3, singleThread: true });
    await client.request("threads");
    await client.request("turno/release", { threadId: 1 });
    await client.request("turno/release", { threadId: 1 });
    await client.request("evaluate", { expression: ":help", context: "repl" });
    await client.request("evaluate", { expression: ":dispatch a", context: "repl" });
    await client.request("evaluate", { expression: ":dispatch nobody", context: "repl" });
    await client.request("evaluate", { expression: ":tick", context: "repl" });
    await client.request("evaluate", { expression: ":goto 1", context: "repl" });
    await client.request("evaluate", { expression: ":goto there", context: "repl" });
    await client.request("evaluate", { expression: ":nonsense", context: "repl" });
    await client.request("completions", { text: ":di", column: 4 });
    await client.request("continue", { threadId: 1 });
    await client.request("evaluate", { expression: ":choose c", context: "repl" });
    await client.request("continue", { threadId: 1, singleThread: true });
    await client.request("continue", { threadId: 1 });
    await client.request("turno/dispatch", { threadId: 1 });
  },
  "steps into another thread": async (client) => {
    await begin(client, "talkers.turno");
    await client.request("stepIn", { threadId: 1 });
    await client.request("stackTrace", { threadId: 2 });
    await client.request("stackTrace", { threadId: 2, startFrame: 1, levels: 1 });
    const { stackFrames } = (await client.request("stackTrace", { threadId: 2 })) as { stackFrames: { id: number }[] };
    await client.request("scopes", { frameId: stackFrames.at(-1)!.id });
    await client.request("next", { threadId: 2 });
    await client.request("reverseContinue", { threadId: 2 });
    await client.request("stackTrace", { threadId: 2 });
  },
  "step scopes": async (client) => {
    await begin(client, "adders.turno");
    await client.request("turno/stepping");
    await client.request("turno/stepping", { scope: "cpu" });
    await client.request("next", { threadId: 1 });
    await client.request("stepBack", { threadId: 1 });
    await client.request("turno/stepping", { scope: "tick" });
    await client.request("next", { threadId: 2 });
    await client.request("stepBack", { threadId: 2 });
    await client.request("turno/stepping", { follow: true });
    await client.request("next", { threadId: 2 });
    await client.request("turno/stepping", { scope: "only", follow: false });
    await client.request("next", { threadId: 2 });
    await client.request("threads");
    await client.request("evaluate", { expression: ":scope thread", context: "repl" });
    await client.request("evaluate", { expression: ":scope world", context: "repl" });
    await client.request("evaluate", { expression: ":follow on", context: "repl" });
    await client.request("evaluate", { expression: ":follow me", context: "repl" });
    await client.request("turno/stepping", { scope: "world" });
    await client.request("next", { threadId: 2 });
    await client.request("restart", { arguments: { stepScope: "tick" } });
    await client.request("turno/stepping");
  },
  "questions that lead back": async (client) => {
    await begin(client, "talkers.turno");
    await client.request("continue", { threadId: 1 });
    await client.request("turno/consoleLines");
    await client.request("turno/goToLine", { number: 1 });
    await client.request("turno/goToLine", { number: 9 });
    await client.request("turno/lastChange", { name: "box.count" });
    await client.request("turno/lastChange", { name: "box.count" });
    await client.request("turno/lastChange", { name: "nobody" });
    await client.request("turno/whoWoke", { threadId: 2 });
    await client.request("turno/goToTick", { tick: 5 });
    await client.request("turno/whoWoke", { threadId: 2 });
    await client.request("evaluate", { expression: ":lines told", context: "repl" });
    await client.request("evaluate", { expression: ":line 2", context: "repl" });
    await client.request("evaluate", { expression: ":changed q.state", context: "repl" });
    await client.request("evaluate", { expression: ":blocked q", context: "repl" });
    await client.request("turno/whoBlocked", { threadId: 1 });
    await client.request("evaluate", { expression: ":woke 1", context: "repl" });
  },
  "what a change invalidates": async (client) => {
    await client.request("initialize", { adapterID: "turno", supportsInvalidatedEvent: true });
    client.lines.length = 0;
    await client.request("launch", { program: "adders.turno" });
    await client.request("configurationDone");
    await client.request("setExpression", { expression: "count", value: "3" });
    await client.request("setExpression", { expression: "nobody", value: "3" });
    await client.request("turno/showHex", { hex: true });
    await client.request("evaluate", { expression: "count", context: "watch" });
    await client.request("writeMemory", { memoryReference: "0x100000", data: "BQAAAA==" });
    // A restart keeps how numbers are shown.
    await client.request("restart");
    await client.request("evaluate", { expression: "count", context: "watch" });
  },
  "a run that is repeated": async (client) => {
    await begin(client, "manual.turno");
    await client.request("turno/choose", { threadId: 2 });
    await client.request("turno/hold", { threadId: 1 });
    await client.request("turno/release", { threadId: 1 });
    const { text } = (await client.request("turno/choices")) as { text: string };
    await client.request("restart", { arguments: { replay: JSON.parse(text) as object } });
    await client.request("continue", { threadId: 1 });
    await client.request("turno/goToTick", { tick: 1 });
    await client.request("turno/dispatch", { threadId: 1 });
    await client.request("evaluate", { expression: ":choices", context: "repl" });
    await client.request("restart", { arguments: { replay: "nowhere.json" } });
    await client.request("restart", { arguments: { replay: "manual.turno" } });
    await client.request("restart", { arguments: { replay: 7 } });
  },
  "bad requests": async (client) => {
    await client.request("threads");
    await client.request("initialize", { adapterID: "turno", linesStartAt1: false, columnsStartAt1: false });
    await client.request("launch", {});
    await client.request("launch", { program: "missing.turno" });
    await client.request("launch", { program: "broken.turno" });
    await client.request("launch", { program: "adders.turno" });
    await client.request("configurationDone");
    await client.request("stackTrace", { threadId: 77 });
    await client.request("next", {});
    await client.request("variables", { variablesReference: 12345 });
    await client.request("noSuchRequest", { a: 1 });
    await client.sendRaw({ seq: 900, type: "request" });
    await client.sendRaw("nonsense");
    await client.sendRaw(null);
    await client.request("restart", {});
    await client.request("terminate", {});
    await client.request("threads");
    await client.request("disconnect", {});
  },
};

describe("transcripts of the adapter", () => {
  for (const [name, script] of Object.entries(SCRIPTS)) {
    it(name, async () => {
      const client = new Client(FILES);
      await script(client);
      assert.deepEqual(protocolProblems(client), []);
      const text = `${client.lines.join("\n")}\n`;
      const path = `${GOLDEN}/${name.replaceAll(" ", "-")}.txt`;
      if (process.env["UPDATE_GOLDEN"] === "1") {
        mkdirSync(GOLDEN, { recursive: true });
        writeFileSync(path, text);
      }
      assert.ok(existsSync(path), `${path} is missing: look at what comes, then write it with UPDATE_GOLDEN=1`);
      assert.equal(text, readFileSync(path, "utf8"));
    });
  }

  for (const [name, script] of Object.entries(SCRIPTS)) {
    it(`${name}, in Spanish: the same, with no text in English`, async () => {
      const [english, spanish] = await Promise.all(
        ["en", "es"].map(async (locale) => {
          const client = new Client(FILES);
          client.locale = locale;
          await script(client);
          return client.received;
        }),
      );
      const form = (messages: readonly Message[]): string[] => messages.map((m) => m.command ?? m.event ?? "");
      assert.deepEqual(form(spanish!), form(english!));
      const left = spanish!.flatMap((message, k) => untranslated(message, english![k]!));
      assert.deepEqual([...new Set(left)], []);
    });
  }

  it("each request that the adapter answers is in one of them, carried out", () => {
    const answered = new Set(
      readdirSync(GOLDEN).flatMap((name) =>
        [...readFileSync(`${GOLDEN}/${name}`, "utf8").matchAll(/^ {2}(\S+) answer/gm)].map(([, command]) => command),
      ),
    );
    assert.deepEqual(
      Object.keys(HANDLERS).filter((command) => !answered.has(command)),
      [],
    );
  });
});
