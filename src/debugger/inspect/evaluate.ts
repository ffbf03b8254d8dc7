/**
 * What an expression means to the person who looks at a stopped machine: names of the frame in view, of its program, of the
 * scenario, of other processes (`p.count`, `p.pcb.state`), registers, fields of PCBs and of objects (`slots.count`).
 *
 * Keeps true: evaluation changes nothing; a name is looked for from the inside out, as in the language; what cannot be known
 * is an ExpressionError that says why.
 */
import { handleOf, readHandle } from "../../isa/handles.ts";
import { ERRORS } from "../../isa/errors.ts";
import { evaluateExpr, ExpressionError, type Expr } from "../../isa/expression.ts";
import type { SharedInfo, TypeInfo, VariableInfo } from "../../isa/image.ts";
import { registerNumber } from "../../isa/registers.ts";
import { processAt, type Simulation } from "../../machine/simulation.ts";
import type { Process, Thread } from "../../machine/state.ts";
import { EndKind, STATES } from "../../machine/states.ts";
import { routineAt, type CodeMap } from "./codeMap.ts";
import { cpuField, cpuProblem, CPUS } from "./cpuFields.ts";
import { readWord, topFrame, type FrameInfo } from "./frames.ts";
import { objectField } from "./objectFields.ts";
import { pcbField, pcbRow } from "./pcb.ts";

/** From where an expression is looked at. Without a thread only the scenario's names mean something. */
export interface Viewpoint {
  readonly sim: Simulation;
  readonly map: CodeMap;
  readonly thread: Thread | undefined;
  readonly frame: FrameInfo | undefined;
  /** Names that mean something here alone, as `old` and `new` in the condition of a data breakpoint. */
  readonly given?: ReadonlyMap<string, number>;
}

/** A place in memory with its type: a variable, or part of an array. */
export interface Place {
  readonly pid: number;
  readonly address: number;
  readonly type: TypeInfo;
}

export function frameVariable(view: Viewpoint, name: string): Place | undefined {
  const { frame, thread } = view;
  if (frame === undefined || thread === undefined) return undefined;
  const routine = routineAt(view.map, frame.index);
  const found = routine?.variables.filter(
    (v) => v.name === name && v.location.space === "frame" && isVisible(v, frame),
  );
  const variable = found?.[found.length - 1];
  if (variable === undefined || frame.fp === 0) return undefined;
  return {
    pid: thread.pid,
    address: frame.fp + variable.location.address,
    type: variable.type,
  };
}

/** Whether the frame stands where the variable can be seen. */
export function isVisible(variable: VariableInfo, frame: FrameInfo): boolean {
  return frame.index >= variable.from && frame.index < variable.to;
}

/** A word of the data section of a process's program. */
export function dataPlace(sim: Simulation, process: Process, name: string): Place | undefined {
  const variable = sim.image.programs[process.program]?.variables.find(
    (v) => v.name === name && v.location.space === "data",
  );
  return (
    variable && {
      pid: process.pid,
      address: variable.location.address,
      type: variable.type,
    }
  );
}

/** A shared word. Any process of its machine reads it; init stands for them. */
function sharedPlace(sim: Simulation, shared: SharedInfo): Place {
  const process = sim.world.processes.find((p) => p.pid > 0 && p.node === shared.machine) ?? sim.world.processes[0]!;
  return { pid: process.pid, address: shared.address, type: shared.type };
}

function placeOfName(view: Viewpoint, name: string): Place | undefined {
  const local = frameVariable(view, name);
  if (local !== undefined) return local;
  const { sim, thread } = view;
  const data = thread && dataPlace(sim, sim.world.processes[thread.pid]!, name);
  if (data !== undefined) return data;
  const shared = sim.image.shared.find((s) => s.name === name);
  return shared && sharedPlace(sim, shared);
}

/** The process that a scenario's name, or an expression's value, stands for. */
export function processNamed(sim: Simulation, name: string): Process | undefined {
  return sim.world.processes.find((p) => p.pid > 0 && p.name === name);
}

