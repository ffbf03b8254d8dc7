/**
 * `turno dap`: the debug adapter for any client of the protocol, over the standard streams or a TCP port.
 *
 * Keeps true: messages are handled one after another; the machine runs in short pieces between them, so that `pause` and
 * breakpoints come through; a client that goes away ends its session, and with a port the next may come.
 * Follows: the Debug Adapter Protocol specification, "Base protocol".
 */
import { createServer, type Socket } from "node:net";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { createAdapter } from "../dap/adapter.ts";
import type { LoadingPorts } from "../dap/loading.ts";
import { pathOfUri } from "../dap/paths.ts";
import { loadProgram, type LoadResult } from "../debugger/load.ts";
import type { Console } from "./console.ts";
import { EXIT, UsageError, type ExitCode } from "./exitCodes.ts";
import { frame, MessageReader } from "./framing.ts";
import { MOST_RECORD_BYTES } from "./recordFile.ts";
import { Silence } from "./silence.ts";
import { importReader, readSource, readText, rootFolder, UnreadableError, uriOf, type RootFlag } from "./sourceFile.ts";

export interface DapFlags extends RootFlag {
  /** The port to listen at, 0: any free one; without it the standard streams are used. */
  readonly port?: number;
}

type Complain = (text: string) => void;

/** How a client is served. */
export interface Service {
  /** The real path of the folder outside which nothing is imported. */
  readonly root?: string;
  /**
   * Milliseconds for a first message, and for each message from its first byte to its last: then a client that says nothing is
   * given up, because another one may wait. Between messages it may be silent as long as it likes.
   */
  readonly patience?: number;
}

/** Of a client at the port. */
const PATIENCE_MS = 20_000;

/** Work of one piece: some milliseconds. */
const CHUNK = 100_000;

/** The file that a client names: clients say paths, also from the folder that they start the adapter in, and some say URIs. */
function fileNamed(name: string): string {
  return path.resolve(pathOfUri(name) ?? name);
}

/**
 * Reads what a client names. Of a file that cannot be read it says why, and where it was looked for when that was not said: the
 * adapter names it, as the client did.
 */
function readingNamed<T>(name: string, read: (file: string) => T): Promise<T> {
  const file = fileNamed(name);
  return new Promise((resolve, reject) => {
    try {
      resolve(read(file));
    } catch (error) {
      const where = pathOfUri(name) === undefined && !path.isAbsolute(name) ? ` (${file})` : "";
      reject(error instanceof UnreadableError ? new Error(error.reason + where) : (error as Error));
    }
  });
}

/** How the adapter reads what a launch names. Sources bear whole paths: with those clients set breakpoints, whatever they said. */
function filesWithin(root: string | undefined): LoadingPorts {
  return {
    load: (program) =>
      readingNamed(program, (file): LoadResult => loadProgram(uriOf(file), readSource(file), importReader(root))),
    readText: (name) => readingNamed(name, (file) => readText(file, MOST_RECORD_BYTES)),
  };
}

/**
 * Serves one client, until it has gone or the session has ended; resolves then.
 * @throws whatever breaks in the adapter: a bug
 */
export function serveClient(
  input: Readable,
  output: Writable,
  complain: Complain,
  service: Service = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const reader = new MessageReader();
    let isOver = false;
    let isScheduled = false;
    let inTurn = Promise.resolve();
    const end = (): void => {
      isOver = true;
      silence.end();
      input.destroy();
      resolve();
    };
    const giveUp = (why: string): void => {
      complain(`turno: ${why}\n`);
      end();
    };
    const silence = new Silence(service.patience, () => giveUp("a client said nothing, and was given up"));
    // What was sent goes out first; what had come is answered before.
    const endAfterAnswers = (): void => {
      adapter.abandon();
      void inTurn.then(() => output.write("", end));
    };
    const fail = (error: unknown): void => {
      reject(error instanceof Error ? error : new Error(String(error)));
      end();
    };
    const adapter = createAdapter({
      ...filesWithin(service.root),
      send(message) {
        if (isOver) return;
        output.write(frame(message));
        if (isDisconnected(message)) output.write("", end);
      },
      wake: schedule,
      rest: () => new Promise((resolve) => void setImmediate(resolve)),
      now: () => performance.now(),
    });
    function runChunk(): void {
      isScheduled = false;
      try {
        if (!isOver && adapter.runChunk(CHUNK)) schedule();
      } catch (error) {
        fail(error);
      }
    }
    function schedule(): void {
      if (isScheduled || isOver) return;
      isScheduled = true;
      setImmediate(runChunk);
    }
    input.on("data", (bytes: Buffer) => {
      const messages = reader.take(bytes);
      for (const message of messages) if (!isOver) inTurn = adapter.handle(message).catch(fail);
      if (messages.length > 0) silence.end();
      if (reader.isWithinMessage && !isOver) silence.begin();
      if (reader.problem !== undefined) giveUp(`what came is not of the Debug Adapter Protocol: ${reader.problem}`);
    });
    input.on("end", endAfterAnswers);
    input.on("close", endAfterAnswers);
    input.on("error", end);
    output.on("error", end);
    // A client that waited for its turn was paused, and may have gone meanwhile.
    silence.begin();
    if (input.destroyed) end();
    else input.resume();
  });
}

/** The answer to the request that ends a session. */
function isDisconnected(message: DebugProtocol.ProtocolMessage): boolean {
  return message.type === "response" && (message as DebugProtocol.Response).command === "disconnect";
}

async function servePort(console: Console, port: number, service: Service): Promise<ExitCode> {
  const complain = (text: string): void => {
    console.err.write(text);
    void console.err.drain();
  };
  const sockets = new Set<Socket>();
  // Paused until its turn; one that has said all that it wants is still answered.
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  let serving = Promise.resolve();
  const stop = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  const serve = (socket: Socket): void => {
    socket.setNoDelay(true);
    sockets.add(socket.once("close", () => sockets.delete(socket)));
    // One that fails while it waits has gone, and is noticed when its turn comes.
    socket.on("error", () => socket.destroy());
    // The next client waits for the one before.
    serving = serving.then(() => serveClient(socket, socket, complain, service));
    serving.catch(stop);
  };
  server.on("connection", serve);
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
  process.once("SIGINT", stop).once("SIGTERM", stop);
  await new Promise<void>((resolve) => server.once("close", resolve));
  await serving;
  return EXIT.fine;
}

/** Serves the protocol. */
export async function serveDap(console: Console, { port, root: confinedTo }: DapFlags): Promise<ExitCode> {
  const service = confinedTo === undefined ? {} : { root: rootFolder(confinedTo) };
  if (port !== undefined) return servePort(console, port, { ...service, patience: PATIENCE_MS });
  await serveClient(process.stdin, process.stdout, (text) => console.err.write(text), service);
  return EXIT.fine;
}
