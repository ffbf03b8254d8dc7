/**
 * A client that asks anything at any time: random sequences of requests, valid and not, in any order, some while the machine runs,
 * some in one turn. What the adapter answers with (threads, frames, references, addresses) it asks about in turn.
 *
 * A sequence is its seed: `fuzzSession` finds what is wrong with one. Every request is answered once and soon, nothing that is
 * said is a bug, the world keeps its invariants, and the session can still be ended.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom, nextBelow, type RandomState } from "../../src/base/random.ts";
import { COMMANDS } from "../../src/dap/commands.ts";
import { LIST_NAMES } from "../../src/debugger/overview/lists.ts";
import { EVENTS } from "../../src/machine/events.ts";
import { checkInvariants } from "../../src/machine/invariants.ts";
import { Client, protocolProblems } from "./client.ts";
import * as scenarios from "./scenarios.ts";

const SAMPLES = join(import.meta.dirname, "../../samples");

/** By name: the scenarios of the adapter's tests, the samples, and one that never ends. */
function readScenarios(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [name, text] of Object.entries(scenarios)) files[`${name.toLowerCase()}.turno`] = text;
  for (const name of readdirSync(SAMPLES)) files[name] = readFileSync(join(SAMPLES, name), "utf8");
  files["endless.turno"] = `machine { cpus: 2 }
shared n = 0
program spin() { loop { n += 1 } }
process a = spin()
process b = spin()
process c = spin()
`;
  return files;
}

/** What was heard of each field so far: where most arguments come from. */
type Heard = Map<string, unknown[]>;

const MOST_HEARD = 40;

/** One session: its chance, its scenario, and what it has heard. */
interface Fuzzer {
  readonly random: RandomState;
  readonly client: Client;
  readonly program: string;
  readonly lines: number;
  readonly heard: Heard;
  /** What was asked while the adapter was at something else. */
  readonly pending: Promise<unknown>[];
  /** Variables that were told of, each with the container that names it. */
  readonly variables: { readonly variablesReference: number; readonly name: string; readonly value: string }[];
}

const below = (f: Fuzzer, n: number): number => nextBelow(f.random, n);
const oneOf = <T>(f: Fuzzer, values: readonly T[]): T => values[below(f, values.length)]!;
const isOneIn = (f: Fuzzer, n: number): boolean => below(f, n) === 0;

/** Remembers the fields of an answer, however deep. */
function hear(f: Fuzzer, value: unknown, name = ""): void {
  if (Array.isArray(value)) for (const inner of value.slice(0, 20)) hear(f, inner, name);
  else if (typeof value === "object" && value !== null)
    for (const [field, inner] of Object.entries(value)) hear(f, inner, field);
  else if (value !== undefined) {
    const known = f.heard.get(name) ?? [];
    known.push(value);
    if (known.length > MOST_HEARD) known.shift();
    f.heard.set(name, known);
  }
}

/** One of some values: of the last few, as a rule. */
function recent<T>(f: Fuzzer, values: readonly T[]): T {
  const few = values.length > 6 && !isOneIn(f, 3) ? values.slice(-6) : values;
  return oneOf(f, few);
}

/** Something that was heard under one of the names, or else what is there instead. */
function heardOf(f: Fuzzer, names: readonly string[], instead: unknown): unknown {
  const values = names.flatMap((name) => f.heard.get(name) ?? []);
  return values.length === 0 ? instead : recent(f, values);
}

const JUNK: readonly unknown[] = [
  null,
  -1,
  0,
  1,
  3,
  1.5,
  2 ** 31,
  -(2 ** 40),
  2 ** 53,
  1e300,
  "",
  "x",
  "1",
  "\u0000",
  "é😀",
  "((",
  "__proto__",
  true,
  false,
  [],
  {},
  [null],
  [{}],
  [[1]],
  { line: 1 },
];

const EXPRESSIONS = [
  "count",
  "waiting",
  "slots",
  "r3",
  "n",
  "sum",
  "list[1]",
  "p.sum + 1",
  "p.pcb.state",
  "cpu[0].running",
  "box.count",
  "r0",
  "pc",
  "1 / 0",
  "1 +",
  "p == q",
  "-2147483648",
  "0x1000000",
  "state",
  ":help",
];
const WORDS = ["p", "q", "1", "2.1", "-3", "thread", "5", "count", "", "99999999999"];

