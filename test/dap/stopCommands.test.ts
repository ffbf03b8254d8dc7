/**
 * Commands of the console that ask for stops, for clients that send plain filters alone: what they set stays until it is cleared,
 * over the client's own lists, a restart and ways through time.
 */
import assert from "node:assert/strict";
import { Client, protocolProblems } from "./client.ts";

const TEXT = `enum Kind { ping, pong }
shared count = 0
shared kind: Kind
mailbox box { capacity: 2 }
program producer(n) {
  for i = 1 .. n {
    count = count + 1
    refill(i)
    send(box, i)
  }
}
function refill(k) {
  kind = k % 2
  compute(2)
}
program consumer(n) {
  var sum = 0
  for i = 1 .. n {
    sum = sum + receive(box)
  }
  print(sum)
}
process p = producer(4)
process c = consumer(4)
`;

async function begun(): Promise<Client> {
  const client = new Client({ "a.turno": TEXT });
  await client.begin("a.turno", {}, () => client.request("setExceptionBreakpoints", { filters: ["deadlock"] }));
  return client;
}

/** What a command answers, or its error. */
async function told(client: Client, expression: string): Promise<string> {
  const body = (await client.request("evaluate", { expression, context: "repl" })) as
    { result?: string; error?: { format: string } } | undefined;
  const answer = client.received.findLast((m) => m.type === "response" && m.command === "evaluate")!;
  return answer.success === true ? body!.result! : `! ${answer.message}`;
}

/** The texts of the stops from here to the end of the run. */
async function stopsOf(client: Client): Promise<string[]> {
  const texts: string[] = [];
  for (let k = 0; k < 60; k++) {
    await client.request("continue", { threadId: 1 });
    const { text, description } = client.stopped;
    if (description === "Finished") return texts;
    texts.push(text);
  }
  throw new Error("it does not end");
}

const number = (text: string): number => Number(/^\d+/.exec(text)?.[0]);