function indexed(place: Place, index: number): Place {
  const [length, ...inner] = place.type.lengths;
  if (length === undefined) throw new ExpressionError("this is not an array");
  if (index < 0 || index >= length) throw new ExpressionError(`index ${index} is outside 0 … ${length - 1}`);
  const stride = inner.reduce((words, n) => words * n, 1) * 4;
  return {
    pid: place.pid,
    address: place.address + index * stride,
    type: { name: place.type.name, lengths: inner },
  };
}

/** A variable of another process: of its data section, or of the routine that its main thread is in. */
function memberPlace(view: Viewpoint, object: Expr, name: string): Place | undefined {
  const { sim, map } = view;
  const pid = object.kind === "name" ? processNamed(sim, object.name)?.pid : object.kind === "int" ? object.value : 0;
  const process = pid === undefined || pid <= 0 ? undefined : sim.world.processes[pid];
  if (process === undefined) return undefined;
  const data = dataPlace(sim, process, name);
  const thread = sim.world.threads[process.threads[0] ?? -1];
  if (data !== undefined || thread === undefined) return data;
  return frameVariable({ sim, map, thread, frame: topFrame(map, thread) }, name);
}

/** The place in memory that an expression names, or undefined when it names none. */
export function placeOf(view: Viewpoint, e: Expr): Place | undefined {
  if (e.kind === "name") return placeOfName(view, e.name);
  if (e.kind === "index") {
    const array = placeOf(view, e.object);
    return array && indexed(array, valueOf(view, e.index));
  }
  if (e.kind === "member") return memberPlace(view, e.object, e.member);
  return undefined;
}

/** The word at a place. */
export function wordAt(sim: Simulation, place: Place): number {
  if (place.type.lengths.length > 0) throw new ExpressionError("an array is not a number; name one of its elements");
  const word = readWord(sim, place.pid, place.address);
  if (word === undefined)
    throw new ExpressionError("its memory is not there: the process is not loaded yet, or has ended");
  return word;
}

/** The constants of the language. */
export const TRUTHS: ReadonlyMap<string, number> = new Map([
  ["true", 1],
  ["false", 0],
]);

function constantOf(sim: Simulation, name: string): number | undefined {
  const constant = sim.image.constants.find((c) => c.name === name);
  if (constant !== undefined) return constant.value;
  return TRUTHS.get(name) ?? ERRORS.find((row) => row.name === name)?.value;
}

function objectOf(sim: Simulation, name: string): number | undefined {
  const { image } = sim;
  const object = image.objects.find((o) => o.name === name);
  if (object !== undefined) return handleOf(object.kind, object.index);
  const machine = image.machines.find((m) => m.name === name);
  if (machine !== undefined) return handleOf("machine", machine.index);
  const device = image.devices.find((d) => d.name === name);
  return device && handleOf("device", device.index);
}

/** The states of a thread as words to compare with: `p.state == suspended_ready`. */
export const STATE_WORDS: ReadonlyMap<string, number> = new Map(
  STATES.map((row) => [row.name.replaceAll(" ", "_"), row.state]),
);

/** Names of the machine itself. */
export const MACHINE_NAMES: Readonly<Record<string, (view: Viewpoint) => number | undefined>> = {
  tick: (view) => view.sim.world.tick,
  who: (view) => view.thread?.pid,
  thread: (view) => view.thread?.number,
};

function nameValue(view: Viewpoint, name: string): number {
  const place = placeOfName(view, name);
  if (place !== undefined) return wordAt(view.sim, place);
  const value =
    view.given?.get(name) ??
    constantOf(view.sim, name) ??
    processNamed(view.sim, name)?.pid ??
    objectOf(view.sim, name) ??
    (Object.hasOwn(MACHINE_NAMES, name) ? MACHINE_NAMES[name]?.(view) : undefined) ??
    registerValue(view, name) ??
    STATE_WORDS.get(name);
  if (value === undefined) throw new ExpressionError(`"${name}" is not a name here`);
  return value;
}

function registerValue(view: Viewpoint, name: string): number | undefined {
  const number = registerNumber(name);
  return number === undefined ? undefined : view.thread?.registers[number];
}

