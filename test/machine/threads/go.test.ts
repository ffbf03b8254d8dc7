/** Go's scheduler, move by move: local and global queues, stealing, hand-off, spinning, and giving way at calls. */
import { strict as assert } from "node:assert";
import { dequeLength } from "../../../src/base/deque.ts";
import { EVENTS, EventKind } from "../../../src/machine/events.ts";
import type { Simulation } from "../../../src/machine/simulation.ts";
import { run } from "../../../src/machine/step.ts";
import { checkTold, runChecked, simulate } from "../../support/scenario.ts";

/** The events of these kinds, as `tick name fields`. */
function told(text: string, ...kinds: EventKind[]): { sim: Simulation; lines: string[] } {
  const sim = simulate(text);
  const lines: string[] = [];
  sim.observe = (kind, tick, ...fields) => {
    if (kinds.includes(kind)) lines.push(`${tick} ${EVENTS[kind]!.name} ${fields.slice(0, 5).join(" ")}`);
  };
  runChecked(sim);
  return { sim, lines };
}

describe("Go's scheduler", () => {
  it("steals half of the queue of another P, the older ones", () => {
    // The first goroutine goes to the second P at once. While it computes, six more fill the queue of the first P, whose
    // goroutine goes on to compute; at 5 the second P has nothing left and takes three of them.
    const { lines, sim } = told(
      `machine { cpus: 2 instruction: 0 threads: go(processors: 2, quantum: 100) }
      program main() { spawn(work, 5) for i = 1 .. 6 { spawn(work, 10) } compute(20) }
      function work(n) { compute(n) }
      process p = main()`,
      EventKind.threadStolen,
    );
    assert.deepEqual(lines, ["0 threadStolen 1 1 0 1 1", "5 threadStolen 1 2 0 1 3"]);
    assert.equal(sim.world.processes[1]!.threading.stolen, 4);
  });

  it("hands the P over at a blocking call, and takes it or another back at the return", () => {
    const { lines, sim } = told(
      `machine { cpus: 2 instruction: 0 threads: go(processors: 1) devices: { disk: device(service: 4) } }
      program main() { var t = spawn(work) io(disk) print("back", clock()) join(t) }
      function work() { compute(6) print("worked", clock()) }
      process p = main()`,
      EventKind.processorHandedOff,
      EventKind.dispatched,
      EventKind.threadEnded,
      EventKind.userSwitched,
    );
    // The main goroutine is back at 4, finds its P taken, and waits in the global queue until 6.
    assert.deepEqual(lines, [
      "0 dispatched 1 0 0 0 0",
      "0 processorHandedOff 1 0 0 1 0",
      "0 dispatched 1 1 0 0 0",
      "6 threadEnded 1 1 0 0 0",
      "6 userSwitched 1 1 0 0 2",
    ]);
    assert.equal(sim.world.processes[1]!.threading.carriers.length, 2);
  });

  it("keeps sleeping, channels and locks to itself: no M waits for them", () => {
    const { sim } = told(`machine { instruction: 0 threads: go(processors: 1) }
      mailbox channel { capacity: 1 } mutex m
      program main() { var a = spawn(take) lock(m) send(channel, 1) sleep(5) unlock(m) join(a) }
      function take() { print(receive(channel)) lock(m) unlock(m) print(clock()) }
      process p = main()`);
    assert.equal(sim.world.processes[1]!.threading.carriers.length, 1);
    assert.equal(sim.world.processes[1]!.finish, 5);
  });

  it("puts half of a full local queue into the global one", () => {
    const sim = simulate(`machine { instruction: 0 threads: go(processors: 1, quantum: 1000) }
      program main() { for i = 1 .. 300 { spawn(work) } compute(10) }
      function work() { }
      process p = main()`);
    sim.horizon = 5;
    run(sim, 1e6);
    const { queue, processors } = sim.world.processes[1]!.threading;
    assert.equal(dequeLength(queue), 128);
    assert.equal(dequeLength(processors[0]!.queue), 172);
  });

  it("takes a share of the global queue, of half a local queue at most", () => {
    // As above; when the main goroutine ends its computing, it waits, and the P goes on with its own 172, then the global ones.
    const { sim } = told(`machine { instruction: 0 threads: go(processors: 1, quantum: 1000) }
      program main() { var last = 0 for i = 1 .. 300 { last = spawn(work) } join(last) }
      function work() { }
      process p = main()`);
    assert.equal(dequeLength(sim.world.processes[1]!.threading.queue), 0);
    assert.equal(sim.world.processes[1]!.finish, 0);
  });

  it("lets a goroutine give way at a call only, once its time is over", () =>
    checkTold(
      `machine { instruction: 0 threads: go(processors: 1, quantum: 4) }
      program main() { var t = spawn(other) compute(10) print("main at", clock()) nothing() print("main again", clock()) join(t) }
      function nothing() { }
      function other() { print("other at", clock()) }
      process p = main()`,
      // The print at 10 is a system call and no call of a function; then comes one.
      `10: main at 10
      10: other at 10
      10: main again 10
      ---
      p exited 0 @10`,
    ));

  it("spins for two ticks before it parks an M without work, while another works", () => {
    const { sim, lines } = told(
      `machine { cpus: 2 instruction: 0 threads: go(processors: 2) }
      program main() { var t = spawn(work) compute(10) join(t) }
      function work() { compute(3) }
      process p = main()`,
      EventKind.overheadBegan,
      EventKind.overheadEnded,
    );
    const { carriers } = sim.world.processes[1]!.threading;
    // As work of process 1 on no thread; what begins ends.
    assert.deepEqual(lines, ["3 overheadBegan 1 -1 1 5 2", "5 overheadEnded 1 -1 1 5 0"]);
    assert.deepEqual(
      carriers.map(({ spun }) => spun),
      [0, 2],
    );
  });

  it("ends a spin when there is work, or when another process wants the CPU", () => {
    const finish = (more: string, process: number): number =>
      told(`machine { cpus: 2 instruction: 0 threads: go(processors: 2) }
        program main() { var t = spawn(work) compute(4) ${more} join(t) }
        function work() { compute(3) }
        program other() { compute(1) }
        process p = main() process q = other() { arrival: 4 threads: kernel }`).sim.world.processes[process]!.finish;
    // At 3 the second M begins to spin; at 4 q arrives, both CPUs are taken, and the one that spins makes room.
    assert.equal(finish("compute(4)", 2), 5);
    assert.equal(finish("spawn(work) compute(4)", 1), 8);
  });

  it("does not keep an interrupt waiting for an M that spins", () => {
    // q leaves CPU 0 to the second M, which has no work from 4 on and spins; the disk is done at 5.
    checkTold(
      `machine { cpus: 2 instruction: 0 interrupt: 1 devices: { disk: device(service: 5) } }
      program other() { io(disk) print("back", clock()) }
      program main() { var t = spawn(work) compute(9) join(t) }
      function work() { compute(4) }
      process q = other()
      process p = main() { threads: go(processors: 2) }`,
      `6: back 6
      ---
      q exited 0 @6
      p exited 0 @9`,
    );
  });

  it("leaves no P idle while there is anything to run", () => {
    // Sixteen goroutines of 3 ticks on four Ps and four CPUs: no tick is lost.
    const { sim } = told(`machine { cpus: 4 instruction: 0 threads: go(processors: 4, quantum: 100) }
      program main() { var t: int[16] for i = 0 .. 15 { t[i] = spawn(work) } for i = 0 .. 15 { join(t[i]) } }
      function work() { compute(3) }
      process p = main()`);
    assert.equal(sim.world.processes[1]!.finish, 12);
  });
});
