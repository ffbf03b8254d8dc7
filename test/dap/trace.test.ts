/** The debug console as a trace: what greets, what a stop and a verdict say there, where they lead, what helps. */
import assert from "node:assert/strict";
import { Client, protocolProblems } from "./client.ts";

const COUNT = `machine { scheduler: round_robin(quantum: 3) }
shared count = 0
program adder() {
  for i = 1 .. 3 {
    count = count + 1
  }
  print("ready")
}
process p = adder()
process q = adder()
expect {
  terminates
  finally count == 6
  finally count < 6
}
`;

const [GREEN, RED, PLAIN] = ["\u001B[32m", "\u001B[31m", "\u001B[0m"];
const COLOURS = [GREEN, RED, PLAIN];

interface Output {
  readonly category: string;
  readonly output: string;
  readonly source?: { readonly path: string };
  readonly line?: number;
}

function outputs(client: Client): Output[] {
  return client.events("output") as Output[];
}

/** The lines of the console, each with the line of the source that it leads to. */
function told(client: Client): string[] {
  return outputs(client).map(({ output, line }) => `${output.trimEnd()} @${line ?? "-"}`);
}

async function begun(says: object = {}, launch: object = {}, text = COUNT): Promise<Client> {
  const client = new Client({ "count.turno": text });
  client.says = says;
  await client.begin("count.turno", launch);
  return client;
}

async function typed(client: Client, expression: string): Promise<{ result?: string; error?: string }> {
  const body = (await client.request("evaluate", { expression, context: "repl" })) as {
    result?: string;
    error?: { format: string };
  };
  return { ...body, ...(body.error === undefined ? {} : { error: body.error.format }) } as never;
}

describe("the debug console", () => {
  it("greets with one line, once, and not where nothing can be asked", async () => {
    const client = await begun();
    assert.match(told(client)[0]!, /^Turno: .*:help/);
    await client.request("restart");
    assert.equal(told(client).filter((line) => line.includes(":help")).length, 1);
    const plain = await begun({}, { noDebug: true });
    assert.ok(!told(plain).some((line) => line.includes(":help")));
  });

  it("tells each stop in its order, with tick and line, and those on the way back", async () => {
    const client = await begun();
    await client.request("setBreakpoints", { source: { path: "count.turno" }, breakpoints: [{ line: 7 }] });
    await client.request("next", { threadId: 1 });
    await client.request("continue", { threadId: 1 });
    await client.request("stepBack", { threadId: 1 });
    await client.request("reverseContinue", { threadId: 1 });
    assert.deepEqual(told(client).slice(1), [
      "1 p is about to begin · tick 0 @4",
      "1 p is at line 5, tick 2 @5",
      "1 p reached a breakpoint at tick 50 @7",
      "Reverse: step back: 1 p is at line 4, tick 44 @4",
      "Reverse: the beginning of the run, tick 0 @4",
    ]);
    assert.deepEqual(protocolProblems(client), []);
  });

  it("tells what a run printed before the stop that follows it", async () => {
    const client = await begun();
    await client.request("setExceptionBreakpoints", { filters: ["processEnded"] });
    await client.request("continue", { threadId: 1 });
    const [printed, stop] = outputs(client).slice(-2);
    assert.equal(printed!.category, "stdout");
    assert.match(stop!.output, /^Tick \d+: process ended/);
    assert.deepEqual(protocolProblems(client), []);
  });

  const END = [
    "Every process has ended",
    "  1 p: exited",
    "✓ terminates",
    "✗ finally count == 6",
    "✓ finally count < 6",
  ];

  it("leads from each verdict to its line, in colours where these are shown", async () => {
    const client = await begun({ supportsANSIStyling: true });
    await client.request("continue", { threadId: 1 });
    const last = outputs(client).slice(-5);
    assert.equal(last[0]!.line, 13, "the end leads to what does not hold");
    const plain = last.map(({ output }) => COLOURS.reduce((text, colour) => text.replace(colour, ""), output));
    plain.forEach((output, k) => assert.ok(output.startsWith(END[k]!), output));
    assert.deepEqual(
      last.slice(2).map(({ line }) => line),
      [12, 13, 14],
    );
    assert.deepEqual(
      last.map(({ output }) => COLOURS.filter((colour) => output.includes(colour))),
      [[], [], [GREEN, PLAIN], [RED, PLAIN], [GREEN, PLAIN]],
    );
    const [{ verdicts }] = client.events("turno/verdicts") as [{ verdicts: { mark: string; line: number }[] }];
    assert.deepEqual(
      verdicts.map(({ mark, line }) => `${mark} ${line}`),
      ["✓ 12", "✗ 13", "✓ 14"],
    );
  });

  it("says no colours to a client that does not announce that it shows them, and judges without debugging, too", async () => {
    for (const launch of [{}, { noDebug: true }]) {
      const client = await begun({}, launch);
      if (!("noDebug" in launch)) await client.request("continue", { threadId: 1 });
      const last = outputs(client).slice(-5);
      last.forEach(({ output }, k) => assert.ok(output.startsWith(END[k]!), output));
      assert.equal(client.events("turno/verdicts").length, 1);
      assert.ok(!client.lines.join("").includes("\\u001b"));
    }
  });
});

