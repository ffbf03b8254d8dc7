/**
 * What the names of an expectation stand for: shared words, fields and words of the processes that the scenario declares,
 * and averages over all processes.
 *
 * Keeps true: reading changes nothing; names are looked up once, when the expectation is prepared; the words of a process
 * that has ended are those that it left behind.
 * Follows: language.md §9. A word of the program's data section hides a metric of the same name, as an inner name an outer.
 */
import { phrase } from "../../base/words.ts";
import { assert } from "../../base/assert.ts";
import { ExpressionError, type Expr } from "../../isa/expression.ts";
import type { TypeInfo } from "../../isa/image.ts";
import { peek } from "../../machine/memory/memory.ts";
import { processMetrics } from "../../machine/metrics.ts";
import { nodeOf, processAt, type Simulation } from "../../machine/simulation.ts";
import { EndKind } from "../../machine/states.ts";
import { dataPlace } from "../inspect/evaluate.ts";
import { calculate, exactly, fraction, isMissing, isTrue, negate, type Exact } from "./expectationsExact.ts";

/** The words of processes that have ended, by pid, then by address. */
export type Remains = Map<number, Map<number, number>>;

/** A name, an element, a member or an average: what has a value of its own. */
export type Leaf = Extract<Expr, { kind: "name" | "index" | "member" | "call" }>;

/** Bytes [from, to) of memory; of a process's own where `pid` is not 0. */
export interface Span {
  readonly pid: number;
  readonly from: number;
  readonly to: number;
}

/** A condition made ready to be asked. */
export interface Condition {
  readonly expression: Expr;
  readonly leaves: readonly Leaf[];
  /** The memory that it reads. */
  readonly spans: readonly Span[];
  /** Whether it reads metrics, which change as time passes; whether it reads processes at all. */
  readonly isTimed: boolean;
  readonly hasProcesses: boolean;
  readonly readers: ReadonlyMap<Leaf, Reader>;
}

type Reader = (sim: Simulation, remains: Remains) => Exact;

const NOWHERE = { table: new Int32Array(0), spaceBytes: 0 };

const tick = (value: number | null, missing: string): Exact => value ?? { missing };

type Metric = (sim: Simulation, pid: number) => Exact;

const notEnded = (sim: Simulation, pid: number): string => sim.words("{0} has not ended", processAt(sim, pid).name);
const notRun = (sim: Simulation, pid: number): string => sim.words("{0} has not run", processAt(sim, pid).name);

/** Every metric by the name that expectations use. */
const METRICS: Readonly<Record<string, Metric>> = {
  arrival: (sim, pid) => processAt(sim, pid).arrival,
  first_run: (sim, pid) => tick(processMetrics(sim, pid).firstRun, notRun(sim, pid)),
  finish: (sim, pid) => tick(processMetrics(sim, pid).finish, notEnded(sim, pid)),
  exit: (sim, pid) => {
    const process = processAt(sim, pid);
    return process.end === EndKind.alive ? { missing: notEnded(sim, pid) } : process.exitValue;
  },
  waiting: (sim, pid) => processMetrics(sim, pid).waiting,
  turnaround: (sim, pid) => tick(processMetrics(sim, pid).turnaround, notEnded(sim, pid)),
  response: (sim, pid) => tick(processMetrics(sim, pid).response, notRun(sim, pid)),
  service: (sim, pid) => processMetrics(sim, pid).service,
  normalized: (sim, pid) => {
    const { turnaround, service } = processMetrics(sim, pid);
    if (turnaround === null) return { missing: notEnded(sim, pid) };
    if (service === 0) return { missing: sim.words("{0} had no service", processAt(sim, pid).name) };
    return fraction(BigInt(turnaround), BigInt(service));
  },
  blocked: (sim, pid) => processMetrics(sim, pid).blocked,
  kernel: (sim, pid) => processMetrics(sim, pid).kernel,
  switches: (sim, pid) => processMetrics(sim, pid).switches,
  faults: (sim, pid) => processMetrics(sim, pid).faults,
  missed: (sim, pid) => processAt(sim, pid).misses,
};

/** The mean over all processes; those that ended without ever having the value are left out. */
function average(sim: Simulation, metric: Metric): Exact {
  let sum = fraction(0n, 1n);
  let count = 0n;
  for (const process of sim.world.processes) {
    if (process.pid === 0) continue;
    const value = metric(sim, process.pid);
    if (!isMissing(value)) {
      const total = calculate("+", sum, value);
      assert(typeof total === "object" && !isMissing(total), "a sum with a fraction is one");
      sum = total;
      count++;
    } else if (process.end === EndKind.alive) return value;
  }
  return count === 0n
    ? { missing: sim.words("there is no process to take it of") }
    : fraction(sum.up, sum.down * count);
}

