/**
 * Where the command writes: two streams of text, buffered, with colours where a person looks.
 *
 * Keeps true: what was written is written whole before the process ends; a reader who goes away (EPIPE) ends the process
 * quietly, and any other failure to write with a line; a slow reader holds up the run, not memory.
 */
import { once } from "node:events";
import { writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";

import { EXIT } from "./exitCodes.ts";
import { reasonOf } from "./sourceFile.ts";

/** A stream of text. */
export interface Sink {
  write(text: string): void;
  /** Resolves when what was written so far is on its way, and the reader keeps up. */
  drain(): Promise<void>;
  readonly isTerminal: boolean;
  /** Characters of a line. */
  readonly columns: number;
}

/** What a command may write to. */
export interface Console {
  readonly out: Sink;
  readonly err: Sink;
  /** Hears of the first interruption (Ctrl+C) from now on; the second one ends the process. */
  readonly interruption?: () => AbortSignal;
}

const BUFFER_CHARS = 65_536;
const DEFAULT_COLUMNS = 100;

/** A sink over a stream of the process. */
export function streamSink(stream: NodeJS.WriteStream): Sink {
  let parts: string[] = [];
  let chars = 0;
  const flush = (): void => {
    if (chars === 0) return;
    stream.write(parts.join(""));
    parts = [];
    chars = 0;
  };
  return {
    write(text) {
      parts.push(text);
      chars += text.length;
      if (chars >= BUFFER_CHARS) flush();
    },
    async drain() {
      flush();
      if (stream.writableNeedDrain) await once(stream, "drain");
      // Lets the loop turn once, or the reader's going away would not be heard of.
      else await setImmediate();
    },
    isTerminal: stream.isTTY,
    columns: stream.isTTY ? stream.columns : DEFAULT_COLUMNS,
  };
}

/** Writes a last line at once, where that is possible. */
function complain(line: string): void {
  try {
    writeSync(process.stderr.fd, line);
  } catch {
    // The exit code says it.
  }
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  return controller.signal;
}

/** The process's own streams. */
export function processConsole(): Console {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit();
      // Nothing more can be said of it on a stream that is broken itself.
      if (stream === process.stdout) complain(`turno: the output cannot be written: ${reasonOf(error)}\n`);
      process.exit(EXIT.usage);
    });
  }
  return { out: streamSink(process.stdout), err: streamSink(process.stderr), interruption };
}

/** Codes of ECMA-48, "select graphic rendition". */
const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Style = keyof typeof STYLES;

/** Colours a text, if the sink is a terminal and nobody asked for none (NO_COLOR, see no-color.org). */
export function paint(sink: Sink, style: Style, text: string): string {
  if (!sink.isTerminal || (process.env["NO_COLOR"] ?? "") !== "") return text;
  return `\u001b[${STYLES[style]}m${text}\u001b[0m`;
}