describe("help in the console", () => {
  it("understands help without a colon, of one command too, and before there is anything to see", async () => {
    const client = await begun();
    const all = (await typed(client, ":help")).result;
    for (const text of ["help", "Help", " help ", "?"]) assert.equal((await typed(client, text)).result, all);
    assert.match((await typed(client, "help goto")).result!, /^:goto TICK +goes to a tick/);
    assert.match((await typed(client, "help :goto")).result!, /^:goto TICK/);
    assert.match((await typed(client, "help nothing")).error!, /There is no command ":nothing"/);
    const early = new Client({});
    await early.request("initialize", {});
    assert.equal((await typed(early, "help")).result, all);
  });

  it("is no command where the scenario has that name", async () => {
    const client = await begun({}, {}, COUNT.replaceAll("count", "help"));
    assert.equal((await typed(client, "help")).result, "0");
  });

  it("says how a command is written that was written without its colon", async () => {
    const client = await begun();
    assert.match((await typed(client, "goto 12")).error!, /As a command it begins with a colon: ":goto 12"\.$/);
    assert.doesNotMatch((await typed(client, "nobody")).error!, /colon/);
    const watched = await client.request("evaluate", { expression: "help", context: "watch" });
    assert.ok("error" in (watched as object));
  });

  it("offers commands as soon as the colon is there, with what each does", async () => {
    const client = await begun();
    const { completionTriggerCharacters } = client.received[0]!.body as { completionTriggerCharacters: string[] };
    assert.ok(completionTriggerCharacters.includes(":"));
    const { targets } = (await client.request("completions", { text: ":", column: 2 })) as {
      targets: { label: string; detail: string; start: number; length: number }[];
    };
    assert.ok(targets.length > 20);
    assert.deepEqual(
      targets.find(({ label }) => label === ":goto"),
      { label: ":goto", type: "function", start: 1, length: 1, detail: "goes to a tick, of the past or to come" },
    );
  });
});

describe("a question of the past that leads nowhere", () => {
  const FIRSTS: readonly (readonly [question: string, first: RegExp])[] = [
    [":changed count", /^This is the first change of count: nothing changed it before\.$/],
    [":changed p.state", /^This is the first change of p\.state: /],
    [":changed box.count", /^This is the first change of box\.count: /],
    [":changed r0", /^This is the first change of r0: /],
    [":woke q", /^2 q is woken here for the first time\.$/],
    [":blocked q", /^2 q begins to wait here for the first time\.$/],
  ];
  const TALK = `machine { scheduler: round_robin(quantum: 2) }
shared count = 0
mailbox box
program tell() {
  count = 1
  sleep(5)
  send(box, 7)
  count = 2
  sleep(30)
  send(box, 8)
}
program hear() {
  compute(15)
  var n = receive(box)
  n = receive(box)
}
process p = tell()
process q = hear()
`;

  it("says at the first time that it is the first, and that it never was, as information", async () => {
    for (const [question, first] of FIRSTS) {
      const client = await begun({}, {}, TALK);
      await client.request("continue", { threadId: 1 });
      await client.request("turno/focusThread", { threadId: 1 });
      const answers: string[] = [];
      for (let k = 0; k < 30 && !first.test(answers.at(-1) ?? ""); k++) {
        const stops = client.events("stopped").length;
        const { result, error } = await typed(client, question);
        assert.equal(error, undefined, question);
        // What the stop tells is told once, by the trace.
        const isMoved = client.events("stopped").length > stops;
        if (isMoved) assert.equal(result, "");
        answers.push(isMoved ? client.stopped.text : result!);
      }
      assert.match(answers.at(-1)!, first, answers.join("\n"));
      assert.ok(answers.length > 1 && answers.slice(0, -1).every((text) => text.startsWith("Reverse: ")));
      const stops = client.events("stopped").length;
      await typed(client, question);
      assert.equal(client.events("stopped").length, stops, "nothing has moved");
    }
  });

  it("says of what never happened that it did not", async () => {
    const client = await begun({}, {}, TALK);
    assert.equal(
      (await typed(client, ":changed count")).result,
      "count has not changed since the beginning of the run.",
    );
    assert.equal((await typed(client, ":woke p")).result, "Nobody has woken 1 p yet.");
    assert.equal((await typed(client, ":blocked p")).result, "1 p has not waited yet.");
    await typed(client, ":back tick");
    assert.equal(client.stopped.text, "Reverse: the beginning of the run, tick 0");
    for (const way of ["switch", "event"]) {
      await typed(client, `:back ${way}`);
      assert.match(client.stopped.text, /^Reverse: /);
    }
  });
});
