/**
 * What must be true of a world between any two steps, checked from outside by tests.
 *
 * Keeps true: each check reads the state alone and knows none of the code that writes it; nothing here changes the world.
 */
import { assertNever } from "../base/assert.ts";
import { FRAME_SHIFT, Page } from "./memory/memory.ts";
import { accountNow } from "./metrics.ts";
import { isHeld } from "./sched/holding.ts";
import { goesFirst } from "./sched/readyQueue.ts";
import type { Simulation } from "./simulation.ts";
import type { Node, Process, Thread } from "./state.ts";
import { EndKind, ThreadState, WaitKind } from "./states.ts";
import { carrierAccount } from "./threads/account.ts";
import { checkThreading } from "./threads/soundness.ts";

type Report = (broken: string) => void;

/** Everything that is not as it must be; nothing for a sound world. */
export function checkInvariants(sim: Simulation): string[] {
  const broken: string[] = [];
  const report: Report = (what) => void broken.push(what);
  checkProcesses(sim, report);
  checkThreads(sim, report);
  for (const process of sim.world.processes.slice(1)) {
    checkThreading(sim.world, process, report);
    checkCarriers(sim, process, report);
  }
  checkCpus(sim, report);
  checkTime(sim, report);
  for (const node of sim.world.nodes) {
    checkQueues(sim, node, report);
    checkMemory(sim, node, report);
    checkDegree(sim, node, report);
  }
  checkDevices(sim, report);
  return broken;
}

const isSuspended = (state: ThreadState): boolean =>
  state === ThreadState.suspendedReady || state === ThreadState.suspendedWaiting;

function checkProcesses(sim: Simulation, report: Report): void {
  const { world } = sim;
  const alive = world.processes.filter((process) => process.pid > 0 && process.end === EndKind.alive);
  if (alive.length !== world.alive) report(`${world.alive} processes are said to be alive, ${alive.length} are`);
  world.processes.forEach((process, pid) => {
    if (process.pid !== pid) report(`process ${pid} calls itself ${process.pid}`);
    if (pid === 0) return;
    const parent = world.processes[process.parent];
    if (parent === undefined) report(`process ${pid} has no parent`);
    else if (!process.reaped && !parent.children.includes(pid)) report(`process ${pid} is no child of its parent`);
    for (const child of process.children)
      if (world.processes[child]?.parent !== pid) report(`process ${child} has another parent than ${pid}`);
    for (const child of process.zombies)
      if (world.processes[child]?.end === EndKind.alive) report(`process ${child} is a zombie and alive`);
    if (process.end !== EndKind.alive) checkEnded(sim, process, report);
  });
}

/** A process that has ended holds nothing, and its account adds up to its life. */
function checkEnded(sim: Simulation, process: Process, report: Report): void {
  const { pid } = process;
  const states = process.threads.map((id) => sim.world.threads[id]!.state);
  if (states.some((state) => state !== ThreadState.terminated))
    report(`process ${pid} has ended, a thread of it has not`);
  if (process.table.length > 0 || process.swap.length > 0) report(`process ${pid} has ended and holds memory`);
  if (process.files.length > 0) report(`process ${pid} has ended and holds files`);
  if (process.finish < process.arrival) report(`process ${pid} finished before it arrived`);
}

