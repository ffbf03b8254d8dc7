/** A small client of the Debug Adapter Protocol over two streams: asks, and waits for answers and events. */
import { strict as assert } from "node:assert";
import type { Readable, Writable } from "node:stream";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { frame, MessageReader } from "../../src/cli/framing.ts";

type Message = DebugProtocol.Response | DebugProtocol.Event;

export class Client {
  readonly received: Message[] = [];
  private seq = 1;
  private readonly reader = new MessageReader();
  private wanted: { readonly is: (message: Message) => boolean; readonly take: (message: Message) => void }[] = [];
  private readonly output: Writable;

  constructor(input: Readable, output: Writable) {
    this.output = output;
    input.on("data", (bytes: Buffer) => {
      for (const message of this.reader.take(bytes) as Message[]) {
        this.received.push(message);
        const ready = this.wanted.filter(({ is }) => is(message));
        this.wanted = this.wanted.filter((each) => !ready.includes(each));
        for (const { take } of ready) take(message);
      }
    });
  }

  /** The next message that is so. */
  next(is: (message: Message) => boolean): Promise<Message> {
    return new Promise((take) => this.wanted.push({ is, take }));
  }

  event(name: string): Promise<DebugProtocol.Event> {
    return this.next(
      (message) => message.type === "event" && (message as DebugProtocol.Event).event === name,
    ) as Promise<DebugProtocol.Event>;
  }

  /** The reason of the next stop. */
  async stop(): Promise<string> {
    return ((await this.event("stopped")) as DebugProtocol.StoppedEvent).body.reason;
  }

  /** Sends a request, and gives its answer. */
  ask(command: string, args: object = {}): Promise<DebugProtocol.Response> {
    const seq = this.seq++;
    const answer = this.next(
      (message) => message.type === "response" && (message as DebugProtocol.Response).request_seq === seq,
    );
    this.output.write(frame({ seq, type: "request", command, arguments: args }));
    return answer as Promise<DebugProtocol.Response>;
  }

  /** Launches a program, stops at its entry, and goes on to its end. */
  async runToEnd(program: string): Promise<string> {
    assert.ok((await this.ask("initialize", { adapterID: "turno" })).success);
    const initialized = this.event("initialized");
    assert.ok((await this.ask("launch", { program, stopOnEntry: true })).success);
    await initialized;
    const entry = this.stop();
    await this.ask("configurationDone");
    assert.equal(await entry, "entry");
    const finished = this.stop();
    await this.ask("continue", { threadId: 1 });
    await finished;
    const texts = this.received.filter(
      (message) => message.type === "event" && (message as DebugProtocol.Event).event === "output",
    );
    return texts.map((message) => (message as DebugProtocol.OutputEvent).body.output).join("");
  }
}
