/**
 * `turno dap`: the debug adapter for any client of the protocol, over the standard streams or a TCP port.
 *
 * Keeps true: messages are handled one after another; the machine runs in short pieces between them, so that `pause` and
 * breakpoints come through; a client that goes away ends its session, and with a port the next may come.
 * Follows: the Debug Adapter Protocol specification, "Base protocol".
 */
import { createServer, type Server, type Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { createAdapter } from "../dap/adapter.ts";
import { loadProgram, type LoadResult } from "../debugger/load.ts";
import type { Console } from "./console.ts";
import { EXIT, UsageError, type ExitCode } from "./exitCodes.ts";
import { frame, MessageReader } from "./framing.ts";
import { readImport, readSource, uriOf } from "./sourceFile.ts";

/** Work of one piece: some milliseconds. */
const CHUNK = 100_000;

function load(program: string): Promise<LoadResult> {
  return new Promise((resolve) => {
    resolve(loadProgram(uriOf(program), readSource(program), readImport));
  });
}

/** Serves one client, until it has gone or the session has ended; resolves then. */
export function serveClient(input: Readable, output: Writable, complain: (text: string) => void): Promise<void> {
  return new Promise((resolve) => {
    const reader = new MessageReader();
    let isOver = false;
    let isScheduled = false;
    let inTurn = Promise.resolve();
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      input.destroy();
      resolve();
    };
    const adapter = createAdapter({
      load,
      send(message) {
        if (isOver) return;
        output.write(frame(message));
        if (isDisconnected(message)) output.write("", end);
      },
      wake: schedule,
    });
    function schedule(): void {
      if (isScheduled || isOver) return;
      isScheduled = true;
      setImmediate(() => {
        isScheduled = false;
        if (!isOver && adapter.runChunk(CHUNK)) schedule();
      });
    }
    input.on("data", (bytes: Buffer) => {
      for (const message of reader.take(bytes))
        inTurn = inTurn.then(() => (isOver ? undefined : adapter.handle(message)));
      if (reader.problem === undefined) return;
      complain(`turno: what came is not of the Debug Adapter Protocol: ${reader.problem}\n`);
      end();
    });
    // Everything that came before the end is still answered.
    input.on("end", () => void inTurn.then(end));
    input.on("error", end);
    input.on("close", end);
    output.on("error", end);
  });
}

/** The answer to the request that ends a session. */
function isDisconnected(message: DebugProtocol.ProtocolMessage): boolean {
  return message.type === "response" && (message as DebugProtocol.Response).command === "disconnect";
}

async function servePort(console: Console, port: number): Promise<ExitCode> {
  const complain = (text: string): void => {
    console.err.write(text);
    void console.err.drain();
  };
  let serving = Promise.resolve();
  const serve = (socket: Socket): void => {
    socket.setNoDelay(true);
    socket.pause();
    // The next client waits for the one before.
    serving = serving.then(async () => {
      await serveClient(socket, socket, complain);
      socket.end();
    });
  };
  const server: Server = createServer({ pauseOnConnect: true }, serve);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new UsageError(
          `cannot listen at port ${port}: ${error.code === "EADDRINUSE" ? "it is in use" : error.message}`,
        ),
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  complain(
    `turno: waiting for debuggers at 127.0.0.1:${typeof address === "object" ? (address?.port ?? port) : port}\n`,
  );
  const stop = (): void => void server.close();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  await new Promise<void>((resolve) => server.once("close", resolve));
  return EXIT.fine;
}

/** Serves the protocol. */
export async function serveDap(console: Console, port: number | undefined): Promise<ExitCode> {
  if (port !== undefined) return servePort(console, port);
  await serveClient(process.stdin, process.stdout, (text) => console.err.write(text));
  return EXIT.fine;
}