/** Where a thread of each state must be. */
function checkThreads(sim: Simulation, report: Report): void {
  const { world } = sim;
  const pending = new Set(world.pending.map((entry) => entry.thread));
  const arriving = new Set(world.arrivals);
  const parked = new Set(world.steering.parked.map((entry) => entry.thread));
  world.threads.forEach((thread, id) => {
    const name = `thread ${id} (process ${thread.pid})`;
    const isOnCpu = thread.cpu >= 0;
    const isQueued = thread.sched.place >= 0;
    if (thread.id !== id) report(`${name} calls itself ${thread.id}`);
    if (isOnCpu !== (thread.state === ThreadState.running))
      report(`${name} is ${ThreadState[thread.state]} on CPU ${thread.cpu}`);
    if (isQueued && thread.state !== ThreadState.ready)
      report(`${name} is ${ThreadState[thread.state]} in a ready queue`);
    switch (thread.state) {
      case ThreadState.new:
        if (!isComing(sim, thread, arriving, pending)) report(`${name} is new and nowhere`);
        break;
      case ThreadState.ready:
        if (parked.has(id) && !isHeld(world, id)) report(`${name} is parked and nobody holds it`);
        if (isQueued && isHeld(world, id)) report(`${name} is held in a ready queue`);
        checkPlace(name, [isQueued, pending.has(id), parked.has(id), isInRunQueue(sim, thread)], report);
        break;
      case ThreadState.running:
        if (world.cpus[thread.cpu]?.thread !== id) report(`${name} runs on a CPU that runs another`);
        break;
      case ThreadState.waiting:
      case ThreadState.suspendedWaiting:
        if (thread.wait === WaitKind.nothing && !pending.has(id)) report(`${name} waits for nothing`);
        break;
      case ThreadState.suspendedReady:
      case ThreadState.terminated:
        if (thread.wait !== WaitKind.nothing) report(`${name} is ${ThreadState[thread.state]} and waits`);
        break;
      default:
        assertNever(thread.state);
    }
  });
}

/** A ready thread is in one place. */
function checkPlace(name: string, places: readonly boolean[], report: Report): void {
  const count = places.filter((isThere) => isThere).length;
  if (count !== 1) report(`${name} is ready and in ${count} queues`);
}

/** Whether a thread that nobody carries stands in a run queue of its library. */
function isInRunQueue(sim: Simulation, thread: Thread): boolean {
  const { queue, processors } = sim.world.processes[thread.pid]!.threading;
  return [queue, ...processors.map((processor) => processor.queue)].some(({ items }) => items.includes(thread.id));
}

function isComing(
  sim: Simulation,
  thread: Thread,
  arriving: ReadonlySet<number>,
  pending: ReadonlySet<number>,
): boolean {
  const process = sim.world.processes[thread.pid]!;
  const node = sim.world.nodes[process.node]!;
  return arriving.has(thread.pid) || node.jobQueue.includes(thread.pid) || pending.has(thread.id);
}

function checkCpus(sim: Simulation, report: Report): void {
  for (const cpu of sim.world.cpus) {
    if (cpu.thread >= 0 && sim.world.threads[cpu.thread]?.cpu !== cpu.index)
      report(`CPU ${cpu.index} runs thread ${cpu.thread}, which is not on it`);
    if (cpu.overheadLeft < 0) report(`CPU ${cpu.index} has negative overhead`);
    if (cpu.overheadLeft > 0 && cpu.overhead === 0) report(`CPU ${cpu.index} has overhead of no kind`);
    if (cpu.user + cpu.kernel > sim.world.tick) report(`CPU ${cpu.index} was busy for longer than there was time`);
  }
}

/** With one thread the account of a process is its life; the ticks of all accounts are those of the CPUs. */
function checkTime(sim: Simulation, report: Report): void {
  const { world } = sim;
  let user = 0;
  for (const thread of world.threads) {
    const process = world.processes[thread.pid]!;
    const a = accountNow(sim, thread);
    user += a.user;
    if (process.threads.length > 1 || world.tick < process.arrival) continue;
    const end = process.finish < 0 ? world.tick : process.finish;
    const spent = a.job + a.ready + a.user + a.kernel + a.blocked + a.suspendedReady + a.suspendedBlocked;
    if (spent !== end - process.arrival)
      report(`process ${process.pid} accounts for ${spent} ticks of ${end - process.arrival}`);
  }
  const cpuUser = world.cpus.reduce((total, cpu) => total + cpu.user, 0);
  if (cpuUser !== user) report(`CPUs did ${cpuUser} ticks of user work, threads ${user}`);
}

