/**
 * The framing of the Debug Adapter Protocol: `Content-Length: n`, an empty line, n bytes of JSON.
 *
 * Keeps true: messages come out in order however the bytes were cut; what is no message stops the reader with words, since
 * nothing after it can be told apart: a request of HTTP, as a web page could send it, at its first line. A body that is no JSON
 * comes out as its text: the adapter answers it.
 * Follows: the Debug Adapter Protocol specification, "Base protocol".
 */

const HEADER_END = "\r\n\r\n";
/** Longer ones are no header, and no message of this protocol. */
const MOST_HEADER = 4096;
const MOST_BODY = 64 << 20;

/** The beginning of a line of a header, as far as it has come: a name without blanks. */
const FIELD = /^[\w-]*(?::.*)?$/;

/** A message with its header. */
export function frame(message: object): Buffer {
  const body = Buffer.from(JSON.stringify(message), "utf8");
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}${HEADER_END}`, "ascii"), body]);
}

/** Puts messages together from bytes. */
export class MessageReader {
  /** Why nothing more can be read. */
  problem: string | undefined;
  private pieces: Buffer[] = [];
  private size = 0;
  private bodyLength = -1;

  /** Whether a message has begun and not ended. */
  get isWithinMessage(): boolean {
    return this.size > 0 || this.bodyLength >= 0;
  }

  /** Takes bytes, and gives the messages that they complete. */
  take(bytes: Buffer): unknown[] {
    this.pieces.push(bytes);
    this.size += bytes.length;
    const messages: unknown[] = [];
    while (this.problem === undefined && (this.bodyLength >= 0 || this.takeHeader())) {
      if (this.size < this.bodyLength) break;
      const all = this.join();
      messages.push(parseBody(all.toString("utf8", 0, this.bodyLength)));
      this.keep(all.subarray(this.bodyLength));
      this.bodyLength = -1;
    }
    return messages;
  }

  private join(): Buffer {
    const [only] = this.pieces;
    const all = only !== undefined && this.pieces.length === 1 ? only : Buffer.concat(this.pieces);
    this.pieces = [all];
    return all;
  }

  private keep(rest: Buffer): void {
    this.pieces = [rest];
    this.size = rest.length;
  }

  private takeHeader(): boolean {
    if (this.size === 0) return false;
    const all = this.join();
    const end = all.indexOf(HEADER_END);
    const lines = all.toString("latin1", 0, end < 0 ? Math.min(this.size, MOST_HEADER) : end).split("\r\n");
    const wrong = lines.find((line) => !FIELD.test(line.replace(/\r$/, "")));
    if (wrong !== undefined) {
      this.problem = `no header: ${JSON.stringify(wrong.slice(0, 80))}`;
      return false;
    }
    if (end < 0) {
      if (this.size > MOST_HEADER) this.problem = "a header without an end";
      return false;
    }
    const header = all.toString("latin1", 0, end);
    const length = Number(/^content-length: *(\d+) *$/im.exec(header)?.[1] ?? NaN);
    if (!(length <= MOST_BODY)) {
      this.problem = `no length in the header ${JSON.stringify(header.slice(0, 80))}`;
      return false;
    }
    this.bodyLength = length;
    this.keep(all.subarray(end + HEADER_END.length));
    return true;
  }
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