describe("stops asked for in the console", () => {
  it("are at events, if their condition holds", async () => {
    const client = await begun();
    assert.match(await told(client, ":stop send if word % 2 == Kind.pong && process == p"), /^\d+ {2}Send if word % 2/);
    assert.deepEqual(
      (await stopsOf(client)).map((text) => /word \d/.exec(text)?.[0]),
      ["word 1", "word 3"],
    );
    assert.deepEqual(protocolProblems(client), []);
  });

  it("find an event by its id or its label, and say which are near", async () => {
    const client = await begun();
    for (const name of [
      "contextSwitch",
      "context switch",
      "Context_Switch",
      "processAdmitted",
      "quantum expiry",
      "dataRace",
    ]) {
      assert.match(await told(client, `:stop ${name}`), /^\d+ {2}/, name);
      await told(client, ":clear all");
    }
    await told(client, ":stop Context switch");
    assert.match(await told(client, ":stop"), /^contextSwitch +Context switch$/m);
    assert.match(await told(client, ":stop"), /^ioCompleted +I\/O completed$/m);
    assert.match(await told(client, ":stop blokced"), /^! There is no event "blokced": did you mean blocked\?/);
    assert.match(await told(client, ":stop mailbox"), /did you mean mailboxFull or mailboxEmpty/);
    assert.match(await told(client, ":stop nothing at all"), /^! There is no event "nothing at all"\. ":stop" lists/);
    assert.match(await told(client, ":stop contextswitch"), /^! That is set already, as number \d+\./);
  });

  it("are at changes of data, each write or read of it", async () => {
    const client = await begun();
    assert.match(await told(client, ":watch count if new == 3"), /^\d+ {2}changes of count if new == 3$/);
    assert.match(await told(client, ":watch read kind"), /reads of kind/);
    assert.match(await told(client, ":watch box.count if new == 2"), /changes of box.count/);
    const stops = await stopsOf(client);
    assert.ok(
      stops.some((text) => text.includes("p writes count: 2 → 3")),
      stops.join("\n"),
    );
    assert.ok(stops.every((text) => !text.includes("count: 3 → 4")));
  });

  it("are at routines and built-ins", async () => {
    const client = await begun();
    await told(client, ":break refill if k == 3");
    await told(client, ":break receive if sum > 2");
    const stops = await stopsOf(client);
    assert.equal(stops.filter((text) => text.includes("enters refill")).length, 1);
    assert.ok(stops.filter((text) => text.includes("calls receive")).length >= 1);
    assert.match(
      await told(client, ":break refil"),
      /^! There is no program, function or built-in "refil": did you mean "refill"\?/,
    );
  });

  it("are refused with what is wrong, and then nothing is set", async () => {
    const client = await begun();
    for (const [command, error] of [
      [":stop send if word ==", /a value is expected/],
      [":stop send if wrod == 1", /"wrod" is not a field of "send"/],
      [":stop send if kind == Kind.pang", /"Kind" has no member "pang"/],
      [":stop send if", /A condition follows "if"/],
      [":stop send if pid() == 1", /cannot be called here/],
      [":watch nobody", /"nobody" is not a name here/],
      [":watch", /Say what to watch/],
      [":watch count if old > nobody", /"nobody" is not a name here/],
      [":break refill if nobody == 1", /"nobody" is not a name here/],
      [":break", /Say at which program/],
      [":clear", /Say which/],
      [":clear 99", /"99" is no number of what was asked for here/],
    ] as const)
      assert.match(await told(client, command), error, command);
    assert.equal(await told(client, ":stops"), "1  Deadlock  · of the editor");
    assert.match(await told(client, ":clear 1"), /^! Number 1 is of your editor: take it away there/);
    assert.deepEqual(await stopsOf(client), []);
  });

  it("are listed with those of the editor, and cleared by number", async () => {
    const client = await begun();
    await client.request("setBreakpoints", {
      source: { path: "a.turno" },
      breakpoints: [{ line: 7, condition: "i == 2", hitCondition: "9" }],
    });
    const [stop, watch, enter] = [
      number(await told(client, ":stop blocked")),
      number(await told(client, ":watch count")),
      number(await told(client, ":break refill")),
    ];
    assert.equal(
      await told(client, ":stops"),
      [
        "1  Deadlock  · of the editor",
        "2  line 7 if i == 2 hits 9  · of the editor",
        `${stop}  Blocked`,
        `${watch}  changes of count`,
        `${enter}  routine refill`,
      ].join("\n"),
    );
    assert.equal(
      await told(client, `:clear ${watch} ${stop}`),
      `cleared:\n${stop}  Blocked\n${watch}  changes of count`,
    );
    const stops = await stopsOf(client);
    assert.ok(stops.length === 4 && stops.every((text) => text.includes("enters refill")), stops.join("\n"));
    assert.equal(await told(client, ":clear all"), `cleared:\n${enter}  routine refill`);
    assert.equal(await told(client, ":clear all"), "nothing was asked for here");
  });

  it("stay when the client sends its lists, over a restart, and on the way back", async () => {
    const client = await begun();
    for (const command of [":stop send if word == 2", ":watch count if new == 4", ":break refill if k == 1"])
      await told(client, command);
    const before = await told(client, ":stops");
    await client.request("setExceptionBreakpoints", { filters: [] });
    await client.request("setFunctionBreakpoints", { breakpoints: [] });
    await client.request("setDataBreakpoints", { breakpoints: [] });
    await client.request("setInstructionBreakpoints", { breakpoints: [] });
    await client.request("turno/setEvents", { events: [] });
    assert.equal(await told(client, ":stops"), before.replace("1  Deadlock  · of the editor\n", ""));
    const forward = await stopsOf(client);
    assert.equal(forward.length, 3, forward.join("\n"));
    const back: string[] = [];
    for (let k = 0; k < 3; k++) {
      await client.request("reverseContinue", { threadId: 1 });
      back.unshift(client.stopped.text.replace("Reverse: ", ""));
    }
    assert.deepEqual(back, forward);
    await client.request("restart", {});
    assert.equal(await told(client, ":stops"), before.replace("1  Deadlock  · of the editor\n", ""));
    assert.deepEqual(await stopsOf(client), forward);
    assert.deepEqual(protocolProblems(client), []);
  });

  it("look for races once a race is asked for", async () => {
    const client = new Client({
      "a.turno": "machine { cpus: 2 }\nshared n = 0\nprogram p() { n = n + 1 }\nprocess a = p()\nprocess b = p()\n",
    });
    await client.begin("a.turno");
    await told(client, ":stop data race if variable == n");
    const stops = await stopsOf(client);
    assert.ok(stops.length > 0 && stops.every((text) => text.includes("nothing orders them")), stops.join("\n"));
  });

  it("complete: events, fields after if, routines, numbers", async () => {
    const client = await begun();
    const offered = async (text: string): Promise<string[]> => {
      const body = await client.request("completions", { text, column: text.length + 1 });
      return (body as { targets: { label: string }[] }).targets.map(({ label }) => label);
    };
    assert.deepEqual(await offered(":stop mailboxF"), ["mailboxFull"]);
    assert.ok((await offered(":stop send if wo")).includes("words"));
    assert.ok((await offered(":stop send if Ki")).includes("Kind"));
    assert.ok(!(await offered(":stop send if r")).includes("r0"), "registers mean nothing there");
    assert.deepEqual(await offered(":stop send if word == Kind.po"), ["pong"]);
    assert.deepEqual(await offered(":break refill if k"), ["k", "kind"].concat("Kind"));
    assert.deepEqual(await offered(":watch count if ol"), ["old"]);
    assert.ok((await offered(":watch cou")).includes("count"));
    assert.deepEqual(await offered(":break ref"), ["refill"]);
    const set = number(await told(client, ":break refill"));
    assert.deepEqual(await offered(":clear "), ["all", String(set)]);
  });

  it("are not for a run without debugging", async () => {
    const client = new Client({ "a.turno": "program p() { loop { } }\nprocess a = p()\n" });
    await client.request("initialize", {});
    await client.request("launch", { program: "a.turno", noDebug: true });
    assert.match(await told(client, ":stop blocked"), /runs without debugging/);
  });
});
