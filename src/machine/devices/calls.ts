/**
 * The calls of input and output: print, io, read, write, open, close.
 */
import { dequeLength } from "../../base/deque.ts";
import { LIMITS } from "../../base/limits.ts";
import { handleIndex } from "../../isa/handles.ts";
import { INSTRUCTION_BYTES } from "../../isa/instructions.ts";
import { PC } from "../../isa/registers.ts";
import { raiseFault } from "../cpu/fault.ts";
import type { Handlers } from "../cpu/handler.ts";
import { EventKind } from "../events.ts";
import { GROWTH, grows } from "../growth.ts";
import { showWord } from "../names.ts";
import { emitText, processAt, type Simulation } from "../simulation.ts";
import { atBound } from "../bounds.ts";
import type { Device, Thread } from "../state.ts";
import { FaultKind } from "../states.ts";
import { requestService } from "./device.ts";
import { closeFile, openFile, readFile, writeFile } from "./files.ts";

/** The device that a word names: that of its name on the caller's machine, or itself where there is none. */
function deviceArg(sim: Simulation, thread: Thread): Device | undefined {
  const named = sim.image.devices[handleIndex(sim.args[0]!, "device")];
  if (named === undefined) return undefined;
  const { node } = processAt(sim, thread.pid);
  const here = sim.image.devices.find((device) => device.machine === node && device.name === named.name);
  return sim.world.devices[(here ?? named).index];
}

const serviceOf = (sim: Simulation, device: Device): number => sim.image.devices[device.index]!.settings.service;

function io(sim: Simulation, thread: Thread, count: number): number {
  const device = deviceArg(sim, thread);
  if (device === undefined) raiseFault(sim, thread, FaultKind.badArgument, sim.args[0]!);
  else {
    const ticks = count > 1 ? sim.args[1]! : serviceOf(sim, device);
    if (ticks < 0) raiseFault(sim, thread, FaultKind.negativeTime, ticks);
    else requestService(sim, thread, device, { ticks, kind: "io", value: 0 });
  }
  return 0;
}

function read(sim: Simulation, thread: Thread): number {
  const device = deviceArg(sim, thread);
  if (device === undefined) return readFile(sim, processAt(sim, thread.pid), sim.args[0]!);
  requestService(sim, thread, device, { ticks: serviceOf(sim, device), kind: "read", value: 0 });
  return 0;
}

function write(sim: Simulation, thread: Thread): number {
  const device = deviceArg(sim, thread);
  const value = sim.args[1]!;
  if (device === undefined) return writeFile(sim, processAt(sim, thread.pid), sim.args[0]!, value);
  if (dequeLength(device.words) >= LIMITS.fileWords) return atBound(sim, "fileWords");
  grows(sim.world, GROWTH.word);
  requestService(sim, thread, device, { ticks: serviceOf(sim, device), kind: "write", value });
  return 0;
}

function open(sim: Simulation, thread: Thread): number {
  const name = sim.image.texts[handleIndex(sim.args[0]!, "text")];
  if (name !== undefined) return openFile(sim, processAt(sim, thread.pid), name);
  raiseFault(sim, thread, FaultKind.badArgument, sim.args[0]!);
  return 0;
}

function print(sim: Simulation, thread: Thread, count: number): number {
  const words: string[] = [];
  for (let k = 0; k < count; k++) words.push(showWord(sim, sim.args[k]!));
  const address = thread.registers[PC]! - INSTRUCTION_BYTES;
  emitText(sim, EventKind.printed, thread.pid, thread.id, address, words.join(" "));
  return 0;
}

export const ioCalls: Handlers = {
  print,
  io,
  read,
  write,
  open,
  close: (sim, thread) => closeFile(sim, processAt(sim, thread.pid), sim.args[0]!),
};
