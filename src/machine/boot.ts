/**
 * From an image to a simulation at tick 0: machines with empty memory, init, and the jobs that are to arrive.
 */
import { createHeap } from "../base/heap.ts";
import { LIMITS } from "../base/limits.ts";
import { english, type Words } from "../base/words.ts";
import { SHARED_BASE, type Image, type MachineInfo } from "../isa/image.ts";
import { numberArg, type Choice } from "../isa/settings.ts";
import { seededChooser, type Chooser } from "./choice.ts";
import { Overhead } from "./events.ts";
import { createIpc } from "./ipc/objects.ts";
import { usersOf } from "./ipc/users.ts";
import { createLevel } from "./level.ts";
import { createMemory, poke } from "./memory/memory.ts";
import { createScratch } from "./cpu/ahead.ts";
import { createDevices } from "./devices/device.ts";
import { createProcess, newPcb } from "./process/creation.ts";
import { createSteering } from "./sched/holding.ts";
import { policyFor } from "./sched/policies.ts";
import { createReadyQueue } from "./sched/readyQueue.ts";
import { isSliced } from "./sched/slices.ts";
import { KERNEL_THREADS, quantumOf } from "./threads/threading.ts";
import { createExecution, type Hardware, type Simulation } from "./simulation.ts";
import { Ended, NEVER, Phase, type Cpu, type Node, type Process, type World } from "./state.ts";
import { FaultKind, LeaveReason } from "./states.ts";

export interface BootOptions {
  /** Replaces the seed of the scenario. */
  readonly seed?: number;
  /** Who makes the choices; the seeded chooser by default. */
  readonly choose?: Chooser;
  /** How texts about it are said; English by default. */
  readonly words?: Words;
}

function newCpu(index: number, node: number, number: number): Cpu {
  return {
    index,
    node,
    number,
    thread: -1,
    lastThread: -1,
    lastPid: -1,
    lastCarrier: -1,
    leftReason: LeaveReason.none,
    outgoing: -1,
    overhead: Overhead.none,
    overheadLeft: 0,
    quantumEnd: NEVER,
    sliceEnd: NEVER,
    spinner: 0,
    due: false,
    followUp: false,
    plain: false,
    user: 0,
    kernel: 0,
  };
}

/** Frames of a machine: as set, as far as the host has room; who does not speak of memory has as much as there is room for. */
function frameLimit({ settings }: MachineInfo, machines: number, sharedBytes: number): number {
  const most = Math.floor(LIMITS.memoryBytes / machines / settings.page) + Math.ceil(sharedBytes / settings.page);
  return Math.min(most, settings.given.includes("memory") ? settings.memory : LIMITS.frames);
}

function newNode(image: Image, machine: MachineInfo, cpus: readonly Cpu[]): Node {
  const { settings, index } = machine;
  const end = Math.max(SHARED_BASE, ...image.shared.map((shared) => shared.address + shared.words * 4));
  const node: Node = {
    index,
    cpus: cpus.filter((cpu) => cpu.node === index).map((cpu) => cpu.index),
    queues: Array.from({ length: settings.ready_queues.name === "per_cpu" ? settings.cpus : 1 }, createReadyQueue),
    readyCount: 0,
    look: NEVER,
    owing: [],
    expired: [],
    joined: [],
    nextTail: 0,
    nextHead: -1,
    memory: createMemory(
      frameLimit(machine, image.machines.length, end - SHARED_BASE),
      settings.page,
      end - SHARED_BASE,
    ),
    jobQueue: [],
    degree: createLevel(),
    swappedOut: [],
    interrupts: [],
    handling: false,
  };
  const nowhere = { table: new Int32Array(0), spaceBytes: 0 };
  for (const shared of image.shared) {
    if (shared.machine !== index) continue;
    shared.init.forEach((value, k) => poke(node.memory, nowhere, shared.address + 4 * k, value));
  }
  return node;
}

/** The ancestor of all: it never runs, and takes note of every child's end at once. */
function newInit(): Process {
  const settings = { priority: 0, tickets: 1, nice: 0, deadline: undefined, period: undefined, memory: 0 };
  const init = newPcb(0, {
    name: "init",
    parent: 0,
    node: 0,
    program: -1,
    args: [],
    arrival: 0,
    threads: undefined,
    settings,
  });
  return { ...init, admitted: true };
}

