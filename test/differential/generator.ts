/**
 * Random scenarios that end: nested statements, arrays, functions, every operator, and now and then a fault. The same seed gives
 * the same text.
 */

/** Draws from 0 to n - 1 (a 32-bit linear congruential generator, its high bits). */
export type Draw = (n: number) => number;

export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 8) % 0xffff) % n;
  };
}

interface Names {
  readonly words: string[];
  readonly arrays: readonly (readonly [name: string, length: number])[];
  readonly functions: readonly (readonly [name: string, params: number])[];
  /** Loops around: their counters are not assigned to. */
  readonly depth: number;
  readonly isInLoop: boolean;
}

const OPERATORS = ["||", "&&", "|", "^", "&", "==", "!=", "<", "<=", ">", ">=", "<<", ">>", "+", "-", "*", "/", "%"];
const NUMBERS = ["0", "1", "2", "3", "7", "31", "100", "0x7fffffff", "65_536", "true", "false"];

class Writer {
  private readonly draw: Draw;
  private next = 0;

  constructor(draw: Draw) {
    this.draw = draw;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.draw(items.length)]!;
  }

  expression(names: Names, depth: number): string {
    const kind = this.draw(depth <= 0 ? 3 : 10);
    if (kind <= 1 && names.words.length > 0) return this.pick(names.words);
    if (kind <= 2) return this.pick(NUMBERS);
    if (kind === 3 && names.arrays.length > 0) return this.element(names, depth - 1);
    if (kind === 4 && names.functions.length > 0) {
      const [name, params] = this.pick(names.functions);
      return `${name}(${Array.from({ length: params }, () => this.expression(names, depth - 2)).join(", ")})`;
    }
    if (kind === 5) return `${this.pick(["-", "!", "~"])}(${this.expression(names, depth - 1)})`;
    return `(${this.expression(names, depth - 1)} ${this.pick(OPERATORS)} ${this.expression(names, depth - 1)})`;
  }

  /** Mostly within bounds. */
  private element(names: Names, depth: number): string {
    const [name, length] = this.pick(names.arrays);
    const index = this.expression(names, depth);
    return this.draw(12) === 0 ? `${name}[${index}]` : `${name}[((${index}) % ${length} + ${length}) % ${length}]`;
  }

  block(names: Names, size: number, indent: string): string {
    const inner: Names = { ...names, words: [...names.words] };
    const lines = Array.from({ length: 1 + this.draw(size) }, () => this.statement(inner, indent));
    return lines.join("");
  }

  private statement(names: Names, indent: string): string {
    const deeper = { ...names, depth: names.depth + 1 };
    const line = (text: string): string => `${indent}${text}\n`;
    const nested = (head: string, inner: Names): string =>
      `${indent}${head} {\n${this.block(inner, 3, `${indent}  `)}${indent}}\n`;
    const kind = this.draw(names.depth >= 3 ? 6 : 11);
    const e = (depth = 3): string => this.expression(names, depth);
    switch (kind) {
      case 0:
      case 1: {
        const name = `v${this.next++}`;
        const text = line(`var ${name} = ${e()}`);
        names.words.push(name);
        return text;
      }
      case 2:
        return line(`${this.target(names)} = ${e()}`);
      case 3:
        return line(`${this.target(names)} ${this.pick(["+=", "-=", "*=", "/=", "%="])} ${e(2)}`);
      case 4:
        return line(`print("${this.pick(["a", "b", "c"])}", ${e(2)})`);
      case 5:
        return names.isInLoop && this.draw(3) === 0
          ? line(`if ${e(2)} { ${this.pick(["break", "continue"])} }`)
          : line(`print(${e(2)})`);
      case 6:
        return nested(`if ${e(2)}`, deeper) + (this.draw(2) === 0 ? nested("else", deeper) : "");
      case 7:
        return nested(`for i${this.next++} = ${this.draw(3)} .. ${this.draw(6)}`, { ...deeper, isInLoop: true });
      case 8:
        return this.limited(deeper, indent);
      case 9:
        return nested("atomic", { ...deeper, isInLoop: false });
      default:
        return this.draw(8) === 0 ? line(`assert ${e(2)}, "must hold"`) : line(`compute(${this.draw(4)})`);
    }
  }

  /** A loop with a counter of its own, that is not a name for what is inside. */
  private limited(deeper: Names, indent: string): string {
    const counter = `n${this.next++}`;
    const body = this.block({ ...deeper, isInLoop: true }, 3, `${indent}  `);
    const count = `${indent}  ${counter} = ${counter} + 1\n`;
    const start = `${indent}var ${counter} = 0\n`;
    const most = 1 + this.draw(4);
    const head = this.draw(3);
    if (head === 0) return `${start}${indent}while ${counter} < ${most} {\n${count}${body}${indent}}\n`;
    if (head === 1)
      return `${start}${indent}loop {\n${count}${indent}  if ${counter} > ${most} { break }\n${body}${indent}}\n`;
    return `${start}${indent}repeat {\n${count}${body}${indent}} until ${counter} >= ${most}\n`;
  }

  private target(names: Names): string {
    return names.arrays.length > 0 && this.draw(3) === 0 ? this.element(names, 1) : this.pick(names.words);
  }

  function(name: string, params: readonly string[], names: Names): string {
    const inner = { ...names, words: [...names.words, ...params] };
    return `function ${name}(${params.join(", ")}) {\n${this.block({ ...inner, depth: 2 }, 3, "  ")}  return ${this.expression(inner, 2)}\n}\n`;
  }
}

/** The text of a scenario whose processes run one after another. */
export function randomScenario(seed: number): string {
  const draw = drawFrom(seed);
  const writer = new Writer(draw);
  const arrays = [
    ["a", 4],
    ["b", 6],
  ] as const;
  const globals: Names = { words: ["x", "y"], arrays, functions: [], depth: 0, isInLoop: false };
  const functions = [
    ["f", 2],
    ["g", 1],
  ] as const;
  const first = writer.function("f", ["p", "q"], globals);
  const second = writer.function("g", ["p"], { ...globals, functions: [functions[0]] });
  const names = { ...globals, functions };
  const programs = ["one", "two"].map((name) => {
    const inner = { ...names, words: ["x", "y", "k"] };
    return `program ${name}(k) {\n${writer.block(inner, 7, "  ")}  return ${writer.expression(inner, 1)}\n}\n`;
  });
  return [
    `machine { instruction: ${draw(3)} }\n`,
    "shared x = 5\nshared y = -3\nshared a: int[4]\nshared b = [1, 2, 3, 4, 5, 6]\n",
    first,
    second,
    ...programs,
    `process p = one(${draw(9)})\nprocess q = two(${draw(9)})\n`,
  ].join("");
}
