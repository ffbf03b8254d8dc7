/**
 * A small naive interpreter of the syntax tree: what a scenario of processes that do not overlap must print and leave in shared
 * memory. It knows no instructions, registers or time, and shares nothing with the code generator and the machine but the parser.
 */
import { parse } from "../../src/lang/parse.ts";
import type { AssignmentOperator, Block, Declaration, Expression, Statement, Value } from "../../src/lang/tree.ts";

/** What a run came to. */
export interface Outcome {
  readonly output: readonly string[];
  readonly shared: Readonly<Record<string, number | readonly number[]>>;
  /** How each process ended, in order. */
  readonly ends: readonly string[];
}

type Cell = { value: number } | { items: Cell[] };

class Fault extends Error {}
class Exit extends Error {
  readonly value: number;
  constructor(value: number) {
    super("exit");
    this.value = value;
  }
}

/** How a statement left: by falling through, or out of a loop or routine. */
type Left = "next" | "break" | "continue" | { readonly returned: number };

type Scope = Map<string, Cell>;
type Named<K extends string> = Extract<Declaration, { kind: K }>;

const BINARY: Readonly<Record<string, (x: number, y: number) => number>> = {
  "|": (x, y) => x | y,
  "^": (x, y) => x ^ y,
  "&": (x, y) => x & y,
  "==": (x, y) => Number(x === y),
  "!=": (x, y) => Number(x !== y),
  "<": (x, y) => Number(x < y),
  "<=": (x, y) => Number(x <= y),
  ">": (x, y) => Number(x > y),
  ">=": (x, y) => Number(x >= y),
  "<<": (x, y) => x << (y & 31),
  ">>": (x, y) => x >> (y & 31),
  "+": (x, y) => (x + y) | 0,
  "-": (x, y) => (x - y) | 0,
  "*": (x, y) => Number(BigInt.asIntN(32, BigInt(x) * BigInt(y))),
  "/": (x, y) => Number(BigInt.asIntN(32, BigInt(x) / BigInt(y))),
  "%": (x, y) => Number(BigInt.asIntN(32, BigInt(x) % BigInt(y))),
};

/** Steps that one process may take, so that a generated loop that never ends is told from one that does. */
const MOST_STEPS = 200_000;

class Naive {
  readonly output: string[] = [];
  readonly globals: Scope = new Map();
  private readonly functions = new Map<string, Named<"function">>();
  private readonly programs = new Map<string, Named<"program">>();
  private steps = 0;

  constructor(declarations: readonly Declaration[]) {
    for (const d of declarations) {
      if (d.kind === "function") this.functions.set(d.name.text, d);
      if (d.kind === "program") this.programs.set(d.name.text, d);
      if (d.kind === "const") this.globals.set(d.name.text, { value: this.value(d.value, [this.globals]) });
      if (d.kind === "shared")
        this.globals.set(d.name.text, this.fresh(d.type?.lengths ?? [], d.value, [this.globals]));
    }
  }

  run(program: string, args: readonly Value[]): string {
    const { params, body } = this.programs.get(program)!;
    this.steps = 0;
    const scope: Scope = new Map(
      params.map((p, k) => [p.text, { value: this.value(args[k] as Expression, [this.globals]) }]),
    );
    try {
      const left = this.block(body, [scope, this.globals]);
      return `exited ${typeof left === "object" ? left.returned : 0}`;
    } catch (error) {
      if (error instanceof Exit) return `exited ${error.value}`;
      if (error instanceof Fault || error instanceof RangeError) return "fault";
      throw error;
    }
  }

  private fresh(lengths: readonly Expression[], value: Value | undefined, scopes: readonly Scope[]): Cell {
    const [length, ...inner] = lengths;
    if (value?.kind === "list") return { items: value.items.map((item) => this.fresh(inner, item, scopes)) };
    if (length === undefined) return { value: value === undefined ? 0 : this.value(value as Expression, scopes) };
    return { items: Array.from({ length: this.value(length, scopes) }, () => this.fresh(inner, undefined, scopes)) };
  }

  private tick(): void {
    if (++this.steps > MOST_STEPS) throw new Error("the generated program does not end");
  }

  private block(block: Block, scopes: readonly Scope[]): Left {
    const inner = [new Map<string, Cell>(), ...scopes];
    for (const statement of block.statements) {
      const left = this.statement(statement, inner);
      if (left !== "next") return left;
    }
    return "next";
  }

  /** Runs a loop's body; undefined goes on. */
  private body(block: Block, scopes: readonly Scope[]): Left | undefined {
    this.tick();
    const left = this.block(block, scopes);
    if (left === "break") return "next";
    return typeof left === "object" ? left : undefined;
  }

