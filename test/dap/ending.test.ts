/**
 * The end of a run and of a session: the machine stays when it has finished, and shows what went wrong; only continue ends the
 * session; whoever asks late is not told of an error.
 */
import assert from "node:assert/strict";
import { LATE } from "../../src/dap/late.ts";
import { Client, protocolProblems, type Message } from "./client.ts";
import { FAULTS } from "./scenarios.ts";

const EXPECTING = `shared count = 0
program adder(n) {
  for i = 1 .. n { count = count + 1 }
}
process p = adder(2)
process q = adder(2)
expect {
  terminates
  finally count == 5
}
`;

/** Every process that locks both in its order waits for the other one. */
const CROSSED = `machine { scheduler: round_robin(quantum: 2) }
mutex a
mutex b
program one() { lock(a) compute(5) lock(b) }
program two() { lock(b) compute(5) lock(a) }
program idle() { print("x") }
process i = idle()
process p = one()
process q = two()
`;

const FILES = {
  "expecting.turno": EXPECTING,
  "faults.turno": FAULTS,
  "crossed.turno": CROSSED,
};

interface Frame {
  readonly name: string;
  readonly line: number;
}

async function finished(program: keyof typeof FILES): Promise<Client> {
  const client = new Client(FILES);
  await client.begin(program, { stopOnEntry: false });
  for (let k = 0; k < 9 && !/Finished|Deadlock/.test(client.stopped.description); k++) await client.request("continue");
  return client;
}

const answers = ({ received }: Client): Message[] => received.filter((m) => m.type === "response");

async function stackOf(client: Client): Promise<Frame[]> {
  const { threadId } = client.stopped;
  return ((await client.request("stackTrace", { threadId })) as { stackFrames: Frame[] }).stackFrames;
}

describe("the finished machine", () => {
  const moves: readonly (readonly [string, object])[] = [
    ["next", { threadId: 1 }],
    ["stepIn", { threadId: 2 }],
    ["stepIn", { threadId: 1, targetId: 1 }],
    ["stepOut", { threadId: 1 }],
    ["next", { threadId: 1, granularity: "instruction" }],
    ["next", { threadId: 1, singleThread: true }],
    ["turno/stepTick", {}],
    ["turno/nextContextSwitch", {}],
    ["turno/nextEvent", {}],
    ["turno/runOnly", { threadId: 1 }],
    ["evaluate", { expression: ":tick", context: "repl" }],
    ["evaluate", { expression: ":switch", context: "repl" }],
  ];
  for (const [command, args] of moves)
    it(`stays, and says so, after ${command} ${JSON.stringify(args)}`, async () => {
      const client = await finished("expecting.turno");
      await client.request(command, args);
      assert.equal(client.stopped.description, "Run ended");
      assert.match(client.stopped.text, /^The run has ended: continue or stop ends the session/);
      assert.deepEqual(client.events("terminated"), []);
      await client.request("stepBack", { threadId: 1 });
      assert.match(client.stopped.text, /^Reverse: /);
      assert.deepEqual(protocolProblems(client), []);
    });

  for (const scope of ["cpu", "tick", "only"])
    it(`stays after a step of the scope "${scope}"`, async () => {
      const client = await finished("expecting.turno");
      await client.request("turno/stepping", { scope });
      await client.request("next", { threadId: 1 });
      assert.equal(client.stopped.description, "Run ended");
      assert.deepEqual(client.events("terminated"), []);
    });

  it("tells its verdict once, however often a step is tried", async () => {
    const client = await finished("expecting.turno");
    for (let k = 0; k < 3; k++) await client.request("next", { threadId: 1 });
    const told = client.events("output").filter((body) => (body as { output: string }).output.includes("terminates"));
    assert.equal(told.length, 1);
  });

  it("ends with the next continue, told once", async () => {
    const client = await finished("expecting.turno");
    await client.request("next", { threadId: 1 });
    await client.request("continue", { threadId: 1 });
    assert.deepEqual(client.events("exited"), [{ exitCode: 3 }]);
    assert.equal(client.events("terminated").length, 1);
  });
});

