/**
 * What the names of a scenario mean, for people: the declaration in one line, where it lives, and the comment before it.
 */
import type { Analysis } from "../lang/analyse.ts";
import type { Reference } from "../lang/checker.ts";
import type { VariableSymbol } from "../lang/symbols.ts";

export type Meaning = Reference["symbol"];

/** The reference that holds the offset of the file, or ends at it. */
export function referenceAt(analysis: Analysis, offset: number, file = 0): Reference | undefined {
  return analysis.checker.references.find((each) => each.file === file && each.from <= offset && offset <= each.to);
}

/** Where a variable lives, in the words of the course. */
const SPACES: Readonly<Record<VariableSymbol["space"], string>> = {
  shared: "In shared memory: every process of its machine sees the same word.",
  data: "In the data section of its process: shared by its threads, copied by `fork`.",
  frame: "In a stack frame: each call has its own.",
};

function typeText({ type }: VariableSymbol): string {
  return (type.group ?? type.name) + type.lengths.map((length) => `[${length}]`).join("");
}

function paramsText(params: readonly { readonly text: string }[]): string {
  return `(${params.map((param) => param.text).join(", ")})`;
}

/** The declaration of a name in one line of the language. */
export function declarationText(symbol: Meaning): string {
  switch (symbol.kind) {
    case "constant":
      return `${symbol.group === undefined ? "const " : `${symbol.group}.`}${symbol.name} = ${symbol.value ?? "?"}`;
    case "enum":
      return `enum ${symbol.name} { ${symbol.members.map((member) => member.name).join(", ")} }`;
    case "variable":
      return `${symbol.isParameter ? "" : symbol.space === "shared" ? "shared " : "var "}${symbol.name}: ${typeText(symbol)}`;
    case "object":
      return `${symbol.node.word} ${symbol.name}${symbol.length === undefined ? "" : `[${symbol.length}]`}`;
    case "process":
      return `process ${symbol.name} = ${symbol.node.program.text}(…)`;
    case "program":
      return `program ${symbol.name}${paramsText(symbol.node.params)}`;
    case "function":
      return `function ${symbol.name}${paramsText(symbol.node.params)}`;
    case "device":
    case "machine":
    case "label":
      return `${symbol.kind} ${symbol.name}`;
  }
}

/** What is worth knowing besides the declaration. */
function aboutKind(symbol: Meaning): string {
  if (symbol.kind === "variable") return symbol.isParameter ? "A parameter: in a stack frame." : SPACES[symbol.space];
  if (symbol.kind === "function" && symbol.program !== undefined)
    return `Belongs to program \`${symbol.program.name}\`.`;
  return "";
}

/** The comment in the lines right before a declaration, or behind it in its own line. */
export function commentOf(analysis: Analysis, symbol: Meaning): string {
  const text = analysis.files[symbol.file]?.text;
  if (text === undefined) return "";
  const lineStart = text.lastIndexOf("\n", symbol.nameSpan.from - 1) + 1;
  const before = text.slice(0, lineStart).split("\n").slice(0, -1);
  const lines: string[] = [];
  for (let line = before.pop(); line !== undefined; line = before.pop()) {
    const comment = /^\/\/+ ?(.*)$/.exec(line.trim())?.[1]?.trimEnd();
    if (comment === undefined) break;
    lines.unshift(comment);
  }
  if (lines.length > 0) return lines.join("\n");
  const own = /^[^\n]*/.exec(text.slice(symbol.nameSpan.to))![0];
  return /\/\/+ ?(.*)$/.exec(own.trimEnd())?.[1] ?? "";
}

/** Everything about a name, as Markdown. */
export function explainName(analysis: Analysis, symbol: Meaning): string {
  const parts = [`\`\`\`turno\n${declarationText(symbol)}\n\`\`\``, aboutKind(symbol), commentOf(analysis, symbol)];
  return parts.filter((part) => part !== "").join("\n\n");
}
