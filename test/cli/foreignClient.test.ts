/** The adapter with a client that is not ours: the one that others test their adapters with, over a TCP port. */
import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { DebugClient } from "@vscode/debugadapter-testsupport";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { serveClient } from "../../src/cli/dapCommand.ts";

const TEXT = `shared total = 0
program add(times) {
  for i = 1 .. times {
    total += i
    check(total)
  }
  print("added", total)
}
function check(n) {
  assert n >= 0
}
process a = add(3)
process b = add(2)
`;

describe("a client that is not ours", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "turno-"));
  const program = path.join(folder, "adders.turno");
  const served: Promise<void>[] = [];
  const complaints: string[] = [];
  let server: Server;
  let client: DebugClient;

  before(async () => {
    writeFileSync(program, TEXT);
    server = createServer({ allowHalfOpen: true }, (socket) => {
      served.push(serveClient(socket, socket, (text) => void complaints.push(text)));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  after(async () => {
    server.close();
    await Promise.all(served);
    rmSync(folder, { recursive: true });
    assert.deepEqual(complaints, []);
  });

  beforeEach(async () => {
    client = new DebugClient("node", "", "turno");
    await client.start((server.address() as AddressInfo).port);
  });

  afterEach(() => client.stop());

  /** Launches, with what is to be set before the run begins, and waits for the first stop. */
  async function launched(
    stopOnEntry: boolean,
    prepare: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<DebugProtocol.StoppedEvent> {
    const stopped = client.waitForEvent("stopped") as Promise<DebugProtocol.StoppedEvent>;
    await Promise.all([
      client
        .waitForEvent("initialized")
        .then(prepare)
        .then(() => client.configurationDoneRequest()),
      client.launch({ program, stopOnEntry }),
    ]);
    return stopped;
  }

  async function stopAfter(request: Promise<unknown>): Promise<{ reason: string; line: number; text: string }> {
    const [event] = await Promise.all([client.waitForEvent("stopped") as Promise<DebugProtocol.StoppedEvent>, request]);
    const { reason, text = "", threadId = 0 } = event.body;
    const { body } = await client.stackTraceRequest({ threadId, levels: 1 });
    return { reason, text, line: body.stackFrames[0]!.line };
  }

  it("stops at the entry, and at a breakpoint of a line", async () => {
    const { body } = await launched(true, () =>
      client.setBreakpointsRequest({ source: { path: program }, breakpoints: [{ line: 7 }] }),
    );
    assert.equal(body.reason, "entry");
    const { reason, line } = await stopAfter(client.continueRequest({ threadId: 1 }));
    assert.deepEqual([reason, line], ["breakpoint", 7]);
  });

  it("finds the way of its own to a breakpoint", async () => {
    const launch: DebugProtocol.LaunchRequestArguments & { program: string; stopOnEntry: boolean } = {
      program,
      stopOnEntry: false,
    };
    await client.hitBreakpoint(launch, { path: program, line: 10 });
  });

  it("steps in, out, over and back, and goes back to breakpoints", async () => {
    await launched(true);
    const thread = { threadId: 1 };
    const lines: number[] = [];
    for (const step of [
      () => client.nextRequest(thread),
      () => client.nextRequest(thread),
      () => client.stepInRequest(thread),
      () => client.stepOutRequest(thread),
      () => client.stepBackRequest(thread),
    ])
      lines.push((await stopAfter(step())).line);
    // A step back undoes the step before it: out of the routine and into it again.
    assert.deepEqual(lines, [4, 5, 10, 3, 10]);
    const back = await stopAfter(client.reverseContinueRequest(thread));
    assert.match(back.text, /^Reverse: the beginning/);
  });

  it("looks at scopes, variables and expressions, and changes a variable", async () => {
    await launched(true);
    await stopAfter(client.nextRequest({ threadId: 1 }));
    const { body: stack } = await client.stackTraceRequest({ threadId: 1 });
    const frameId = stack.stackFrames[0]!.id;
    const { body: found } = await client.scopesRequest({ frameId });
    const shared = found.scopes.find(({ name }) => name.startsWith("Shared"))!;
    await client.setVariableRequest({ variablesReference: shared.variablesReference, name: "total", value: "40 + 2" });
    const { body: value } = await client.evaluateRequest({ expression: "total", frameId, context: "watch" });
    assert.equal(value.result, "42");
  });

  it("hears what is printed, and of the end", async () => {
    const ended = client.waitForEvent("terminated");
    const printed = client.assertOutput("stdout", "added 6\n");
    await launched(true);
    await stopAfter(client.continueRequest({ threadId: 1 }));
    await printed;
    await client.continueRequest({ threadId: 1 });
    await ended;
  });

  it("is told what is wrong with a request in words", async () => {
    await launched(true);
    await assert.rejects(() => Promise.resolve(client.nextRequest({ threadId: 99 })), /There is no thread 99/);
    await assert.rejects(() => Promise.resolve(client.customRequest("nonsense")), /nonsense/);
  });
});
