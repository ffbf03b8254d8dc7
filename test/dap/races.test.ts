/**
 * A stop at a data race names one pair of accesses: its sentence, what the exception box tells, the arrow and the link of the
 * console are all about these two.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Client } from "./client.ts";

/** The write of w races with two reads at once. */
const TWO_AT_ONCE = `shared count = 0
program first() {
  var seen = count
}
program second() {
  var seen = count
}
program writer() {
  compute(9)
  count = 1
  compute(1)
}
process a = first()
process b = second()
process w = writer()
`;

/** Two CPUs write in the same tick, and go on in another routine. */
const TOGETHER = `machine { cpus: 2 }
shared list: int[2]
function set(n) {
  list[n % 2] = n
}
program p(n) {
  for i = 1 .. 3 { set(n + i) }
}
process a = p(0)
process b = p(1)
`;

const SAMPLE = readFileSync("samples/lost-update.turno", "utf8");

interface Box {
  readonly description: string;
  readonly details: { readonly message: string; readonly stackTrace: string };
}

/** What each part of a stop at a race says. */
async function parts(client: Client): Promise<{ text: string; box: Box; arrow: number; link: number; last: string }> {
  const { text, threadId } = client.stopped;
  const box = (await client.request("exceptionInfo", { threadId })) as Box;
  const [arrow = -1] = await client.stackLines(threadId);
  const output = client.events("output").at(-1) as { output: string; line: number };
  return { text, box, arrow, link: output.line, last: output.output };
}

async function agree(client: Client): Promise<string> {
  const { text, box, arrow, link, last } = await parts(client);
  const [first = "", second = "", remedy = ""] = box.details.stackTrace.split("\n");
  const sentence = text.replace(/^Reverse: /, "");
  assert.equal(sentence, `${first}, and ${second}: nothing orders them; ${remedy.slice(21, -1)}`);
  assert.ok(box.details.message.endsWith(sentence));
  assert.equal(text.split("nothing orders").length, 2, "one pair is named, once");
  const line = Number(/at line (\d+), tick \d+$/.exec(second)?.[1]);
  assert.deepEqual([arrow, link], [line, line]);
  // The tick of the stop is that of the second access: it need not be told again.
  assert.equal(last, `${text}\n`);
  const [who, whom] = [first, second].map((access) => /^\S+ \S+/.exec(access)![0]);
  assert.match(box.description, new RegExp(`${who} and ${whom} race for`));
  return sentence;
}

describe("a stop at a data race", () => {
  const scenarios = { "two at once": TWO_AT_ONCE, "two together": TOGETHER, "a lost update": SAMPLE };
  for (const [name, text] of Object.entries(scenarios)) {
    it(`is about one pair of accesses, forward and back: ${name}`, async () => {
      const client = new Client({ "a.turno": text });
      await client.begin("a.turno", {}, () => client.request("setExceptionBreakpoints", { filters: ["dataRace"] }));
      const told: string[] = [];
      for (;;) {
        await client.request("continue", { threadId: 1 });
        if (client.stopped.reason !== "exception") break;
        told.push(await agree(client));
      }
      assert.ok(told.length > 0);
      for (const sentence of told.toReversed()) {
        await client.request("reverseContinue", { threadId: 1 });
        assert.equal(await agree(client), sentence);
      }
    });
  }

  it("points at the access when `no race` is what stops it", async () => {
    const client = new Client({ "a.turno": `${SAMPLE}\nexpect { no race }\n`.replace("always count >= 0", "") });
    await client.begin("a.turno", {}, () => client.request("setExceptionBreakpoints", { filters: ["assertion"] }));
    await client.request("continue", { threadId: 1 });
    const { text, arrow, link } = await parts(client);
    const line = Number(/and .* at line (\d+), tick \d+: nothing orders them/.exec(text)?.[1]);
    assert.deepEqual([arrow, link], [line, line]);
  });
});

describe("a stop after a write", () => {
  it("shows its thread at the write, until it has gone on or was moved", async () => {
    const client = new Client({ "a.turno": SAMPLE });
    await client.begin("a.turno");
    const { dataId } = (await client.request("dataBreakpointInfo", { name: "count" })) as { dataId: string };
    await client.request("setDataBreakpoints", { breakpoints: [{ dataId, accessType: "write" }] });
    await client.request("continue", { threadId: 1 });
    const { threadId } = client.stopped;
    const line = SAMPLE.split("\n").findIndex((each) => each.startsWith("    count = count")) + 1;
    assert.deepEqual(await client.stackLines(threadId), [line]);
    const { stackFrames } = (await client.request("stackTrace", { threadId })) as { stackFrames: { id: number }[] };
    await client.request("setExpression", { expression: "pc", value: "0x1008", frameId: stackFrames[0]!.id });
    assert.notDeepEqual(await client.stackLines(threadId), [line]);
  });

  it("shows its thread at a breakpoint that it came to with it", async () => {
    const client = new Client({ "a.turno": SAMPLE });
    await client.begin("a.turno");
    const line = SAMPLE.split("\n").findIndex((each) => each.includes("for i")) + 1;
    await client.request("setBreakpoints", { source: { path: "a.turno" }, breakpoints: [{ line }] });
    await client.request("next", { threadId: 1 });
    const { dataId } = (await client.request("dataBreakpointInfo", { name: "count" })) as { dataId: string };
    await client.request("setDataBreakpoints", { breakpoints: [{ dataId, accessType: "write" }] });
    await client.request("continue", { threadId: 1 });
    await client.request("continue", { threadId: 1 });
    const { text, threadId } = client.stopped;
    const [arrow] = await client.stackLines(threadId);
    assert.equal(arrow, text.includes("reached a breakpoint") ? line : line + 1, text);
  });
});
