/**
 * Going back and forth around the first moments of a run where a person has changed something: sequences that fuzz.ts found.
 */
import assert from "node:assert/strict";
import { Client, protocolProblems } from "./client.ts";
import { MANUAL } from "./scenarios.ts";

const TWO = `machine { scheduler: round_robin(quantum: 3) }
program w(n) { var s = 0 for i = 1 .. n { s += i } print(s) }
process p = w(5)
process q = w(5)
`;

type Step = readonly [command: string, args?: object];

/** The texts of the stops of a sequence; a bug of the adapter fails. */
async function stopsOf(text: string, steps: readonly Step[]): Promise<string[]> {
  const client = new Client({ "t.turno": text });
  await client.begin("t.turno");
  for (const [command, args] of steps) await client.request(command, args);
  assert.deepEqual(protocolProblems(client), []);
  assert.deepEqual(
    client.received.filter((m) => m.message?.startsWith("A bug") === true),
    [],
  );
  return (client.events("stopped") as { text: string }[]).slice(1).map((stop) => stop.text);
}

describe("the past around what a person did", () => {
  it("is gone through when the first moment is come to again", async () => {
    const stops = await stopsOf(MANUAL, [
      ["next", { threadId: 3, granularity: "instruction", singleThread: true }],
      ["reverseContinue", { threadId: 3 }],
      ["reverseContinue", { threadId: 3 }],
    ]);
    assert.deepEqual(stops.slice(1), [
      "Reverse: the beginning of the run, tick 0",
      "Reverse: the beginning of the run, tick 0",
    ]);
  });

  it("is that of the future which the deed began, at its own tick too", async () => {
    const stops = await stopsOf(TWO, [
      ["turno/setEvents", { events: [{ event: "processAdmitted" }] }],
      ["reverseContinue"],
      ["terminateThreads", { threadIds: [2] }],
      ["turno/previousTick"],
      ["turno/previousContextSwitch"],
      ["continue"],
    ]);
    assert.deepEqual(stops, [
      "Reverse: Tick 0: state transition · process p",
      "2 q is killed: a new future begins at tick 0",
      "At tick 0",
      "Reverse: the beginning of the run, tick 0",
      "Tick 0: state transition · process p",
    ]);
  });

  it("has no names but those of the scenario and the machine", async () => {
    const client = new Client({ "t.turno": TWO });
    await client.begin("t.turno");
    for (const name of ["toString", "constructor", "__proto__", "hasOwnProperty"]) {
      await client.request("evaluate", { expression: name, context: "watch" });
      assert.equal(client.received.at(-1)!.message, `"${name}" is not a name here`);
    }
  });

  it("a message whose command is no text is refused", async () => {
    const client = new Client({});
    await client.sendRaw({ type: "request", command: 1, seq: 7 });
    const [answer] = client.received;
    assert.equal(client.received.length, 1);
    assert.equal(answer!.request_seq, 7);
    assert.equal(answer!.success, false);
  });

  it("lets its host breathe on a long way back, and answers in turn", async () => {
    const client = new Client({
      "long.turno": "shared x = 0\nprogram p() {\n  loop {\n    x = x + 1\n  }\n}\nprocess a = p()\nprocess b = p()\n",
    });
    await client.begin("long.turno");
    await client.request("turno/goToTick", { tick: 3_000_000 });
    await client.request("setBreakpoints", {
      source: { path: "long.turno" },
      breakpoints: [{ line: 4, condition: "x == 20" }],
    });
    const back = client.request("reverseContinue", { threadId: 1 });
    const threads = client.request("threads", {}, false);
    await Promise.all([back, threads]);
    assert.ok(client.rests > 3, `${client.rests} rests`);
    assert.match(client.stopped.text, /^Reverse: /);
    const answers = client.received.filter(({ type }) => type === "response").map(({ command }) => command);
    assert.deepEqual(answers.slice(-2), ["reverseContinue", "threads"]);
  });
});
