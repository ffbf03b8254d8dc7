/** What a client is told of by events, and where variables lead: threads, memory, locations; and the stack, piece by piece. */
import assert from "node:assert/strict";
import { Client, protocolProblems } from "./client.ts";

const FAMILY = `shared count = 3
mutex m
function deep(n) {
  if n > 0 { deep(n - 1) }
  var own = n compute(own)
}
program child(n) {
  lock(m)
  compute(n)
}
program p() {
  var page: int[4]
  count = count + 1
  start(child, 3)
  spawn(deep, 1)
  wait()
  page[1] = 7
  deep(30)
}
process a = p()
`;

interface Shown {
  readonly name: string;
  readonly value: string;
  readonly variablesReference: number;
  readonly memoryReference?: string;
  readonly valueLocationReference?: number;
  readonly declarationLocationReference?: number;
  readonly presentationHint?: { readonly kind?: string };
}

interface Frame {
  readonly id: number;
  readonly name: string;
}

async function begun(says: object = {}): Promise<Client> {
  const client = new Client({ "f.turno": FAMILY });
  client.says = says;
  await client.begin("f.turno");
  return client;
}

async function frames(client: Client, threadId: number, more: object = {}): Promise<{ all: Frame[]; total: number }> {
  const body = (await client.request("stackTrace", { threadId, ...more })) as {
    stackFrames: Frame[];
    totalFrames: number;
  };
  return { all: body.stackFrames, total: body.totalFrames };
}

async function scopes(client: Client, threadId: number): Promise<(Shown & { presentationHint?: string })[]> {
  const { all } = await frames(client, threadId);
  const body = (await client.request("scopes", { frameId: all[0]!.id })) as { scopes: never[] };
  return body.scopes;
}

async function inside(client: Client, variablesReference: number): Promise<Shown[]> {
  const body = (await client.request("variables", { variablesReference })) as { variables: Shown[] };
  return body.variables;
}

async function scope(client: Client, threadId: number, name: string): Promise<{ reference: number; rows: Shown[] }> {
  const found = (await scopes(client, threadId)).find((each) => each.name === name)!;
  return { reference: found.variablesReference, rows: await inside(client, found.variablesReference) };
}

const toLine = async (client: Client, line: number): Promise<void> => {
  await client.request("setBreakpoints", { source: { path: "f.turno" }, breakpoints: [{ line }] });
  await client.request("continue", { threadId: 1 });
};

async function line(client: Client, locationReference: number | undefined): Promise<number> {
  assert.notEqual(locationReference, undefined);
  const found = (await client.request("locations", { locationReference })) as {
    line: number;
    source: { path: string };
  };
  assert.equal(found.source.path, "f.turno");
  return found.line;
}

describe("events of threads", () => {
  it("tell at a stop who came and who went, back in time too, and nothing while the machine runs", async () => {
    const client = await begun();
    assert.deepEqual(client.events("thread"), []);
    await toLine(client, 16);
    assert.deepEqual(client.events("thread"), [
      { reason: "started", threadId: 2 },
      { reason: "started", threadId: 3 },
    ]);
    await client.request("turno/goToTick", { tick: 0 });
    assert.deepEqual(client.events("thread").slice(2), [
      { reason: "exited", threadId: 2 },
      { reason: "exited", threadId: 3 },
    ]);
    await toLine(client, 17);
    const { threads } = (await client.request("threads")) as { threads: { id: number }[] };
    const known = new Set([1]);
    for (const { reason, threadId } of client.events("thread") as { reason: string; threadId: number }[])
      if (reason === "started") known.add(threadId);
      else known.delete(threadId);
    assert.deepEqual(known, new Set(threads.map(({ id }) => id)));
    assert.deepEqual(protocolProblems(client), []);
  });

  it("are so many at one stop at most", async () => {
    const text =
      "program c() { compute(9) }\nprogram p() {\n  for i = 1 .. 300 { start(c) }\n  compute(1)\n}\nprocess a = p()\n";
    const client = new Client({ "f.turno": text });
    await client.begin("f.turno");
    await toLine(client, 4);
    assert.equal(client.events("thread").length, 100);
    const { threads } = (await client.request("threads")) as { threads: unknown[] };
    assert.equal(threads.length, 301);
  });
});

describe("events of memory", () => {
  const listens = { supportsMemoryEvent: true };

  it("go to who listens alone", async () => {
    const client = await begun();
    const { reference } = await scope(client, 1, "Shared");
    await client.request("setVariable", { variablesReference: reference, name: "count", value: "9" });
    await client.request("turno/goToTick", { tick: 0 });
    assert.deepEqual(client.events("memory"), []);
  });

  it("follow a change of a variable, an expression and memory, with its reference", async () => {
    const client = await begun(listens);
    const { reference, rows } = await scope(client, 1, "Shared");
    const { memoryReference } = rows[0]!;
    await client.request("setVariable", { variablesReference: reference, name: "count", value: "9" });
    assert.deepEqual(client.events("memory"), [{ memoryReference, offset: 0, count: 4 }]);
    await client.request("setExpression", { expression: "count", value: "10" });
    assert.deepEqual(client.events("memory").slice(1), [{ memoryReference, offset: 0, count: 4 }]);
    await client.request("writeMemory", { memoryReference, offset: 0, data: "AQAAAA==" });
    assert.deepEqual(client.events("memory").slice(2), [{ memoryReference, offset: 0, count: 4 }]);
    // A register is no memory, and what is refused changes none.
    const registers = await scope(client, 1, "Registers");
    await client.request("setVariable", { variablesReference: registers.reference, name: "r1", value: "9" });
    await client.request("writeMemory", { memoryReference: "0x9", data: "AQAAAA==" });
    assert.equal(client.events("memory").length, 3);
  });

  it("tell of what the client shows, once it is another: after a step, and after going back", async () => {
    const client = await begun(listens);
    const { rows } = await scope(client, 1, "Shared");
    const { memoryReference } = rows[0]!;
    const asked = { memoryReference, offset: 0, count: 4 };
    await client.request("readMemory", asked);
    await client.request("readMemory", { memoryReference: "0x1000", count: 16 });
    await client.request("next", { threadId: 1, granularity: "instruction" });
    assert.equal(client.events("memory").length, 0);
    await client.request("next", { threadId: 1 });
    assert.deepEqual(client.events("memory"), [asked]);
    await client.request("stepBack", { threadId: 1 });
    // The shared words in any case, and what is shown of them.
    assert.deepEqual(client.events("memory").slice(1), [asked, asked]);
    await client.request("setExpression", { expression: "count", value: "3" });
    assert.equal(client.events("memory").length, 4);
    await client.request("evaluate", { expression: ":set count = 77", context: "repl" });
    assert.deepEqual(client.events("memory").at(-1), asked);
    await client.request("turno/goToTick", { tick: 0 });
    assert.deepEqual(client.events("memory").at(-1), asked);
    assert.deepEqual(protocolProblems(client), []);
  });
});

