/**
 * The requests about memory: disassembly, and bytes read and written.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { fromBase64, toBase64 } from "../base/base64.ts";
import { codeLines, type CodeLine } from "../debugger/inspect/disassembly.ts";
import { readBytes, writableBytes, writeDeeds } from "../debugger/inspect/memoryView.ts";
import { RequestError } from "./errors.ts";
import { noteRead } from "./notices.ts";
import { rangeFor, sourceOf, type Machine } from "./machine.ts";
import { hex, readReference } from "./references.ts";

/** Instructions of one answer. */
const MOST_INSTRUCTIONS = 10_000;

interface Spot {
  readonly address: number;
  readonly pid: number;
}

/** Where a reference leads; without a process of its own, in the space of the thread in view. */
function spotOf(machine: Machine, text: string, offset: number): Spot {
  const found = readReference(text);
  if (found === undefined) throw new RequestError("argument", '"{0}" is no reference to memory.', text);
  const { world } = machine.session.sim;
  const pid = found.pid ?? world.threads[machine.stoppedAt]?.pid ?? 0;
  if (world.processes[pid] === undefined) throw new RequestError("argument", "There is no process {0}.", pid);
  return { address: found.address + offset, pid };
}

function instruction(
  machine: Machine,
  line: CodeLine,
  before: CodeLine | undefined,
): DebugProtocol.DisassembledInstruction {
  const base = { address: hex(line.address), instruction: line.text };
  if (!line.isCode) return { ...base, presentationHint: "invalid" };
  const { span, routine, bytes } = line;
  const code = { ...base, instructionBytes: bytes, ...(routine === "" ? {} : { symbol: routine }) };
  if (span === undefined) return code;
  // Where a routine begins clients write where it is, and look at no line before.
  const isNew = before?.span?.source !== span.source || before.routine !== routine;
  return {
    ...code,
    ...(isNew ? { location: sourceOf(machine, span.source) } : {}),
    ...rangeFor(machine, span),
  };
}

export function disassemble(
  machine: Machine,
  args: DebugProtocol.DisassembleArguments,
): NonNullable<DebugProtocol.DisassembleResponse["body"]> {
  const { address } = spotOf(machine, args.memoryReference, args.offset ?? 0);
  const count = Math.min(args.instructionCount, MOST_INSTRUCTIONS);
  const lines = codeLines(machine.session.map, address, args.instructionOffset ?? 0, count);
  return { instructions: lines.map((line, k) => instruction(machine, line, lines[k - 1])) };
}

export function readMemory(
  machine: Machine,
  args: DebugProtocol.ReadMemoryArguments,
): NonNullable<DebugProtocol.ReadMemoryResponse["body"]> {
  const { memoryReference, offset = 0, count } = args;
  const { address, pid } = spotOf(machine, memoryReference, offset);
  if (count > 0) noteRead(machine, { memoryReference, offset, count, address, pid });
  const { bytes, unreadable } = readBytes(machine.session.sim, pid, address, args.count);
  return {
    address: hex(Math.max(0, address)),
    ...(unreadable > 0 ? { unreadableBytes: unreadable } : {}),
    ...(bytes.length > 0 ? { data: toBase64(bytes) } : {}),
  };
}

export function writeMemory(
  machine: Machine,
  args: DebugProtocol.WriteMemoryArguments,
): NonNullable<DebugProtocol.WriteMemoryResponse["body"]> {
  const { session } = machine;
  const { address, pid } = spotOf(machine, args.memoryReference, args.offset ?? 0);
  const bytes = fromBase64(args.data);
  if (bytes === undefined) throw new RequestError("argument", "These are no bytes in base64.");
  const count = writableBytes(session.sim, pid, address, bytes.length);
  if (count < bytes.length && args.allowPartial !== true)
    throw new RequestError("notSettable", "There is no memory that can be written at {0}.", hex(address + count));
  for (const deed of writeDeeds(session.sim, pid, address, bytes.subarray(0, count))) session.intervene(deed);
  return { bytesWritten: count };
}
