/**
 * The operator: the blocks `at N { … }` of a scenario, done first thing at the boundary of their tick.
 *
 * Keeps true: blocks act in the order of their ticks, each once; what cannot be done is an event with the reason, and the
 * rest of the block goes on. Names mean constants, shared words and processes.
 */
import { phrase } from "../../base/words.ts";
import { evaluateExpr, ExpressionError, type Expr } from "../../isa/expression.ts";
import { handleOf } from "../../isa/handles.ts";
import type { OperatorAction, SharedInfo } from "../../isa/image.ts";
import { EventKind } from "../events.ts";
import { peek, poke } from "../memory/memory.ts";
import { emit, emitText, type Simulation } from "../simulation.ts";
import { NEVER } from "../state.ts";
import { EndKind } from "../states.ts";
import { processName } from "../names.ts";
import { endByOther, hasArrived } from "./ending.ts";
import { INIT } from "./family.ts";
import { resumeByOther, suspendByOther } from "./suspension.ts";

/** The tick of the next block, or NEVER. */
export function nextOperator(sim: Simulation): number {
  return sim.image.operators[sim.world.nextOperator]?.tick ?? NEVER;
}

/** Does every block whose tick has come. */
export function operate(sim: Simulation): void {
  const { world, image } = sim;
  for (let next = nextOperator(sim); next !== NEVER && next <= world.tick; next = nextOperator(sim)) {
    const number = world.nextOperator++;
    emit(sim, EventKind.operatorActed, number, 0, 0, 0, 0);
    image.operators[number]!.actions.forEach((action, k) => attempt(sim, number, k, action));
  }
}

function attempt(sim: Simulation, block: number, place: number, action: OperatorAction): void {
  try {
    if (action.kind === "call") call(sim, action.call, action.args);
    else assign(sim, action.target, valueOf(sim, action.value));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    sim.said = error.said;
    emitText(sim, EventKind.operatorFailed, block, place, 0, error.message);
    sim.said = undefined;
  }
}

type Action = (sim: Simulation, pid: number) => number;

/** What each call of the operator does. */
const ACTIONS: Readonly<Record<string, Action>> = {
  kill: (sim, pid) => endByOther(sim, pid, INIT, EndKind.killed, [phrase("killed by the operator")]),
  suspend: (sim, pid) => suspendByOther(sim, sim.world.processes[pid], pid, INIT),
  resume: (sim, pid) => resumeByOther(sim, sim.world.processes[pid], pid),
};

/** The calls that the operator can make. */
export const OPERATOR_ACTIONS: ReadonlySet<string> = new Set(Object.keys(ACTIONS));

function call(sim: Simulation, name: string, args: readonly Expr[]): void {
  const action = ACTIONS[name];
  if (action === undefined) throw new ExpressionError("the operator cannot {0}", name);
  const pid = valueOf(sim, args[0]!);
  const idle = whyIdle(sim, name, pid);
  if (idle !== undefined) throw idle;
  action(sim, pid);
}

/** Why an action would do nothing to a process, if so. */
function whyIdle(sim: Simulation, name: string, pid: number): ExpressionError | undefined {
  const process = sim.world.processes[pid];
  if (process === undefined) return new ExpressionError("{0}: there is no process {1}", name, pid);
  if (pid === INIT) return new ExpressionError("{0}: nobody can act upon init", name);
  const who = processName(sim, pid);
  if (process.end !== EndKind.alive)
    return new ExpressionError("{0}: {1} has ended, at tick {2}", name, who, process.finish);
  if (!hasArrived(sim, process))
    return process.arrival === sim.world.tick
      ? new ExpressionError(
          "{0}: {1} arrives at tick {2}, and the operator acts before who arrives",
          name,
          who,
          process.arrival,
        )
      : new ExpressionError("{0}: {1} arrives at tick {2}", name, who, process.arrival);
  if (name === "resume" && !process.suspended) return new ExpressionError("{0}: {1} is not suspended", name, who);
  if (name === "suspend" && process.suspended) return new ExpressionError("{0}: {1} is suspended already", name, who);
  return undefined;
}

/** The place of a shared word. */
interface Place {
  readonly shared: SharedInfo;
  readonly address: number;
}

/** A shared variable, or as far as its indices lead into it. */
function placeOf(sim: Simulation, e: Expr, depth = 0): Place {
  if (e.kind === "name") {
    const shared = sim.image.shared.find((each) => each.name === e.name);
    if (shared === undefined) throw new ExpressionError('"{0}" is not a shared word', e.name);
    if (shared.type.lengths.length !== depth) throw new ExpressionError('"{0}" is an array', e.name);
    return { shared, address: shared.address };
  }
  if (e.kind !== "index") throw new ExpressionError("this is not a shared word");
  const base = placeOf(sim, e.object, depth + 1);
  const { lengths } = base.shared.type;
  const dimension = lengths.length - depth - 1;
  const index = valueOf(sim, e.index);
  if (index < 0 || index >= lengths[dimension]!) throw new ExpressionError("index out of bounds: {0}", index);
  const stride = lengths.slice(dimension + 1).reduce((product, length) => product * length, 4);
  return { ...base, address: base.address + index * stride };
}

const NOWHERE = { table: new Int32Array(0), spaceBytes: 0 };

function assign(sim: Simulation, target: Expr, value: number): void {
  const { shared, address } = placeOf(sim, target);
  poke(sim.world.nodes[shared.machine]!.memory, NOWHERE, address, value);
}

function readPlace(sim: Simulation, e: Expr): number {
  const { shared, address } = placeOf(sim, e);
  return peek(sim.world.nodes[shared.machine]!.memory, NOWHERE, address) ?? 0;
}

function nameValue(sim: Simulation, e: Extract<Expr, { kind: "name" }>): number {
  const { image } = sim;
  const constant = image.constants.find((each) => each.name === e.name);
  if (constant !== undefined) return constant.value;
  if (image.shared.some((each) => each.name === e.name)) return readPlace(sim, e);
  const process = image.processes.findIndex((each) => each.name === e.name);
  if (process >= 0) return process + 1;
  const machine = image.machines.find((each) => each.name === e.name);
  if (machine !== undefined) return handleOf("machine", machine.index);
  throw new ExpressionError('"{0}" is not a name here', e.name);
}

function valueOf(sim: Simulation, expression: Expr): number {
  return evaluateExpr(expression, (e) => {
    if (e.kind === "name") return nameValue(sim, e);
    if (e.kind === "index") return readPlace(sim, e);
    throw new ExpressionError("this has no value for the operator");
  });
}
