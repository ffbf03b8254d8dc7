/** The framing of the protocol, and the adapter over a pair of streams. */
import { strict as assert } from "node:assert";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import type { DebugProtocol } from "@vscode/debugprotocol";
import fc from "fast-check";
import { serveClient, type Service } from "../../src/cli/dapCommand.ts";
import { frame, MessageReader } from "../../src/cli/framing.ts";
import { Client } from "./client.ts";

const SAMPLE = "samples/hello.turno";

describe("framing", () => {
  it("puts messages together however they were cut", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.array(fc.nat(40)), (values, cuts) => {
        const messages = values.map((value) => ({ value }));
        const bytes = Buffer.concat(messages.map(frame));
        const reader = new MessageReader();
        const taken: unknown[] = [];
        let from = 0;
        for (const cut of cuts) {
          taken.push(...reader.take(bytes.subarray(from, from + cut)));
          from = Math.min(bytes.length, from + cut);
        }
        taken.push(...reader.take(bytes.subarray(from)));
        assert.deepEqual(taken, JSON.parse(JSON.stringify(messages)));
        assert.equal(reader.problem, undefined);
      }),
    );
  });

  const WRONG: readonly (readonly [name: string, text: string, problem: RegExp | undefined])[] = [
    ["no length", "Content-Type: x\r\n\r\n{}", /no length in the header "Content-Type: x"/],
    ["a negative length", "Content-Length: -5\r\n\r\n", /no length/],
    ["an enormous length", "Content-Length: 99999999999\r\n\r\n", /no length/],
    ["a header without an end", "x".repeat(5000), /a header without an end/],
    ["more headers than one", "X: y\r\ncontent-length: 2\r\nZ: w\r\n\r\n{}", undefined],
  ];
  for (const [name, text, problem] of WRONG) {
    it(`knows ${name}`, () => {
      const reader = new MessageReader();
      const messages = reader.take(Buffer.from(text));
      if (problem !== undefined) assert.match(reader.problem ?? "", problem);
      else assert.deepEqual([reader.problem, messages], [undefined, [{}]]);
    });
  }

  it("gives a body that is no JSON as its text", () => {
    assert.deepEqual(new MessageReader().take(Buffer.from("Content-Length: 4\r\n\r\nnope")), ["nope"]);
  });
});