/** The place of a variable as the image has it: where it starts, its type, and whose memory it is in. */
interface Variable {
  readonly address: number;
  readonly type: TypeInfo;
  /** The pid of the process that it belongs to, and its program then; or 0: it is shared. */
  readonly pid: number;
  readonly program: number;
  readonly machine: number;
}

function readWord(sim: Simulation, remains: Remains, variable: Variable, offset: number): Exact {
  const address = variable.address + offset;
  if (variable.pid === 0) return peek(sim.world.nodes[variable.machine]!.memory, NOWHERE, address) ?? 0;
  const process = processAt(sim, variable.pid);
  if (process.program !== variable.program)
    return { missing: sim.words("{0} runs another program by now", process.name) };
  const isAlive = process.end === EndKind.alive;
  const word = isAlive ? peek(nodeOf(sim, process).memory, process, address) : remains.get(variable.pid)?.get(address);
  return word ?? { missing: sim.words("{0} has no memory", process.name) };
}

/** The variable that a name or member stands for. */
function variableOf(sim: Simulation, e: Expr): Variable | undefined {
  if (e.kind === "name") {
    const shared = sim.image.shared.find((each) => each.name === e.name);
    return shared && { address: shared.address, type: shared.type, pid: 0, program: -1, machine: shared.machine };
  }
  if (e.kind !== "member" || e.object.kind !== "name") return undefined;
  const pid = pidOf(sim, e.object.name);
  if (pid === 0) return undefined;
  const process = processAt(sim, pid);
  const place = dataPlace(sim, process, e.member);
  return place && { address: place.address, type: place.type, pid, program: process.program, machine: 0 };
}

/** The pid of a declared process, 0 when there is none. Its children have the same name, and other pids. */
function pidOf(sim: Simulation, name: string): number {
  return sim.image.processes.findIndex((each) => each.name === name) + 1;
}

const wordsOf = (lengths: readonly number[]): number => lengths.reduce((words, length) => words * length, 1);

/** Prepares conditions of one simulation. */
class Preparation {
  readonly leaves: Leaf[] = [];
  readonly spans: Span[] = [];
  readonly readers = new Map<Leaf, Reader>();
  isTimed = false;
  hasProcesses = false;

  constructor(private readonly sim: Simulation) {}

  /** Visits an expression, and finds a reader for each of its leaves. */
  visit(e: Expr): void {
    switch (e.kind) {
      case "unary":
        this.visit(e.operand);
        return;
      case "binary":
        this.visit(e.left);
        this.visit(e.right);
        return;
      case "name":
      case "member":
      case "index":
      case "call":
        this.leaves.push(e);
        this.readers.set(e, this.readerOf(e));
        return;
      case "int":
      case "text":
    }
  }

  private readerOf(leaf: Leaf): Reader {
    if (leaf.kind === "call") return this.averageReader(leaf);
    if (leaf.kind === "index") return this.elementReader(leaf);
    const variable = variableOf(this.sim, leaf);
    if (variable !== undefined) {
      this.watch(variable);
      return (sim, remains) => readWord(sim, remains, variable, 0);
    }
    const pid = leaf.kind === "member" && leaf.object.kind === "name" ? pidOf(this.sim, leaf.object.name) : 0;
    const metric = leaf.kind === "member" ? METRICS[leaf.member] : undefined;
    if (pid === 0 || metric === undefined) return refuse(phrase('"{0}" has no meaning here'), leaf);
    this.isTimed = true;
    this.hasProcesses = true;
    return (sim) => metric(sim, pid);
  }

  private averageReader(leaf: Extract<Leaf, { kind: "call" }>): Reader {
    const [argument] = leaf.args;
    const metric = argument?.kind === "name" ? METRICS[argument.name] : undefined;
    if (leaf.callee !== "average" || metric === undefined) return refuse(phrase('"{0}" has no meaning here'), leaf);
    this.isTimed = true;
    this.hasProcesses = true;
    return (sim) => average(sim, metric);
  }

