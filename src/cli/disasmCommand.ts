/**
 * `turno disasm FILE`: the machine instructions of each routine, each statement's source line above its instructions.
 *
 * Keeps true: addresses are those that faults and registers show; words and routines are shown by name where they have one.
 */
import { createCodeMap, spanOf, type CodeMap } from "../debugger/inspect/codeMap.ts";
import { disassemble, hex, type Namer } from "../isa/disassembler.ts";
import { codeAddress, codeIndex, type Image, type Routine, type VariableInfo } from "../isa/image.ts";
import { decode } from "../isa/instructions.ts";
import { compileFile } from "./compileFile.ts";
import { paint, type Console, type Sink } from "./console.ts";
import { EXIT, type ExitCode } from "./exitCodes.ts";
import { rootFolder, type RootFlag } from "./sourceFile.ts";

/** `count`, `buffer[2]`, `count+0x2` */
function wordName(name: string, lengths: readonly number[], offset: number): string {
  if (lengths.length === 0) return name;
  let rest = offset / 4;
  const indices = lengths.map((_length, k) => {
    const stride = lengths.slice(k + 1).reduce((words, n) => words * n, 1);
    const index = Math.floor(rest / stride);
    rest -= index * stride;
    return `[${index}]`;
  });
  return name + indices.join("");
}

const bytesOf = (lengths: readonly number[]): number => lengths.reduce((words, n) => words * n, 4);

/** Names of what the routine can see: shared words, its program's data section, other routines. */
function namerFor(image: Image, routine: Routine): Namer {
  const data: readonly VariableInfo[] =
    routine.program === undefined ? [] : (image.programs[routine.program]?.variables ?? []);
  const known = [
    ...image.shared.map(({ name, address, type }) => ({ name, address, type })),
    ...data
      .filter((v) => v.location.space === "data")
      .map(({ name, location, type }) => ({ name, address: location.address, type })),
  ];
  return (address, what) => {
    if (what === "code") return image.routines.find((each) => each.entry === codeIndex(address))?.name;
    const found = known.find((v) => address >= v.address && address < v.address + bytesOf(v.type.lengths));
    return found && `[${wordName(found.name, found.type.lengths, address - found.address)}]`;
  };
}

/** The source line of each statement that begins at an instruction. */
function sourceLines(map: CodeMap, index: number): string[] {
  const { image } = map;
  const lines = image.statements
    .filter((statement) => statement.from === index && statement.to > statement.from)
    .map((statement) => {
      const { start } = spanOf(map, statement.range);
      const { text } = image.sources[statement.range.source]!;
      const { starts, ends } = map.lines[statement.range.source]!;
      return `${String(start.line).padStart(5)}  ${text.slice(starts[start.line - 1], ends[start.line - 1]).trim()}`;
    });
  return [...new Set(lines)];
}

function writeRoutine(sink: Sink, map: CodeMap, routine: Routine): void {
  const { image } = map;
  const name = namerFor(image, routine);
  const owner =
    routine.kind === "function" && routine.program !== undefined ? image.programs[routine.program]?.name : "";
  const title = `${owner === undefined || owner === "" ? "" : `${owner}.`}${routine.name}(${routine.params.join(", ")})`;
  sink.write(`\n${paint(sink, "bold", `${routine.kind} ${title}`)}\n`);
  for (let index = routine.entry; index < routine.end; index++) {
    for (const line of sourceLines(map, index)) sink.write(`${paint(sink, "dim", line)}\n`);
    sink.write(`         ${hex(codeAddress(index))}  ${disassemble(decode(image.code, index), name)}\n`);
  }
}

/** Disassembles a file. */
export function disassembleFile(console: Console, path: string, { root }: RootFlag = {}): ExitCode {
  const { image, explain } = compileFile(path, root === undefined ? undefined : rootFolder(root));
  console.err.write(explain(console.err));
  if (image === undefined) return EXIT.errors;
  const map = createCodeMap(image);
  const first = Math.min(...image.routines.map((routine) => routine.entry), image.code.length / 2);
  const { out } = console;
  out.write(`${path}: ${image.code.length / 2} instructions\n`);
  for (let index = 0; index < first; index++)
    out.write(`         ${hex(codeAddress(index))}  ${disassemble(decode(image.code, index))}\n`);
  for (const routine of image.routines) writeRoutine(out, map, routine);
  return EXIT.fine;
}