describe("the stack", () => {
  it("is given frame by frame, as many as are asked for, with the number of all", async () => {
    const client = await begun();
    const { supportsDelayedStackTraceLoading } = client.received[0]!.body as Record<string, boolean>;
    assert.equal(supportsDelayedStackTraceLoading, true);
    await toLine(client, 18);
    await client.request("setFunctionBreakpoints", { breakpoints: [{ name: "deep", condition: "n == 0" }] });
    await client.request("continue", { threadId: 1 });
    const whole = await frames(client, 1);
    assert.equal(whole.all.length, 32);
    assert.equal(whole.total, 32);
    const pieces: string[] = [];
    for (let startFrame = 0; startFrame < 40; startFrame += 7) {
      const piece = await frames(client, 1, { startFrame, levels: 7 });
      assert.equal(piece.total, 32);
      pieces.push(...piece.all.map(({ name }) => name));
    }
    assert.deepEqual(
      pieces,
      whole.all.map(({ name }) => name),
    );
    assert.deepEqual((await frames(client, 1, { startFrame: 0, levels: 1 })).all.length, 1);
    assert.deepEqual(await frames(client, 1, { startFrame: 99, levels: 5 }), { all: [], total: 32 });
    // Numbers are given out for what was asked for alone.
    const first = (await frames(client, 1, { startFrame: 3, levels: 1 })).all[0]!.id;
    assert.equal((await frames(client, 1, { startFrame: 31, levels: 5 })).all[0]!.id, first + 1);
  });
});

describe("what is said of scopes and variables", () => {
  it("are the hints that clients know, and what is dear to show", async () => {
    const client = await begun();
    await client.request("setFunctionBreakpoints", { breakpoints: [{ name: "deep" }] });
    await client.request("continue", { threadId: 1 });
    await client.request("next", { threadId: client.stopped.threadId });
    const found = await scopes(client, client.stopped.threadId);
    const hints = new Map(found.map(({ name, presentationHint }) => [name, presentationHint]));
    assert.equal(hints.get("Arguments"), "arguments");
    assert.equal(hints.get("Registers"), "registers");
    assert.equal(hints.get("PCB"), undefined);
    assert.equal(hints.get("Locals"), undefined);
    await client.request("setFunctionBreakpoints", { breakpoints: [] });
    await client.request("setBreakpoints", { source: { path: "f.turno" }, breakpoints: [{ line: 5, column: 15 }] });
    await client.request("continue", { threadId: client.stopped.threadId });
    const later = await scopes(client, client.stopped.threadId);
    assert.equal(later.find(({ name }) => name === "Locals")?.presentationHint, "locals");
    const pcb = await scope(client, 1, "PCB");
    assert.equal(pcb.rows.find(({ name }) => name === "pid")?.presentationHint?.kind, "property");
  });

  it("are the places that they name: of pc, of fields of the PCB, of who holds a lock, of declarations", async () => {
    const client = await begun();
    await toLine(client, 9);
    const child = client.stopped.threadId;
    const pc = (await scope(client, child, "Registers")).rows.find(({ name }) => name === "pc")!;
    assert.equal(await line(client, pc.valueLocationReference), 9);
    const { rows } = await scope(client, child, "PCB");
    const program = rows.find(({ name }) => name === "program")!;
    assert.equal(await line(client, program.valueLocationReference), 7);
    const parent = rows.find(({ name }) => name === "parent")!;
    const where = (await client.stackLines(1)).find((each) => each > 0);
    assert.equal(await line(client, parent.valueLocationReference), where);
    const counter = await inside(client, rows.find(({ name }) => name === "Program counter")!.variablesReference);
    assert.equal(await line(client, counter[0]!.valueLocationReference), 9);
    const held = (await scope(client, child, "Kernel objects")).rows.find(({ name }) => name === "m")!;
    const owner = (await inside(client, held.variablesReference)).find(({ name }) => name === "owner")!;
    assert.equal(await line(client, owner.valueLocationReference), 9);
    assert.equal(await line(client, (await scope(client, child, "Shared")).rows[0]!.declarationLocationReference), 1);
    assert.equal(
      await line(client, (await scope(client, child, "Arguments")).rows[0]!.declarationLocationReference),
      7,
    );
    const waiting = rows.find(({ name }) => name === "pid")!;
    assert.equal(waiting.valueLocationReference, undefined);
    await client.request("locations", { locationReference: 999 });
    const refusal = client.received.at(-1)!;
    assert.deepEqual([refusal.success, refusal.message], [false, "There is no location 999."]);
  });
});
