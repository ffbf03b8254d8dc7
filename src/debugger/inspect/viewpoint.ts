/**
 * From where a person looks at the machine, and the places in memory that variables have from there.
 *
 * Keeps true: a local is that of the frame in view, where its block is; of several with one name the innermost.
 */
import type { SharedInfo, TypeInfo, VariableInfo } from "../../isa/image.ts";
import type { Simulation } from "../../machine/simulation.ts";
import type { Process, Thread } from "../../machine/state.ts";
import { routineAt, type CodeMap } from "./codeMap.ts";
import type { FrameInfo } from "./frames.ts";

/** From where an expression is looked at. Without a thread only the scenario's names mean something. */
export interface Viewpoint {
  readonly sim: Simulation;
  readonly map: CodeMap;
  readonly thread: Thread | undefined;
  readonly frame: FrameInfo | undefined;
  /** Names that mean something here alone, before all others: `old` and `new` of a data breakpoint, the fields of an event. */
  readonly given?: { get(name: string): number | undefined };
}

/** A place in memory with its type: a variable, or part of an array. */
export interface Place {
  readonly pid: number;
  readonly address: number;
  readonly type: TypeInfo;
}

/** Whether the frame stands where the variable can be seen. */
export function isVisible(variable: VariableInfo, frame: Pick<FrameInfo, "index">): boolean {
  return frame.index >= variable.from && frame.index < variable.to;
}

export function frameVariable(view: Viewpoint, name: string): Place | undefined {
  const { frame, thread } = view;
  if (frame === undefined || thread === undefined || frame.fp === 0) return undefined;
  const variable = routineAt(view.map, frame.index)?.variables.findLast(
    (v) => v.name === name && v.location.space === "frame" && isVisible(v, frame),
  );
  return variable && { pid: thread.pid, address: frame.fp + variable.location.address, type: variable.type };
}

/** A word of the data section of a process's program. */
export function dataPlace(sim: Simulation, process: Process, name: string): Place | undefined {
  const variable = sim.image.programs[process.program]?.variables.find(
    (v) => v.name === name && v.location.space === "data",
  );
  return variable && { pid: process.pid, address: variable.location.address, type: variable.type };
}

/** Whether the source at an instruction sees a variable of a program's data section by its name alone. */
export function seesData(map: CodeMap, index: number, program: number, variable: VariableInfo): boolean {
  const routine = routineAt(map, index);
  return routine?.program === program && (routine.kind === "function" || isVisible(variable, { index }));
}

/** A shared word. Any process of its machine reads it; init stands for them. */
export function sharedPlace(sim: Simulation, shared: SharedInfo): Place {
  const process = sim.world.processes.find((p) => p.pid > 0 && p.node === shared.machine) ?? sim.world.processes[0]!;
  return { pid: process.pid, address: shared.address, type: shared.type };
}

/** The process that a scenario's name, or an expression's value, stands for. */
export function processNamed(sim: Simulation, name: string): Process | undefined {
  return sim.world.processes.find((p) => p.pid > 0 && p.name === name);
}