describe("the focus at the end", () => {
  it("is on the line of the expectation that does not hold, with the machine to be looked at", async () => {
    const client = await finished("expecting.turno");
    const [first] = await stackOf(client);
    assert.equal(first?.line, 9);
    assert.match(first.name, /^✗ finally count == 5 \(line 9\): .*4/);
    const frames = (await stackOf(client)) as unknown as { id: number }[];
    await client.request("evaluate", { expression: "count", frameId: frames[0]!.id, context: "watch" });
    assert.equal((answers(client).at(-1)!.body as { result: string }).result, "4");
    await client.request("next", { threadId: client.stopped.threadId });
    assert.equal((await stackOf(client))[0]?.line, 9, "after a step that leads nowhere");
    await client.request("turno/previousTick");
    assert.notEqual((await stackOf(client))[0]?.line, 9, "back in the run");
  });

  it("is on the thread that faulted", async () => {
    const client = await finished("faults.turno");
    assert.equal(client.stopped.threadId, 1);
    const stack = await stackOf(client);
    assert.match(stack[0]!.name, /^fault: division by zero/);
    assert.equal(stack[1]?.line, 3);
  });

  it("is on a thread of the deadlock", async () => {
    const client = await finished("crossed.turno");
    assert.ok([2, 3].includes(client.stopped.threadId));
    assert.match((await stackOf(client))[0]!.name, /^mutex\([ab]\)$/);
  });
});

describe("a session that is over", () => {
  it("answers with nothing whoever looks late, and refuses whoever acts", async () => {
    const client = new Client(FILES);
    await client.begin("expecting.turno", { noDebug: true });
    assert.equal(client.events("terminated").length, 1);
    assert.deepEqual(client.events("stopped"), []);
    assert.deepEqual(await client.request("threads"), { threads: [] });
    const args = {
      ...{ threadId: 1, frameId: 1, variablesReference: 1, text: "c", column: 1, name: "count", line: 1 },
      ...{
        source: { path: "expecting.turno" },
        breakpoints: [{ line: 3 }],
        filters: ["fault"],
        memoryReference: "0x0",
      },
      ...{ instructionCount: 1 },
    };
    for (const command of Object.keys(LATE)) {
      const { breakpoints } = args;
      const asked =
        command === "setFunctionBreakpoints" ? { breakpoints: [{ name: "adder" }] } : { ...args, breakpoints };
      const own: Readonly<Record<string, object>> = {
        setInstructionBreakpoints: { breakpoints: [{ instructionReference: "0x0" }] },
        setDataBreakpoints: { breakpoints: [{ dataId: "x" }] },
      };
      await client.request(command, own[command] ?? asked);
      const last = answers(client).at(-1)!;
      assert.equal(last.success, true, `${command}: ${last.message ?? ""}`);
    }
    assert.deepEqual(await client.request("setBreakpoints", { source: {}, breakpoints: [{ line: 1 }, { line: 2 }] }), {
      breakpoints: [
        { verified: false, message: "The session is over." },
        { verified: false, message: "The session is over." },
      ],
    });
    await client.request("next", { threadId: 1 });
    assert.equal(answers(client).at(-1)!.message, "The session is over.");
  });

  it("can be followed by another one", async () => {
    const client = new Client(FILES);
    await client.begin("expecting.turno", { noDebug: true });
    await client.begin("expecting.turno");
    assert.equal(client.stopped.reason, "entry");
    assert.equal(((await client.request("threads")) as { threads: object[] }).threads.length, 2);
  });
});

describe("a scenario in which nothing can run", () => {
  const rows: readonly (readonly [what: string, text: string])[] = [
    ["an empty one", ""],
    ["one of blanks and comments", "\n\n// nothing yet\n"],
    ["one without a process", "program p() { print(1) }\n"],
    ["one with a machine alone", "machine { cpus: 2 }\n"],
  ];
  for (const noDebug of [false, true])
    for (const [what, text] of rows)
      it(`is refused at once, and says what to write: ${what}${noDebug ? ", without debugging" : ""}`, async () => {
        const client = new Client({ "/home/ana/new.turno": text });
        await client.begin("/home/ana/new.turno", { noDebug });
        const launch = answers(client).find(({ command }) => command === "launch");
        assert.match(launch?.message ?? "", /^new\.turno declares no process, so nothing can run: write /);
        assert.deepEqual(client.events("initialized"), []);
        assert.deepEqual(protocolProblems(client), []);
      });
});

describe("a source with other than ASCII letters", () => {
  it("is named as it is written, where its name is a URI", async () => {
    const uri = "vscode-test-web://mount/lecci%C3%B3n%201.turno";
    const client = new Client({ [uri]: EXPECTING });
    await client.begin(uri);
    const [{ source }] = (await stackOf(client)) as unknown as [{ source: { name: string; path: string } }];
    assert.deepEqual(source, { name: "lección 1.turno", path: uri });
    const { sources } = (await client.request("loadedSources")) as { sources: { name: string }[] };
    assert.deepEqual(
      sources.map(({ name }) => name),
      ["lección 1.turno"],
    );
  });
});
