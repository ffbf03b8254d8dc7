/**
 * A client that shows a source as it has been edited since the run began, and an adapter that knows the source as it was: lines on
 * the wire are those that the client shows, inside they are those of the run.
 *
 * Keeps true: a source that was not edited passes untouched; a breakpoint on a line that the run does not know is answered as
 * not verified, in its place; each other line stands where its statement stands now.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";

/** Where lines stand, by the client's name of their source. */
export interface SourceLines {
  /** Whether any source was edited. */
  readonly hasEdits: boolean;
  isEdited(source: string): boolean;
  /** Where a line of the run stands now. */
  toNew(source: string, line: number): number;
  /** The line of the run that stands here now, or nothing. */
  toOld(source: string, line: number): number | undefined;
}

/** A request under way: what source it is about, and which breakpoints of it are on lines that the run does not know. */
interface Asked {
  readonly source: string;
  readonly unknown: readonly { readonly place: number; readonly line: number }[];
}

type Node = Record<string, unknown>;

const NEW_LINE = "This line is not in the text that the machine runs: restart to use it.";

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

function pathOf(source: unknown): string | undefined {
  const path = isNode(source) ? source["path"] : undefined;
  return typeof path === "string" ? path : undefined;
}

export class MovedSources {
  private readonly asked = new Map<number, Asked>();

  constructor(private readonly lines: SourceLines) {}

  /** A request as the adapter is to see it. */
  incoming(message: DebugProtocol.ProtocolMessage): DebugProtocol.ProtocolMessage {
    const { arguments: args } = message as { arguments?: Node };
    const source = message.type === "request" && this.lines.hasEdits ? pathOf(args?.["source"]) : undefined;
    if (source === undefined || args === undefined || !this.lines.isEdited(source)) return message;
    const given = args["breakpoints"];
    if (!Array.isArray(given)) {
      this.asked.set(message.seq, { source, unknown: [] });
      return { ...message, arguments: this.old(args, source) } as DebugProtocol.Request;
    }
    const all = given as DebugProtocol.SourceBreakpoint[];
    const isKnown = ({ line }: DebugProtocol.SourceBreakpoint): boolean => this.lines.toOld(source, line) !== undefined;
    const unknown = all.flatMap((each, place) => (isKnown(each) ? [] : [{ place, line: each.line }]));
    this.asked.set(message.seq, { source, unknown });
    const breakpoints = all.filter(isKnown).map((each) => this.old(each as unknown as Node, source));
    const known = { ...args, breakpoints, lines: breakpoints.map((each) => each["line"]) };
    return { ...message, arguments: known } as DebugProtocol.Request;
  }

  /** An answer or event as the client is to see it. */
  outgoing(message: DebugProtocol.ProtocolMessage): DebugProtocol.ProtocolMessage {
    const { body, request_seq: request = -1 } = message as { body?: unknown; request_seq?: number };
    const asked = this.asked.get(request);
    if (asked === undefined && !this.lines.hasEdits) return message;
    this.asked.delete(request);
    if (!isNode(body)) return message;
    const shifted = this.shown(body, asked?.source) as Node;
    const breakpoints = shifted["breakpoints"];
    if (asked !== undefined && Array.isArray(breakpoints))
      for (const { place, line } of asked.unknown)
        breakpoints.splice(place, 0, { verified: false, line, message: NEW_LINE });
    return { ...message, body: shifted } as DebugProtocol.Response;
  }

  /** Arguments with lines of the run: of a range, as much as the run knows of it. */
  private old<T extends Node>(args: T, source: string): T {
    const { line, endLine } = args;
    if (typeof line !== "number") return args;
    const first = this.lines.toOld(source, line) ?? line;
    const last = typeof endLine === "number" ? { endLine: this.lines.toOld(source, endLine) ?? first } : {};
    return { ...args, line: first, ...last };
  }

  /** A part of a body, with lines of the client; `source` is whose they are where the part does not say. */
  private shown(part: unknown, source: string | undefined): unknown {
    if (Array.isArray(part)) return part.map((each) => this.shown(each, source));
    if (!isNode(part)) return part;
    const own = pathOf(part["source"]) ?? pathOf(part["location"]) ?? source;
    const entries = Object.entries(part).map(([key, value]): [string, unknown] => {
      const isLine = (key === "line" || key === "endLine") && typeof value === "number";
      if (!isLine) return [key, this.shown(value, own)];
      return [key, own !== undefined && value > 0 && this.lines.isEdited(own) ? this.lines.toNew(own, value) : value];
    });
    return Object.fromEntries(entries);
  }
}