type Make = (f: Fuzzer) => unknown;

const small: Make = (f) => below(f, 12) - 1;
const flag: Make = (f) => isOneIn(f, 2);
const expression: Make = (f) => {
  if (isOneIn(f, 3)) return `:${oneOf(f, Object.keys(COMMANDS))} ${oneOf(f, WORDS)} ${oneOf(f, WORDS)}`;
  return isOneIn(f, 2) ? oneOf(f, EXPRESSIONS) : heardOf(f, ["evaluateName", "name", "value"], "sum");
};
const condition: Make = (f) =>
  isOneIn(f, 2) ? oneOf(f, EXPRESSIONS) : oneOf(f, ["", "process == p", "1 == 1", "box.count > 1"]);
const source: Make = (f) => ({ path: isOneIn(f, 6) ? oneOf(f, ["", "no.turno", "shared.turno"]) : f.program });
const listOf =
  (fields: readonly string[]): Make =>
  (f) =>
    Array.from({ length: below(f, 4) }, () => argumentsOf(f, fields));

/** How an argument of a name is made up, where it is to make sense. */
const FIELDS: Readonly<Record<string, Make>> = {
  threadId: (f) => heardOf(f, ["threadId"], 1),
  threadIds: (f) => [below(f, 5)],
  frameId: (f) => heardOf(f, ["frameId"], 1),
  variablesReference: (f) => heardOf(f, ["variablesReference"], 1),
  locationReference: (f) => heardOf(f, ["valueLocationReference", "declarationLocationReference"], 1),
  name: (f) => heardOf(f, ["name"], "count"),
  value: (f) => (isOneIn(f, 2) ? String(below(f, 100)) : heardOf(f, ["value"], "1")),
  expression,
  condition,
  hitCondition: (f) => oneOf(f, ["", "2", "% 3", ">= 2", "== 1", "x"]),
  logMessage: (f) => oneOf(f, ["at {n}", "{sum} {", "{{sum}} {sum}", "plain", "{1/0}"]),
  context: (f) => oneOf(f, ["watch", "hover", "repl", "clipboard", "variables"]),
  source,
  line: (f) => below(f, f.lines + 4),
  endLine: (f) => below(f, f.lines + 4),
  column: small,
  text: expression,
  granularity: (f) => oneOf(f, ["statement", "line", "instruction"]),
  singleThread: flag,
  targetId: (f) => heardOf(f, ["targetId", "id"], 1),
  startFrame: small,
  levels: small,
  start: small,
  count: (f) => below(f, 200),
  filter: (f) => oneOf(f, ["indexed", "named"]),
  format: (f) => ({ hex: isOneIn(f, 2) }),
  memoryReference: (f) => heardOf(f, ["memoryReference", "instructionPointerReference"], "0x1000"),
  instructionReference: (f) => heardOf(f, ["instructionPointerReference", "address"], "0x1000"),
  offset: (f) => below(f, 64) - 16,
  instructionOffset: (f) => below(f, 40) - 20,
  instructionCount: (f) => below(f, 50),
  data: (f) => oneOf(f, ["AQIDBA==", "", "AAAAAAAAAAA=", "!"]),
  allowPartial: flag,
  dataId: (f) => heardOf(f, ["dataId"], "x"),
  accessType: (f) => oneOf(f, ["read", "write", "readWrite"]),
  breakpoints: listOf(["line", "condition", "hitCondition", "logMessage"]),
  functions: listOf(["function", "condition", "hitCondition"]),
  instructions: listOf(["instructionReference", "offset", "condition", "hitCondition"]),
  watched: listOf(["dataId", "accessType", "condition", "hitCondition"]),
  filters: (f) => [heardOf(f, ["filter"], "contextSwitch")],
  filterOptions: (f) => [{ filterId: heardOf(f, ["filter"], "blocked"), condition: condition(f) }],
  events: listOf(["event", "condition"]),
  event: (f) => oneOf(f, EVENTS).name,
  hex: flag,
  tick: (f) => (isOneIn(f, 8) ? 2 ** 45 : below(f, isOneIn(f, 2) ? 40 : 4000)),
  number: (f) => below(f, 12),
  priority: (f) => below(f, 9) - 2,
  cpu: (f) => below(f, 3),
  list: (f) => oneOf(f, LIST_NAMES),
  of: (f) => heardOf(f, ["id", "box", "pid", "word"], 1)?.toString(),
  scope: (f) => oneOf(f, ["thread", "cpu", "tick", "only"]),
  follow: flag,
  asAddress: flag,
  bytes: (f) => below(f, 9),
  program: (f) => f.program,
  stopOnEntry: flag,
  seed: (f) => below(f, 9),
  trace: flag,
  noDebug: (f) => isOneIn(f, 6),
  races: flag,
  replay: (f) => heardOf(f, ["text"], "no.json"),
  linesStartAt1: flag,
  columnsStartAt1: flag,
  pathFormat: (f) => oneOf(f, ["path", "uri"]),
  function: (f) => heardOf(f, ["name"], "double"),
  requestId: (f) => f.client.asked.length + 2 - below(f, 4),
  progressId: (f) => `progress ${below(f, 20)}`,
};