  private statement(s: Statement, scopes: readonly Scope[]): Left {
    this.tick();
    switch (s.kind) {
      case "var":
        scopes[0]!.set(s.name.text, this.fresh(s.type?.lengths ?? [], s.value, scopes));
        return "next";
      case "assign":
        this.assign(s.target, s.operator, s.value as Expression, scopes);
        return "next";
      case "if": {
        const branch = s.branches.find((b) => this.value(b.condition, scopes) !== 0);
        const block = branch?.block ?? s.otherwise;
        return block === undefined ? "next" : this.block(block, scopes);
      }
      case "while":
        while (this.value(s.condition, scopes) !== 0) {
          const left = this.body(s.body, scopes);
          if (left !== undefined) return left;
        }
        return "next";
      case "loop":
        for (;;) {
          const left = this.body(s.body, scopes);
          if (left !== undefined) return left;
        }
      case "repeat":
        do {
          const left = this.body(s.body, scopes);
          if (left !== undefined) return left;
        } while (this.value(s.condition, scopes) === 0);
        return "next";
      case "for":
        return this.counted(s, scopes);
      case "break":
        return "break";
      case "continue":
        return "continue";
      case "return":
        return { returned: s.value === undefined ? 0 : this.value(s.value, scopes) };
      case "assert":
        if (this.value(s.condition, scopes) === 0) throw new Fault("assertion");
        return "next";
      case "atomic":
        return this.block(s.body, scopes);
      case "expression":
        this.value(s.expression, scopes);
        return "next";
      default:
        throw new Error(`the naive interpreter does not know ${s.kind}`);
    }
  }

  private counted(s: Extract<Statement, { kind: "for" }>, scopes: readonly Scope[]): Left {
    const first = this.value(s.first, scopes);
    const last = this.value(s.last, scopes);
    const counter: Cell = { value: first };
    const inner = [new Map([[s.name.text, counter]]), ...scopes];
    for (; counter.value <= last; counter.value++) {
      const left = this.body(s.body, inner);
      if (left !== undefined) return left;
    }
    return "next";
  }

  private cell(e: Expression, scopes: readonly Scope[]): Cell {
    if (e.kind === "group") return this.cell(e.inner, scopes);
    if (e.kind === "name") return scopes.find((scope) => scope.has(e.name.text))!.get(e.name.text)!;
    if (e.kind !== "index") throw new Error("not a variable");
    const array = this.cell(e.object, scopes);
    const index = this.value(e.index, scopes);
    if (!("items" in array)) throw new Error("not an array");
    const found = array.items[index];
    if (found === undefined) throw new Fault("index");
    return found;
  }

  /** `x += e` is `x = x + e`: the target comes first. In `x = e` the value does. */
  private assign(target: Expression, operator: AssignmentOperator, e: Expression, scopes: readonly Scope[]): void {
    if (operator === "=") {
      const value = this.value(e, scopes);
      this.word(target, scopes).value = value;
      return;
    }
    const word = this.word(target, scopes);
    const old = word.value;
    word.value = this.apply(operator.slice(0, -1), old, this.value(e, scopes));
  }

  private word(e: Expression, scopes: readonly Scope[]): { value: number } {
    const cell = this.cell(e, scopes);
    if (!("value" in cell)) throw new Error("not a word");
    return cell;
  }

  private apply(operator: string, x: number, y: number): number {
    if ((operator === "/" || operator === "%") && y === 0) throw new Fault("division");
    return BINARY[operator]!(x, y);
  }

  private value(e: Expression, scopes: readonly Scope[]): number {
    switch (e.kind) {
      case "integer":
        return Number(e.digits.replaceAll("_", "")) | 0;
      case "group":
        return this.value(e.inner, scopes);
      case "name":
        if (e.name.text === "true" || e.name.text === "false") return Number(e.name.text === "true");
        return this.word(e, scopes).value;
      case "index":
        return this.word(e, scopes).value;
      case "unary": {
        const x = this.value(e.operand, scopes);
        return e.operator === "-" ? -x | 0 : e.operator === "!" ? Number(x === 0) : ~x;
      }
      case "binary": {
        const x = this.value(e.left, scopes);
        if (e.operator === "&&") return Number(x !== 0 && this.value(e.right, scopes) !== 0);
        if (e.operator === "||") return Number(x !== 0 || this.value(e.right, scopes) !== 0);
        return this.apply(e.operator, x, this.value(e.right, scopes));
      }
      case "call":
        return this.call(e, scopes);
      default:
        throw new Error(`the naive interpreter does not know ${e.kind}`);
    }
  }

  private call(e: Extract<Expression, { kind: "call" }>, scopes: readonly Scope[]): number {
    const name = e.callee.text;
    if (name === "print") {
      const words = e.args.map((arg) => {
        const value = arg.value as Expression;
        return value.kind === "text" ? (JSON.parse(value.literal) as string) : String(this.value(value, scopes));
      });
      this.output.push(words.join(" "));
      return 0;
    }
    const args = e.args.map((arg) => this.value(arg.value as Expression, scopes));
    if (name === "exit") throw new Exit(args[0] ?? 0);
    if (name === "compute") return 0;
    const routine = this.functions.get(name)!;
    const scope: Scope = new Map(routine.params.map((p, k) => [p.text, { value: args[k]! }]));
    const left = this.block(routine.body, [scope, this.globals]);
    return typeof left === "object" ? left.returned : 0;
  }
}

function plain(cell: Cell): number | number[] {
  return "value" in cell ? cell.value : cell.items.flatMap((item) => plain(item));
}

/** What the scenario of `text` comes to when its processes run one after another. */
export function interpret(text: string): Outcome {
  const { declarations } = parse(text).tree;
  const naive = new Naive(declarations);
  const ends = declarations
    .filter((d) => d.kind === "process")
    .map((d) =>
      naive.run(
        d.program.text,
        d.args.map((arg) => arg.value),
      ),
    );
  const shared = declarations
    .filter((d) => d.kind === "shared")
    .map((d) => [d.name.text, plain(naive.globals.get(d.name.text)!)] as const);
  return { output: naive.output, shared: Object.fromEntries(shared), ends };
}