  private elementReader(leaf: Extract<Leaf, { kind: "index" }>): Reader {
    const indices: Expr[] = [];
    let base: Expr = leaf;
    for (; base.kind === "index"; base = base.object) indices.unshift(base.index);
    const variable = variableOf(this.sim, base);
    if (variable?.type.lengths.length !== indices.length) return refuse(phrase('"{0}" is not an element'), leaf);
    this.watch(variable);
    for (const index of indices) this.visit(index);
    return (sim, remains) => {
      let place = 0;
      for (const [k, index] of indices.entries()) {
        const value = evaluate(index, (inner) => this.readers.get(inner)!(sim, remains));
        if (isMissing(value)) return value;
        const length = variable.type.lengths[k]!;
        if (typeof value !== "number" || value < 0 || value >= length)
          throw typeof value === "number"
            ? new ExpressionError("index {0} of {1} is outside 0 … {2}", value, leafText(base), length - 1)
            : new ExpressionError("the index of {0} is no whole number from 0 to {1}", leafText(base), length - 1);
        place = place * length + value;
      }
      return readWord(sim, remains, variable, place * 4);
    };
  }

  private watch(variable: Variable): void {
    const { pid, address } = variable;
    this.spans.push({ pid, from: address, to: address + 4 * wordsOf(variable.type.lengths) });
    if (pid !== 0) this.hasProcesses = true;
  }
}

function refuse(template: string, leaf: Leaf): Reader {
  return () => {
    throw new ExpressionError(template, leafText(leaf));
  };
}

/** Whether a part of an expression is a quotient: then all of it, up to the next `&&` or `||`, is calculated in fractions. */
function isQuotient(e: Expr): boolean {
  switch (e.kind) {
    case "unary":
      return isQuotient(e.operand);
    case "binary":
      return e.operator !== "&&" && e.operator !== "||" && (isQuotient(e.left) || isQuotient(e.right));
    default:
      return e.kind === "call" || (e.kind === "member" && e.member === "normalized");
  }
}

/** The value of an expression, its leaves read by `read`; in fractions where it is beside a quotient. */
function evaluate(e: Expr, read: (leaf: Leaf) => Exact, inFractions = false): Exact {
  switch (e.kind) {
    case "int":
      return inFractions ? exactly(e.value) : e.value;
    case "text":
      throw new ExpressionError("a text has no number");
    case "unary":
      return negate(e.operator, evaluate(e.operand, read, inFractions));
    case "binary": {
      if (e.operator !== "&&" && e.operator !== "||") {
        const exact = inFractions || isQuotient(e);
        return calculate(e.operator, evaluate(e.left, read, exact), evaluate(e.right, read, exact));
      }
      const left = evaluate(e.left, read);
      const first = isTrue(left);
      // One side alone decides, even when the other has no value.
      const decided = e.operator === "||";
      if (first === decided) return decided ? 1 : 0;
      const right = evaluate(e.right, read);
      const second = isTrue(right);
      if (second === decided) return decided ? 1 : 0;
      return first === undefined ? left : second === undefined ? right : decided ? 0 : 1;
    }
    default:
      return inFractions ? exactly(read(e)) : read(e);
  }
}

/** Makes a condition ready. */
export function prepare(sim: Simulation, expression: Expr): Condition {
  const made = new Preparation(sim);
  made.visit(expression);
  const { leaves, spans, isTimed, hasProcesses, readers } = made;
  return { expression, leaves, spans, isTimed, hasProcesses, readers };
}

/**
 * The value of a condition now.
 * @throws ExpressionError for a division by zero or an index out of bounds
 */
export function valueNow(sim: Simulation, remains: Remains, condition: Condition): Exact {
  return evaluate(condition.expression, (leaf) => condition.readers.get(leaf)!(sim, remains));
}

/** The value of one of its leaves now. */
export function leafNow(sim: Simulation, remains: Remains, condition: Condition, leaf: Leaf): Exact {
  return condition.readers.get(leaf)!(sim, remains);
}

/** The source text of a leaf, as near as its tree tells. */
export function leafText(e: Expr): string {
  switch (e.kind) {
    case "int":
      return String(e.value);
    case "text":
      return JSON.stringify(e.value);
    case "name":
      return e.name;
    case "member":
      return `${leafText(e.object)}.${e.member}`;
    case "index":
      return `${leafText(e.object)}[${leafText(e.index)}]`;
    case "unary":
      return `${e.operator}${leafText(e.operand)}`;
    case "binary":
      return `${leafText(e.left)} ${e.operator} ${leafText(e.right)}`;
    case "call":
      return `${e.callee}(${e.args.map(leafText).join(", ")})`;
  }
}