/** Where the name of an argument in FIELDS is not the one that is sent. */
const SENT: Readonly<Record<string, string>> = {
  functions: "breakpoints",
  instructions: "breakpoints",
  watched: "breakpoints",
  function: "name",
};

/** Arguments that make sense are sent with less than these odds: the others are the client's to leave out. */
function argumentsOf(f: Fuzzer, names: readonly string[]): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const name of names) {
    if (isOneIn(f, 12)) continue;
    args[SENT[name] ?? name] = isOneIn(f, 40) ? oneOf(f, JUNK) : FIELDS[name]!(f);
  }
  return args;
}

const step = ["threadId", "granularity", "singleThread"];
const launch = ["program", "stopOnEntry", "seed", "trace", "races", "replay", "noDebug"];

/** The requests that the adapter knows, with the names of their arguments. */
export const REQUESTS: Readonly<Record<string, readonly string[]>> = {
  initialize: ["linesStartAt1", "columnsStartAt1", "pathFormat"],
  launch,
  configurationDone: [],
  restart: [],
  terminate: [],
  disconnect: [],
  setBreakpoints: ["source", "breakpoints"],
  setExceptionBreakpoints: ["filters", "filterOptions"],
  setFunctionBreakpoints: ["functions"],
  setInstructionBreakpoints: ["instructions"],
  dataBreakpointInfo: ["variablesReference", "name", "frameId", "asAddress", "bytes"],
  setDataBreakpoints: ["watched"],
  breakpointLocations: ["source", "line", "endLine"],
  threads: [],
  stackTrace: ["threadId", "startFrame", "levels", "format"],
  exceptionInfo: ["threadId"],
  scopes: ["frameId"],
  locations: ["locationReference"],
  variables: ["variablesReference", "filter", "start", "count", "format"],
  setVariable: ["variablesReference", "name", "value", "format"],
  setExpression: ["expression", "value", "frameId"],
  disassemble: ["memoryReference", "offset", "instructionOffset", "instructionCount"],
  readMemory: ["memoryReference", "offset", "count"],
  writeMemory: ["memoryReference", "offset", "allowPartial", "data"],
  completions: ["text", "column", "line", "frameId"],
  evaluate: ["expression", "frameId", "context", "format"],
  continue: ["threadId", "singleThread"],
  next: step,
  stepIn: [...step, "targetId"],
  stepOut: step,
  stepBack: step,
  reverseContinue: ["threadId"],
  stepInTargets: ["frameId"],
  restartFrame: ["frameId"],
  gotoTargets: ["source", "line", "column"],
  goto: ["threadId", "targetId"],
  modules: [],
  cancel: ["requestId", "progressId"],
  pause: ["threadId"],
  source: ["source"],
  loadedSources: [],
  terminateThreads: ["threadIds"],
  "turno/showHex": ["hex"],
  "turno/overview": [],
  "turno/mailboxes": [],
  "turno/locks": [],
  "turno/places": [],
  "turno/list": ["list", "of", "start", "count"],
  "turno/stepTick": [],
  "turno/previousTick": [],
  "turno/nextContextSwitch": [],
  "turno/nextEvent": [],
  "turno/previousEvent": [],
  "turno/previousContextSwitch": [],
  "turno/goToTick": ["tick"],
  "turno/focusThread": ["threadId"],
  "turno/pendingChoice": [],
  "turno/choose": ["threadId"],
  "turno/dispatch": ["threadId", "cpu"],
  "turno/hold": ["threadId"],
  "turno/release": ["threadId"],
  "turno/runOnly": ["threadId"],
  "turno/setEvents": ["events"],
  "turno/checkCondition": ["event", "condition"],
  "turno/kill": ["threadId"],
  "turno/suspend": ["threadId"],
  "turno/resume": ["threadId"],
  "turno/setPriority": ["threadId", "priority"],
  "turno/choices": [],
  "turno/stepping": ["scope", "follow"],
  "turno/lastChange": ["name", "variablesReference", "frameId"],
  "turno/whoWoke": ["threadId"],
  "turno/whoBlocked": ["threadId"],
  "turno/consoleLines": [],
  "turno/goToLine": ["number"],
};

