/**
 * What must be true of a thread library between any two steps, checked from outside by tests.
 *
 * Keeps true: each check reads the state alone, and nothing here changes the world.
 */
import { dequeToArray } from "../../base/deque.ts";
import type { Process, Thread, World } from "../state.ts";
import { ThreadState } from "../states.ts";
import { CarrierState } from "./state.ts";

type Report = (broken: string) => void;

/** Whether nobody carries the thread, and its library will have to find it a carrier: the kernel does not know it. */
function isUncarried(world: World, thread: Thread): boolean {
  return world.processes[thread.pid]!.threading.model !== "kernel" && thread.carrier < 0;
}

/** The run queues of a library: its own, and those of its logical processors. */
function runQueues({ threading }: Process): number[][] {
  return [threading.queue, ...threading.processors.map(({ queue }) => queue)].map((queue) => dequeToArray(queue));
}

/** Threads and run queues agree; so do threads and carriers, carriers and logical processors. */
export function checkThreading(world: World, process: Process, report: Report): void {
  const { threading, pid } = process;
  const queued = runQueues(process).flat();
  const threads = process.threads.map((id) => world.threads[id]!);
  const parked = new Set(world.steering.parked.map(({ thread }) => thread));
  const waiting = threads.filter(
    (thread) => isUncarried(world, thread) && thread.state === ThreadState.ready && !parked.has(thread.id),
  );
  if (queued.length !== waiting.length || waiting.some(({ id }) => !queued.includes(id)))
    report(`process ${pid} has ready threads ${waiting.map(({ id }) => id).join()}, run queues of ${queued.join()}`);
  for (const thread of threads) checkCarried(world, process, thread, report);
  for (const carrier of threading.carriers) {
    if (carrier.state === CarrierState.gone) continue;
    if ((carrier.state === CarrierState.carrying) !== carrier.thread >= 0)
      report(`carrier ${carrier.number} of process ${pid} is ${CarrierState[carrier.state]} with ${carrier.thread}`);
    if (carrier.thread >= 0 && world.threads[carrier.thread]?.carrier !== carrier.number - 1)
      report(`carrier ${carrier.number} of process ${pid} carries a thread that does not know`);
  }
  for (const { number, carrier } of threading.processors) {
    if (carrier >= 0 && threading.carriers[carrier]?.processor !== number)
      report(`processor ${number} of process ${pid} is held by a carrier that does not know`);
    if (carrier < 0 && queued.length > 0) report(`processor ${number} of process ${pid} idles, ${queued.length} wait`);
  }
  checkParallel(process, threads, report);
}

function checkCarried(world: World, { threading, pid }: Process, thread: Thread, report: Report): void {
  const carrier = threading.carriers[thread.carrier];
  if (carrier === undefined) {
    if (threading.model !== "kernel" && thread.state === ThreadState.running)
      report(`thread ${thread.id} runs and nobody carries it`);
    return;
  }
  if (carrier.thread !== thread.id && carrier.state !== CarrierState.gone)
    report(`carrier ${carrier.number} of process ${pid} does not carry thread ${thread.id}`);
  if (threading.model !== "go" || world.ended !== 0) return;
  const mayRun = thread.state === ThreadState.running || thread.state === ThreadState.ready;
  if (mayRun && carrier.processor < 0) report(`goroutine ${thread.id} may run without a logical processor`);
}

/** As many threads of the process run at a time as its model lets. */
function checkParallel({ threading, pid }: Process, threads: readonly Thread[], report: Report): void {
  const running = threads.filter((thread) => thread.state === ThreadState.running && !thread.bound).length;
  const carriers = threading.carriers.filter((carrier) => !carrier.bound).length;
  const most = { kernel: Infinity, library: 1, hybrid: carriers, go: threading.processors.length }[threading.model];
  if (running > most) report(`${running} threads of process ${pid} run, ${most} may`);
}