describe("serving a client", () => {
  interface Served {
    readonly client: Client;
    readonly input: PassThrough;
    readonly over: Promise<void>;
    readonly complaints: string[];
  }

  function serve(service: Service = {}): Served {
    const input = new PassThrough();
    const output = new PassThrough();
    const complaints: string[] = [];
    const over = serveClient(input, output, (text) => complaints.push(text), service);
    return { client: new Client(output, input), input, over, complaints };
  }

  it("debugs a program to its end, and ends with disconnect", async () => {
    const { client, over } = serve();
    assert.match(await client.runToEnd(SAMPLE), /hello 1 at tick 12\n[\s\S]*Every process has ended/);
    assert.ok((await client.ask("disconnect")).success);
    await over;
  });

  const NAMES: readonly (readonly [what: string, name: string])[] = [
    ["a path from the folder it was started in", SAMPLE],
    ["a whole path", path.resolve(SAMPLE)],
    ["a URI", pathToFileURL(SAMPLE).href],
  ];
  for (const [what, program] of NAMES) {
    it(`stops at a breakpoint of a scenario that is named by ${what}`, async () => {
      const { client, input } = serve();
      await client.ask("initialize");
      await client.ask("launch", { program, stopOnEntry: false });
      const set = await client.ask("setBreakpoints", {
        source: { path: path.resolve(SAMPLE) },
        breakpoints: [{ line: 11 }],
      });
      const { breakpoints } = (set as DebugProtocol.SetBreakpointsResponse).body;
      assert.deepEqual([breakpoints[0]?.verified, breakpoints[0]?.line], [true, 11]);
      const stopped = client.event("stopped");
      await client.ask("configurationDone");
      const { threadId } = ((await stopped) as DebugProtocol.StoppedEvent).body;
      const stack = (await client.ask("stackTrace", { threadId })) as DebugProtocol.StackTraceResponse;
      const { source, line } = stack.body.stackFrames[0]!;
      assert.deepEqual([source?.path, line], [path.resolve(SAMPLE), 11]);
      input.end();
    });
  }

  it("says once why a file cannot be read, and where it was looked for", async () => {
    const { client, input } = serve();
    await client.ask("initialize");
    const none = await client.ask("launch", { program: "none.turno" });
    assert.equal(none.message, `none.turno cannot be read: there is no such file (${path.resolve("none.turno")})`);
    const record = path.resolve("none.json");
    const wrong = await client.ask("launch", { program: SAMPLE, replay: record });
    assert.equal(wrong.message, `${record} cannot be read: there is no such file`);
    input.end();
  });

  it("answers everything that came before the end, in order", async () => {
    const { client, input, over } = serve();
    const answers = Promise.all([
      client.ask("initialize"),
      client.ask("bogus"),
      client.ask("launch", { program: "none.turno" }),
    ]);
    input.end();
    const [first, second, third] = await answers;
    await over;
    assert.deepEqual([first.success, second.success, third.success], [true, false, false]);
    assert.match(third.message ?? "", /none\.turno cannot be read: there is no such file/);
    const order = client.received.filter((message) => message.type === "response").map((message) => message.seq);
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
  });

  it("refuses a message that is no object, and goes on", async () => {
    const { client, input } = serve();
    const refusal = client.next((message) => message.type === "response");
    input.write("Content-Length: 4\r\n\r\nnope");
    assert.equal(((await refusal) as { success?: boolean }).success, false);
    assert.ok((await client.ask("initialize")).success);
    input.end();
  });

  it("pauses a program that would run for ever", async () => {
    const { client, input, over } = serve();
    await client.ask("initialize");
    const initialized = client.event("initialized");
    await client.ask("launch", { program: "test/cli/fixtures/endless.turno", stopOnEntry: false });
    await initialized;
    await client.ask("configurationDone");
    const stopped = client.stop();
    assert.ok((await client.ask("pause", { threadId: 1 })).success);
    assert.equal(await stopped, "pause");
    input.end();
    await over;
  });

  it("gives up on what is not the protocol", async () => {
    const { input, over, complaints } = serve();
    input.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await over;
    assert.match(complaints.join(""), /not of the Debug Adapter Protocol/);
  });

  it("answers nothing to a web page that posts a request of the protocol", async () => {
    const { client, input, over, complaints } = serve();
    const body = JSON.stringify({ seq: 1, type: "request", command: "initialize" });
    input.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    await over;
    assert.deepEqual(client.received, []);
    assert.match(complaints.join(""), /no header: "POST \/ HTTP\/1\.1"/);
  });

  it("knows a web page at its first words, before its first line has ended", async () => {
    const { input, over } = serve();
    input.write("OPTIONS /");
    await over;
  });

  it("gives up a client that says nothing, and one that stops within a message", async () => {
    for (const words of ["", "Content-Le", "Content-Length: 40\r\n\r\n{"]) {
      const { input, over, complaints } = serve({ patience: 1 });
      input.write(words);
      await over;
      assert.deepEqual(complaints, ["turno: a client said nothing, and was given up\n"]);
    }
  });

  it("is patient between messages", async () => {
    const { client, input, over, complaints } = serve({ patience: 2_000_000_000 });
    assert.ok((await client.ask("initialize")).success);
    input.end();
    await over;
    assert.deepEqual(complaints, []);
  });

  it("imports nothing from outside the folder that it is confined to", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "turno-"));
    try {
      const program = path.join(folder, "a.turno");
      writeFileSync(program, `import ${JSON.stringify(path.resolve(SAMPLE))}`);
      const { client, input } = serve({ root: realpathSync(folder) });
      await client.ask("initialize");
      const refused = await client.ask("launch", { program });
      assert.match(refused.message ?? "", /It is outside the folder/);
      input.end();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  /** The last change of what never changed is looked for all the way back: over this run, that takes many turns of the host. */
  it("gives up long work for a client that has gone", async () => {
    const { client, input, over } = serve();
    await client.ask("initialize");
    const initialized = client.event("initialized");
    await client.ask("launch", { program: "test/cli/fixtures/endless.turno", stopOnEntry: true });
    await initialized;
    const entry = client.stop();
    await client.ask("configurationDone");
    await entry;
    const there = client.stop();
    await client.ask("turno/goToTick", { tick: 3_000_000 });
    await there;
    const { frames } = {
      frames: (await client.ask("stackTrace", { threadId: 1 })) as DebugProtocol.StackTraceResponse,
    };
    const frameId = frames.body.stackFrames[0]!.id;
    const answer = client.ask("turno/lastChange", { name: "a.priority", frameId });
    input.end();
    assert.match((await answer).message ?? "", /given up|cancelled/);
    await over;
  });
});