/** Requests that end a session or begin one: rarely sent, so that sequences get far. */
const RARE: ReadonlySet<string> = new Set([
  "initialize",
  "launch",
  "configurationDone",
  "restart",
  "terminate",
  "disconnect",
]);

const UNKNOWN = ["attach", "toString", "__proto__", "constructor", "", "turno/", "setbreakpoints"];

function nextRequest(f: Fuzzer): readonly [command: string, args: unknown] {
  if (isOneIn(f, 60)) return [oneOf(f, UNKNOWN), oneOf(f, JUNK)];
  let command = oneOf(f, Object.keys(REQUESTS));
  if (RARE.has(command) && !isOneIn(f, 12))
    command = oneOf(f, ["stackTrace", "scopes", "variables", "threads", "next"]);
  if (isOneIn(f, 50)) return [command, oneOf(f, JUNK)];
  const args = argumentsOf(f, REQUESTS[command]!);
  const isOfVariable = "variablesReference" in args && "name" in args && f.variables.length > 0 && !isOneIn(f, 4);
  return [command, isOfVariable ? { ...args, ...recent(f, f.variables) } : args];
}

/** Messages that are no requests. */
const MALFORMED: readonly unknown[] = [
  undefined,
  null,
  1,
  "next",
  [],
  {},
  { type: "request" },
  { type: "request", command: 1, seq: 1e6 },
  { type: "event", event: "stopped" },
  { type: "response", request_seq: 1 },
];

interface Container {
  readonly name: string;
  readonly value?: string;
  readonly variablesReference: number;
}

/** Opens a container, and some of what is in it. */
async function lookInto(f: Fuzzer, variablesReference: number, depth: number): Promise<void> {
  const answer = await ask(f, "variables", { variablesReference }, false);
  for (const inner of (answer as { variables?: Container[] } | undefined)?.variables ?? []) {
    f.variables.push({
      variablesReference,
      name: inner.name,
      value: isOneIn(f, 2) ? (inner.value ?? "") : String(below(f, 9)),
    });
    if (inner.variablesReference > 0 && depth > 0 && isOneIn(f, 3))
      await lookInto(f, inner.variablesReference, depth - 1);
  }
}

/** Asks what a client asks at every stop. */
async function look(f: Fuzzer): Promise<void> {
  hear(f, {
    threadId: ((await ask(f, "threads", {})) as { threads?: { id: number }[] } | undefined)?.threads?.map((t) => t.id),
  });
  const frames = (await ask(f, "stackTrace", { threadId: FIELDS["threadId"]!(f) })) as
    { stackFrames?: { id: number }[] } | undefined;
  for (const { id } of frames?.stackFrames?.slice(0, 3) ?? []) {
    hear(f, { frameId: id });
    const found = (await ask(f, "scopes", { frameId: id }, false)) as { scopes?: Container[] } | undefined;
    for (const { variablesReference } of found?.scopes ?? []) await lookInto(f, variablesReference, 2);
  }
}

async function ask(f: Fuzzer, command: string, args: unknown, runs = true): Promise<unknown> {
  const answer = await f.client.request(command, args, false);
  hear(f, answer);
  if (runs) f.client.run(1 + below(f, 30));
  return answer;
}