/** What the carriers of a library have worked is what its threads have. */
function checkCarriers(sim: Simulation, process: Process, report: Report): void {
  const { carriers } = process.threading;
  if (carriers.length === 0) return;
  const ofCarriers = carriers.map((carrier) => carrierAccount(sim, carrier));
  const ofThreads = process.threads.map((id) => accountNow(sim, sim.world.threads[id]!));
  for (const what of ["user", "kernel"] as const) {
    const [carried, worked] = [ofCarriers, ofThreads].map((all) => all.reduce((sum, each) => sum + each[what], 0));
    if (carried !== worked)
      report(`carriers of process ${process.pid} have ${carried!} ${what} ticks, threads ${worked!}`);
  }
}

function checkQueues(sim: Simulation, node: Node, report: Report): void {
  const { threads } = sim.world;
  const { policy } = sim.hardware[node.index]!;
  let ready = 0;
  node.queues.forEach((queue, number) => {
    ready += queue.length;
    for (let place = 0; place < queue.length; place++) {
      const thread = threads[queue.items[place]!]!;
      // An array that is in order finds its threads by their order, not by their places.
      const expected = policy.isCounted ? 0 : place;
      if (thread.sched.place !== expected || thread.sched.queue !== number)
        report(`thread ${thread.id} is not where its queue has it`);
      const before = threads[queue.items[policy.isCounted ? place - 1 : (place - 1) >> 1]!];
      if (place > 0 && before !== undefined && !policy.isTournament && goesFirst(policy, thread, before))
        report(`thread ${thread.id} goes before one that stands before it`);
    }
    for (let place = queue.length; place < queue.items.length; place++)
      if (queue.items[place] !== 0) report(`ready queue ${number} remembers who left`);
  });
  if (ready !== node.readyCount) report(`machine ${node.index} counts ${node.readyCount} ready threads of ${ready}`);
}

function checkMemory(sim: Simulation, node: Node, report: Report): void {
  const { memory } = node;
  const counted = new Int32Array(memory.frames);
  const tables = sim.world.processes.filter((process) => process.node === node.index).map((process) => process.table);
  for (const table of [...tables, memory.sharedTable]) {
    for (const entry of table) if ((entry & Page.present) !== 0) counted[entry >>> FRAME_SHIFT]!++;
  }
  let used = 0;
  for (let frame = 0; frame < memory.frames; frame++) {
    if (counted[frame] !== memory.references[frame])
      report(`frame ${frame} has ${memory.references[frame]!} references of ${counted[frame]!}`);
    if (counted[frame]! > 0) used++;
  }
  if (used !== memory.used) report(`${memory.used} frames are said to be used, ${used} are`);
  if (memory.free.length + used !== memory.frames)
    report(`${memory.free.length} frames are free of ${memory.frames - used}`);
  if (memory.frames > memory.limit) report("there are more frames than there may be");
}

function checkDegree(sim: Simulation, node: Node, report: Report): void {
  const inMemory = sim.world.processes.filter(
    (process) => process.pid > 0 && process.node === node.index && process.inMemory,
  );
  if (inMemory.length !== node.degree.now) report(`degree ${node.degree.now} of ${inMemory.length} processes`);
  const pending = new Set(sim.world.pending.map((entry) => entry.thread));
  for (const process of inMemory) {
    const isOut = process.threads.some((id) => isSuspended(sim.world.threads[id]!.state) && !pending.has(id));
    if (process.end !== EndKind.alive || isOut) report(`process ${process.pid} is in memory and gone from it`);
  }
}

/** A request in service or queued is that of a thread that waits for it, unless that has ended. */
function checkDevices(sim: Simulation, report: Report): void {
  for (const device of sim.world.devices) {
    const { servers } = sim.image.devices[device.index]!.settings;
    if (device.serving.length > servers) report(`device ${device.index} serves more than it can`);
    if (device.queue.length > 0 && device.serving.length < servers)
      report(`device ${device.index} idles while requests wait`);
    for (const { thread: id } of [...device.queue, ...device.serving]) {
      const thread = sim.world.threads[id];
      if (thread !== undefined && thread.wait !== WaitKind.device)
        report(`thread ${id} has a request and does not wait for it`);
    }
  }
}
