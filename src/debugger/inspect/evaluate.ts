/**
 * What an expression means to the person who looks at a stopped machine: names of the frame in view, of its program, of the
 * scenario, of other processes (`p.count`, `p.pcb.state`), registers, fields of PCBs and of objects (`slots.count`).
 *
 * Keeps true: evaluation changes nothing; a name is looked for from the inside out, as in the language; what cannot be known
 * is an ExpressionError that says why.
 */
import { readHandle } from "../../isa/handles.ts";
import { evaluateExpr, ExpressionError, type Expr } from "../../isa/expression.ts";
import { processAt, type Simulation } from "../../machine/simulation.ts";
import type { Thread } from "../../machine/state.ts";
import { EndKind } from "../../machine/states.ts";
import { cpuField, cpuProblem, CPUS } from "./cpuFields.ts";
import { readWord, topFrame } from "./frames.ts";
import { objectField } from "./objectFields.ts";
import { pcbField, pcbRow } from "./pcb.ts";
import { meaningOf, noMember, ofArrays } from "./scope.ts";
import { dataPlace, frameVariable, processNamed, type Place, type Viewpoint } from "./viewpoint.ts";

export { dataPlace, frameVariable, isVisible, processNamed, type Place, type Viewpoint } from "./viewpoint.ts";

const outside = (index: number, length: number): ExpressionError =>
  new ExpressionError("index {0} is outside 0 … {1}", index, length - 1);

function indexed(place: Place, index: number): Place {
  const [length, ...inner] = place.type.lengths;
  if (length === undefined) throw new ExpressionError("this is not an array");
  if (index < 0 || index >= length) throw outside(index, length);
  const stride = inner.reduce((words, n) => words * n, 1) * 4;
  return {
    pid: place.pid,
    address: place.address + index * stride,
    type: { ...place.type, lengths: inner },
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
  if (e.kind === "name") {
    const meaning = meaningOf(view, e.name);
    return meaning?.kind === "place" ? meaning.place : undefined;
  }
  if (e.kind === "index") {
    const array = placeOf(ofArrays(view), e.object);
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

/** What a name alone stands for, as a number. */
function nameValue(view: Viewpoint, name: string): number {
  const meaning = meaningOf(view, name);
  switch (meaning?.kind) {
    case "place":
      return wordAt(view.sim, meaning.place);
    case "word":
      return meaning.value;
    case "enum":
      throw new ExpressionError(
        '"{0}" is an enum: name one of its members, {1}',
        name,
        [...meaning.members.keys()].join(", "),
      );
    case "objects":
      throw new ExpressionError('"{0}" is an array: name one of its elements, as in {0}[0]', name);
    case "cpus":
      throw new ExpressionError("name one of the CPUs, as in {0}[0], and a field of it", CPUS);
    case undefined:
      throw new ExpressionError('"{0}" is not a name here', name);
  }
}

/** `Kind.pong`: a member of an enum; undefined where what stands before the point is none. */
function enumMember(view: Viewpoint, { object, member }: Extract<Expr, { kind: "member" }>): number | undefined {
  const meaning = object.kind === "name" ? meaningOf(view, object.name) : undefined;
  if (meaning?.kind !== "enum" || object.kind !== "name") return undefined;
  const value = meaning.members.get(member);
  if (value === undefined) throw new ExpressionError(noMember(view.map, object.name, meaning.members.keys(), member));
  return value;
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
  if (value === undefined) throw new ExpressionError('a thread has no field "{0}", or not yet', name);
  return value;
}

function memberValue(view: Viewpoint, e: Extract<Expr, { kind: "member" }>): number {
  const ofEnum = enumMember(view, e);
  if (ofEnum !== undefined) return ofEnum;
  const ofCpu = cpuValue(view, e);
  if (ofCpu !== undefined) return ofCpu;
  const object = e.object.kind === "member" && e.object.member === "pcb" ? e.object.object : e.object;
  const pid = valueOf(view, object);
  const field = object === e.object ? objectField(view.sim, pid, e.member) : undefined;
  if (field !== undefined) {
    if (field.value === undefined) throw new ExpressionError('a {0} has no field "{1}"', field.kind, e.member);
    return field.value;
  }
  const thread = threadNamed(view.sim, pid);
  if (thread !== undefined) return threadField(view.sim, thread, e.member);
  const process = view.sim.world.processes[pid];
  if (process === undefined || pid <= 0) throw new ExpressionError("only a process or an object has fields here");
  const place = object === e.object ? memberPlace(view, { kind: "int", value: pid }, e.member) : undefined;
  if (place !== undefined) return wordAt(view.sim, place);
  if (e.member === "exit" && process.end === EndKind.alive)
    throw new ExpressionError("{0} has not ended", process.name);
  const value = pcbField(view.sim, process, e.member);
  if (value !== undefined) return value;
  if (pcbRow(e.member) !== undefined) throw new ExpressionError("{0} has no {1} now", process.name, e.member);
  throw new ExpressionError('{0} has no field, and no variable now, "{1}"', process.name, e.member);
}

/** Whether a name stands for the CPUs here. */
export function namesCpus(view: Viewpoint, e: Expr): boolean {
  return e.kind === "name" && e.name === CPUS && meaningOf(ofArrays(view), CPUS)?.kind === "cpus";
}

/** Why something in brackets has no value by itself. */
function elementProblem(view: Viewpoint, e: Extract<Expr, { kind: "index" }>): string {
  const { words } = view.sim;
  if (!namesCpus(view, e.object)) return words("only an array has elements");
  const place = valueOf(view, e.index);
  return cpuProblem(view.sim, place) ?? words("cpu[{0}] is no number: name one of its fields", place);
}

/** An element of an array of objects: `forks[1]`. */
function elementObject(view: Viewpoint, e: Extract<Expr, { kind: "index" }>): number | undefined {
  const meaning = e.object.kind === "name" ? meaningOf(ofArrays(view), e.object.name) : undefined;
  if (meaning?.kind !== "objects") return undefined;
  const index = valueOf(view, e.index);
  const handle = meaning.handles[index];
  if (handle === undefined) throw outside(index, meaning.handles.length);
  return handle;
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
        throw new ExpressionError('"{0}" is not called here: looking must not change the machine', leaf.callee);
      case "text":
        throw new ExpressionError("a text has no number");
    }
  });
}