function newWorld(image: Image): World {
  const cpus: Cpu[] = [];
  for (const machine of image.machines) {
    for (let number = 0; number < machine.settings.cpus; number++)
      cpus.push(newCpu(cpus.length, machine.index, number));
  }
  return {
    tick: 0,
    phase: Phase.boundary,
    cursor: 0,
    redispatch: false,
    zeroWork: 0,
    ended: Ended.not,
    endReason: "",
    endSaid: null,
    deadlock: [],
    choices: 0,
    nodes: image.machines.map((machine) => newNode(image, machine, cpus)),
    cpus,
    processes: [newInit()],
    threads: [],
    timers: createHeap(),
    pending: [],
    deadlines: [],
    ipc: createIpc(image),
    devices: createDevices(image),
    files: [],
    openFiles: [],
    deferred: [],
    nextRequest: 0,
    arrivals: [],
    nextOperator: 0,
    alive: 0,
    reaped: [],
    grown: 0,
    steering: createSteering(),
    traceHash: new Int32Array(3),
  };
}

function hardwareOf(image: Image, machine: MachineInfo): Hardware {
  const { scheduler, instruction, context_switch: contextSwitch, thread_switch: threadSwitch } = machine.settings;
  const steals = numberArg(machine.settings.ready_queues, "stealing") !== 0;
  const hardware = {
    instruction,
    contextSwitch,
    threadSwitch,
    scheduler,
    policy: policyFor(scheduler),
    steals,
    isSliced: false,
  };
  // The medium-term scheduler looks at every dispatch, which back to back ends of quanta leave out.
  const swaps = machine.settings.swapping.name !== "none";
  const isSimple = modelsOf(image).every(({ name }) => name === KERNEL_THREADS.name);
  return { ...hardware, isSliced: isSimple && !swaps && isSliced(hardware) };
}

/** The stack of each thread: at least the usual size, and room for twice the largest frame. */
function stackBytesOf(image: Image, usual: number): number {
  const largest = Math.max(0, ...image.routines.map((routine) => routine.frameBytes + routine.params.length * 4 + 64));
  return Math.max(usual, largest * 2);
}

/** Whether the operating system of a machine has more to do than to dispatch. */
function isManaged({ settings }: MachineInfo): boolean {
  const { degree, swapping, interrupt, given } = settings;
  return degree !== "unlimited" || swapping.name !== "none" || interrupt > 0 || given.includes("memory");
}

/** The thread models of the processes that the scenario declares, and so of all that are ever made. */
function modelsOf({ machines, processes }: Image): Choice[] {
  const models = [
    ...machines.map(({ settings }) => settings.threads),
    ...processes.map(({ settings }) => settings.threads),
  ];
  return models.filter((model) => model !== undefined);
}

/** The seed of a run: as asked for, else as the scenario says. */
export function seedOf(image: Image, asked?: number): number {
  return asked ?? image.machines[0]?.settings.seed ?? 1;
}

/** A simulation of the image at tick 0, before anything has happened. */
export function boot(image: Image, options: BootOptions = {}): Simulation {
  const world = newWorld(image);
  const hardware = image.machines.map((machine) => hardwareOf(image, machine));
  const sim: Simulation = {
    image,
    hardware,
    world,
    choose: options.choose ?? seededChooser(seedOf(image, options.seed)),
    observe: undefined,
    observesSlices: true,
    observeSpan: undefined,
    races: undefined,
    watchers: [],
    marks: new Uint8Array(image.code.length / 2),
    onMark: undefined,
    onChoice: undefined,
    passMark: -1,
    message: undefined,
    words: options.words ?? english,
    said: undefined,
    caller: -1,
    stopRequested: false,
    isOrdered: hardware.some(({ policy }) => policy.preemptedFirst || policy.before !== undefined),
    isTimed: hardware.some(({ policy }) => policy.after !== undefined || policy.next !== undefined),
    isManaged: image.machines.some((machine) => isManaged(machine)),
    hasSlices: modelsOf(image).some((model) => quantumOf(model) > 0),
    dispatchHorizon: Infinity,
    horizon: Infinity,
    stackBytes: stackBytesOf(image, LIMITS.stackBytes),
    threadStackBytes: stackBytesOf(image, LIMITS.threadStackBytes),
    executions: world.cpus.map((cpu) => createExecution(image, world.nodes[cpu.node]!)),
    users: usersOf(image),
    scratch: world.nodes.map((node) => createScratch(image, node)),
    need: { work: 0, kernel: 0, fault: FaultKind.none, value: 0 },
    args: new Int32Array(256),
  };
  image.processes.forEach((info) => {
    const { settings } = info;
    const parent = info.parent === undefined ? 0 : info.parent + 1;
    createProcess(sim, {
      name: info.name,
      parent,
      node: info.machine,
      program: info.program,
      args: info.args,
      arrival: settings.arrival,
      threads: settings.threads,
      settings,
    });
  });
  for (const process of world.processes) {
    // A parent that is declared after its child did not exist yet.
    if (process.parent > process.pid) world.processes[process.parent]!.children.push(process.pid);
  }
  // Array.prototype.sort is stable: equal arrivals stay in declaration order.
  const byArrival = world.processes.slice(1).sort((a, b) => a.arrival - b.arrival);
  world.arrivals.push(...byArrival.map((process) => process.pid));
  return sim;
}