/** Launches, and begins as a rule. */
async function begin(f: Fuzzer): Promise<void> {
  await f.client.request("launch", { program: f.program, stopOnEntry: !isOneIn(f, 4) }, false);
  if (!isOneIn(f, 10)) await ask(f, "configurationDone", {});
}

/** Several requests in one turn. */
async function burst(f: Fuzzer): Promise<void> {
  const requests = Array.from({ length: 2 + below(f, 4) }, () => nextRequest(f));
  await f.client.burst(requests, false);
  f.client.run(1 + below(f, 30));
}

/** To this client everything takes long; it is shown how far it is, and does not always wait for it. */
function beImpatient(f: Fuzzer): void {
  const { client } = f;
  client.says = { supportsProgressReporting: true };
  client.lookMs = 300;
  const asked = f.pending;
  client.onRest = () => {
    if (!isOneIn(f, 6)) return;
    const command = oneOf(f, ["cancel", "cancel", "pause", "threads", "stackTrace"]);
    asked.push(client.request(command, argumentsOf(f, REQUESTS[command]!), false));
  };
}

/** One thing that a client may do. */
async function act(f: Fuzzer): Promise<void> {
  const { client } = f;
  const chance = below(f, 20);
  if (chance === 0) await f.client.sendRaw(oneOf(f, MALFORMED), false);
  else if (chance === 1) await burst(f);
  else if (client.simulation === undefined && isOneIn(f, 3)) await begin(f);
  else if (chance < 4) await look(f);
  else if (chance < 6) f.client.run(1 + below(f, 20));
  else await ask(f, ...nextRequest(f), !isOneIn(f, 4));
}

/** Ends the session as a client would, whatever it is at. */
async function end(f: Fuzzer, problems: string[]): Promise<void> {
  const { client } = f;
  const word = oneOf(f, ["disconnect", "terminate"]);
  await client.request(word, {}, false);
  client.run();
  if (client.simulation !== undefined) problems.push(`${word} did not end the session`);
  // Who looks late sees nothing; who would move the machine is refused.
  await client.request("threads");
  const looked = client.received.findLast((m) => m.type === "response")!;
  if (looked.success === true && JSON.stringify(looked.body) !== '{"threads":[]}')
    problems.push(`there are threads after ${word}`);
  await client.request("turno/stepTick");
  const last = client.received.findLast((m) => m.type === "response")!;
  if (last.success === true) problems.push(`a tick is stepped after ${word}`);
}

export interface Fuzzed {
  readonly requests: number;
  /** The longest that a thing done has taken, in milliseconds. */
  readonly slowest: number;
  readonly slowestLine: string;
  readonly problems: readonly string[];
  /** What was said, line by line. */
  readonly lines: readonly string[];
}

let files: Record<string, string> | undefined;

/** Runs one sequence. */
export async function fuzzSession(seed: number, most = 60): Promise<Fuzzed> {
  files ??= readScenarios();
  const random = createRandom(seed);
  const names = Object.keys(files);
  const program = names[nextBelow(random, names.length)]!;
  const client = new Client(files, [1, 7, 100, 3000][nextBelow(random, 4)]);
  const f: Fuzzer = {
    random,
    client,
    program,
    lines: files[program]!.split("\n").length,
    heard: new Map(),
    pending: [],
    variables: [],
  };
  const problems: string[] = [];
  let slowest = 0;
  let slowestLine = "";
  if (isOneIn(f, 2)) beImpatient(f);
  await client.request("initialize", client.says);
  if (!isOneIn(f, 10)) await begin(f);
  for (let k = 1 + below(f, most); k > 0 && problems.length === 0; k--) {
    const start = performance.now();
    await act(f);
    await Promise.all(f.pending.splice(0));
    const spent = performance.now() - start;
    if (spent > slowest) {
      slowest = spent;
      slowestLine = client.lines.findLast((line) => !line.startsWith("  ")) ?? "";
    }
    if (client.simulation !== undefined) problems.push(...checkInvariants(client.simulation));
  }
  await end(f, problems);
  await Promise.all(f.pending);
  problems.push(...protocolProblems(client));
  for (const line of client.lines) if (line.includes("A bug of Turno")) problems.push(line.slice(0, 300));
  return { requests: client.asked.length, slowest, slowestLine, problems, lines: client.lines };
}