/** A field of `cpu[k]`, where no variable has that name. */
function cpuValue(view: Viewpoint, { object, member }: Extract<Expr, { kind: "member" }>): number | undefined {
  if (object.kind !== "index" || !namesCpus(view, object.object)) return undefined;
  const value = cpuField(view.sim, valueOf(view, object.index), member);
  if (typeof value === "string") throw new ExpressionError(value);
  return value;
}

/** The thread that a word names, as `spawn` and `tid` give it. */
function threadNamed(sim: Simulation, word: number): Thread | undefined {
  const handle = readHandle(word);
  return handle?.kind === "thread" ? sim.world.threads[handle.index] : undefined;
}

/** A field of a thread: of the control block of its process as it is with that thread in view. */
function threadField(sim: Simulation, thread: Thread, name: string): number {
  const value = pcbField(sim, processAt(sim, thread.pid), name, thread);
  if (value === undefined) throw new ExpressionError(`a thread has no field "${name}", or not yet`);
  return value;
}

function memberValue(view: Viewpoint, e: Extract<Expr, { kind: "member" }>): number {
  const ofCpu = cpuValue(view, e);
  if (ofCpu !== undefined) return ofCpu;
  const object = e.object.kind === "member" && e.object.member === "pcb" ? e.object.object : e.object;
  const pid = valueOf(view, object);
  const field = object === e.object ? objectField(view.sim, pid, e.member) : undefined;
  if (field !== undefined) {
    if (field.value === undefined) throw new ExpressionError(`a ${field.kind} has no field "${e.member}"`);
    return field.value;
  }
  const thread = threadNamed(view.sim, pid);
  if (thread !== undefined) return threadField(view.sim, thread, e.member);
  const process = view.sim.world.processes[pid];
  if (process === undefined || pid <= 0) throw new ExpressionError("only a process or an object has fields here");
  const place = object === e.object ? memberPlace(view, { kind: "int", value: pid }, e.member) : undefined;
  if (place !== undefined) return wordAt(view.sim, place);
  if (e.member === "exit" && process.end === EndKind.alive) throw new ExpressionError(`${process.name} has not ended`);
  const value = pcbField(view.sim, process, e.member);
  if (value !== undefined) return value;
  if (pcbRow(e.member) !== undefined) throw new ExpressionError(`${process.name} has no ${e.member} now`);
  throw new ExpressionError(`${process.name} has no field, and no variable now, "${e.member}"`);
}

/** Whether a name stands for the CPUs here. */
export function namesCpus(view: Viewpoint, e: Expr): boolean {
  return e.kind === "name" && e.name === CPUS && !placeOfName(view, CPUS) && objectOf(view.sim, CPUS) === undefined;
}

/** Why something in brackets has no value by itself. */
function elementProblem(view: Viewpoint, e: Extract<Expr, { kind: "index" }>): string {
  if (!namesCpus(view, e.object)) return "only an array has elements";
  const place = valueOf(view, e.index);
  return cpuProblem(view.sim, place) ?? `cpu[${place}] is no number: name one of its fields`;
}

/** An element of an array of objects: `forks[1]`. */
function elementObject(view: Viewpoint, e: Extract<Expr, { kind: "index" }>): number | undefined {
  return e.object.kind === "name" ? objectOf(view.sim, `${e.object.name}[${valueOf(view, e.index)}]`) : undefined;
}

/**
 * The value of an expression.
 * @throws ExpressionError when it has none
 */
export function valueOf(view: Viewpoint, e: Expr): number {
  return evaluateExpr(e, (leaf) => {
    switch (leaf.kind) {
      case "name":
        return nameValue(view, leaf.name);
      case "member":
        return memberValue(view, leaf);
      case "index": {
        const place = placeOf(view, leaf);
        const object = place === undefined ? elementObject(view, leaf) : undefined;
        if (object !== undefined) return object;
        if (place === undefined) throw new ExpressionError(elementProblem(view, leaf));
        return wordAt(view.sim, place);
      }
      case "call":
        throw new ExpressionError(`"${leaf.callee}" is not called here: looking must not change the machine`);
      case "text":
        throw new ExpressionError("a text has no number");
    }
  });
}
