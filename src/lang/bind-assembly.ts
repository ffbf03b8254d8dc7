/**
 * The lines of an `asm` block: labels, and instructions as the assembler reads them.
 *
 * Keeps true: a register's name wins over a variable's; constants may stand for integers; a label of the block wins over
 * one of the routine.
 */
import { assembleLine, type Symbol as AssemblySymbol } from "../isa/assembler.ts";
import { FP, registerNumber, ZERO } from "../isa/registers.ts";
import { syscallNamed } from "../isa/syscalls.ts";
import { valueOfConstant, type Env } from "./bind-expression.ts";
import type { BoundAssembly, LabelSymbol } from "./bound.ts";
import { refer, report, reportDuplicate } from "./checker.ts";
import { lookup } from "./scope.ts";
import type { AssemblyLine, Name } from "./tree.ts";

/** `name: instruction` taken apart. */
function splitLabel(line: AssemblyLine): { readonly label: Name | undefined; readonly words: readonly Name[] } {
  const [first, second] = line.words;
  if (first === undefined || second?.text !== ":") return { label: undefined, words: line.words };
  return { label: first, words: line.words.slice(2) };
}

function collectLabels(env: Env, lines: readonly AssemblyLine[]): Map<string, LabelSymbol> {
  const labels = new Map<string, LabelSymbol>();
  for (const line of lines) {
    const { label } = splitLabel(line);
    if (label === undefined) continue;
    const other = labels.get(label.text);
    if (other !== undefined) {
      reportDuplicate(env, label, other);
      continue;
    }
    const symbol: LabelSymbol = {
      kind: "label",
      name: label.text,
      file: env.file,
      nameSpan: label,
      atomic: -1,
      used: true,
    };
    labels.set(label.text, symbol);
    refer(env, label, symbol, "declaration");
  }
  return labels;
}

/** The words as one line of assembly text; constants among them as numbers. */
function spell(env: Env, words: readonly Name[]): string {
  const spelled = words.map((word, k) => {
    if (k === 0 || registerNumber(word.text) !== undefined || syscallNamed(word.text) !== undefined) return word.text;
    const symbol = lookup(env.scope, word.text);
    if (symbol?.kind !== "constant") return word.text;
    refer(env, word, symbol, "read");
    return String(valueOfConstant(env.checker, symbol) ?? 0);
  });
  return spelled
    .join(" ")
    .replace(/([+-]) (?=\d)/g, "$1")
    .replace(/\+-|-\+/g, "-")
    .replaceAll("--", "+");
}

/** Binds the lines of a block. */
export function bindAssembly(
  env: Env,
  lines: readonly AssemblyLine[],
  routineLabels: ReadonlyMap<string, LabelSymbol>,
): BoundAssembly[] {
  const labels = collectLabels(env, lines);
  return lines.flatMap((line): BoundAssembly[] => {
    const { label, words } = splitLabel(line);
    const symbol = label === undefined ? undefined : labels.get(label.text);
    const placed: BoundAssembly[] = symbol === undefined ? [] : [{ kind: "label", label: symbol, span: line }];
    const [first] = words;
    if (first === undefined) return placed;
    const span = { from: first.from, to: line.to };
    let target: LabelSymbol | undefined;
    const resolve = (name: string): AssemblySymbol | undefined => {
      const word = words.find((each) => each.text === name) ?? first;
      target = labels.get(name) ?? routineLabels.get(name);
      if (target !== undefined) {
        refer(env, word, target, "read");
        return { kind: "code", address: 0 };
      }
      const variable = lookup(env.scope, name.normalize("NFC"));
      if (variable?.kind !== "variable") return undefined;
      refer(env, word, variable, "write");
      return { kind: "memory", base: variable.space === "frame" ? FP : ZERO, offset: variable.address };
    };
    const instruction = assembleLine(spell(env, words), resolve);
    if ("error" in instruction) {
      report(env, "assembly", span, { problem: instruction.error });
      return placed;
    }
    return [
      ...placed,
      target === undefined
        ? { kind: "instruction", instruction, span }
        : { kind: "jump", instruction, label: target, span },
    ];
  });
}
