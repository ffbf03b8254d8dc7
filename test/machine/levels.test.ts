/** The long-term and the medium-term scheduler, periodic processes, and the operator. */
import { strict as assert } from "node:assert";
import { machineMetrics, processMetrics } from "../../src/machine/metrics.ts";
import { EventKind } from "../../src/machine/events.ts";
import { ThreadState } from "../../src/machine/states.ts";
import { checkTold, runChecked, simulate } from "../support/scenario.ts";

/** What happened between memory and swap area, as `tick name out|in|admitted`. */
function swaps(text: string): string {
  const sim = simulate(text);
  const lines: string[] = [];
  const words: Partial<Record<EventKind, string>> = {
    [EventKind.swappedOut]: "out",
    [EventKind.swappedIn]: "in",
    [EventKind.processAdmitted]: "admitted",
  };
  sim.observe = (kind, tick, pid) => {
    const word = words[kind];
    if (word !== undefined) lines.push(`${tick} ${sim.world.processes[pid]!.name} ${word}`);
  };
  runChecked(sim);
  return lines.join(" · ");
}

describe("the long-term scheduler", () => {
  const jobs = (admission: string): string => `machine { instruction: 0 degree: 1 admission: ${admission} }
    program p(n) { compute(n) print(n) }
    process a = p(5) process b = p(4) process c = p(1) process d = p(2) { arrival: 3 }`;

  it("admits in the order of arrival", () =>
    checkTold(
      jobs("fifo"),
      "5: 5\n9: 4\n10: 1\n12: 2\n---\na exited 0 @5\nb exited 0 @9\nc exited 0 @10\nd exited 0 @12",
    ));

  it("admits the shortest job, loops counted", () =>
    checkTold(
      `machine { instruction: 0 degree: 1 admission: shortest }
       program p(n) { compute(n) print(n) } program loop3() { for i = 1 .. 3 { compute(1) } print("three") }
       process a = p(5) process b = p(4) process c = loop3() process d = p(2) { arrival: 3 }`,
      "3: three\n5: 2\n9: 4\n14: 5\n---\na exited 0 @14\nb exited 0 @9\nc exited 0 @3\nd exited 0 @5",
    ));

  it("mixes jobs that compute with jobs that wait for devices", () => {
    const text = `machine { instruction: 0 degree: 2 admission: balanced devices: { disk: device(service: 6) } }
      program c(n) { compute(n) } program d(n) { for i = 1 .. n { io(disk) compute(1) } }
      process c1 = c(10) process c2 = c(4) process c3 = c(4) process d1 = d(1) process d2 = d(1)`;
    assert.equal(swaps(text), "0 c1 admitted · 0 d1 admitted · 10 c2 admitted · 14 c3 admitted · 18 d2 admitted");
  });

  it("counts what is in memory, and what waits in the job queue", () => {
    const sim = simulate(jobs("fifo"));
    runChecked(sim);
    const { degreeMost, degreeAverage, throughput, utilisation } = machineMetrics(sim, 0);
    assert.deepEqual([degreeMost, degreeAverage, throughput, utilisation], [1, 1, 4 / 12, 1]);
    const c = processMetrics(sim, 3);
    assert.deepEqual([c.job, c.ready, c.waiting, c.response], [9, 0, 9, 9]);
  });

  it("lets forked and started processes in beyond the degree", () =>
    checkTold(
      `machine { instruction: 0 degree: 1 } program child() { compute(2) print("child") }
       program main() { start(child) compute(1) wait() } program late() { print("late") }
       process p = main() process q = late()`,
      // p ends at 3, after the admission of that tick.
      "3: child\n4: late\n---\np exited 0 @3\nq exited 0 @4\nchild exited 0 @3",
    ));

  it("lets a job wait for memory that others hold, and ends one that never fits", () =>
    checkTold(
      `machine { instruction: 0 memory: 2 page: 64 } program p(n) { compute(n) }
       program big() { var a: int[100] a[1] = 1 a[30] = 1 a[60] = 1 compute(1) }
       process a = p(5) process b = p(5) process c = p(5) process d = big() { arrival: 30 }`,
      `---
       a exited 0 @5
       b exited 0 @10
       c exited 0 @15
       d fault -111 @30 (out of memory)`,
    ));
});

describe("the medium-term scheduler", () => {
  it("swaps on demand, and every word comes back", () =>
    checkTold(
      `machine { instruction: 0 memory: 6 page: 64 swapping: on_demand scheduler: round_robin(quantum: 3) }
       program p(n) { var a: int[100] a[0] = n compute(4) a[20] = n + 1 compute(4) a[40] = n + 2 compute(4) a[60] = n + 3
         compute(n) print(a[0], a[20], a[40], a[60]) }
       process a = p(5) process b = p(6) process c = p(7)`,
      `33: 6 7 8 9
       41: 5 6 7 8
       54: 7 8 9 10
       ---
       a exited 0 @41
       b exited 0 @33
       c exited 0 @54`,
    ));

  it("suspends the longest waiting when frames are few and when all wait", () => {
    const text = `machine { instruction: 0 degree: 1 swapping: suspend_blocked devices: { disk: device(service: 10) } }
      program p(n) { io(disk) compute(3) } process a = p(1) process b = p(2)`;
    assert.equal(swaps(text), "0 a admitted · 0 a out · 0 b admitted · 10 b out · 10 a in · 20 b in");
  });

  it("does nothing when it is not asked to", () => {
    const text = `machine { instruction: 0 degree: 1 devices: { disk: device(service: 10) } }
      program p(n) { io(disk) compute(3) } process a = p(1) process b = p(2)`;
    assert.equal(swaps(text), "0 a admitted · 13 b admitted");
  });

  it("accounts for the time out of memory", () => {
    const sim = simulate(`machine { instruction: 0 } program p(n) { compute(n) } process a = p(5) process b = p(5)
      at 1 { suspend(b) } at 8 { resume(b) }`);
    runChecked(sim);
    const b = processMetrics(sim, 2);
    assert.deepEqual([b.suspendedReady, b.ready, b.waiting, b.turnaround], [7, 1, 8, 13]);
  });
});

describe("periodic processes", () => {
  it("run once a release, and an overrun is one miss, told at its deadline", () => {
    const sim = simulate(`machine { instruction: 0 } program t() { compute(3) } program bg() { compute(20) }
      process t1 = t() { period: 7, deadline: 5 } process b = bg()
      at 40 { kill(t1) }`);
    const told: string[] = [];
    sim.observe = (kind, tick, pid, job) => {
      if ([EventKind.jobReleased, EventKind.jobEnded, EventKind.deadlineMissed].includes(kind) && pid === 1)
        told.push(`${tick} ${EventKind[kind]} ${job}`);
    };
    runChecked(sim);
    const released = [0, 7, 14, 21, 28, 35].map((tick, job) => `${tick} jobReleased ${job}`);
    const ended = [3, 26, 29, 32, 35, 38].map((tick, job) => `${tick} jobEnded ${job}`);
    const missed = [12, 19, 26, 33].map((tick, k) => `${tick} deadlineMissed ${k + 1}`);
    assert.deepEqual(told.sort(), [...released, ...ended, ...missed].sort());
    assert.equal(processMetrics(sim, 1).missed, 4);
    assert.deepEqual(sim.world.processes[1]!.missed, [12, 19, 26, 33]);
  });

  it("finishing at the deadline is no miss; without a period the deadline is that of the process", () => {
    const sim = simulate(`machine { instruction: 0 } program t(n) { compute(n) }
      process a = t(5) { deadline: 5 } process b = t(5) { deadline: 9 }`);
    runChecked(sim);
    assert.deepEqual([processMetrics(sim, 1).missed, processMetrics(sim, 2).missed], [0, 1]);
  });

  it("wait between jobs", () => {
    const sim = simulate(
      `machine { instruction: 0 } program t() { compute(2) } process a = t() { period: 10 } at 35 { kill(a) }`,
    );
    runChecked(sim);
    const a = processMetrics(sim, 1);
    assert.deepEqual([a.service, a.blocked, a.missed, a.turnaround], [8, 27, 0, 35]);
  });
});

describe("the operator", () => {
  it("acts first at its tick, block by block", () =>
    checkTold(
      `machine { instruction: 0 } shared x = 1 shared a: int[2][3] const N = 4
       program p() { compute(5) print(x, a[1][2]) compute(5) print(x) } program q() { compute(100) }
       process s = p() process t = q()
       at 5 { x = x + N a[1][2] = x * 2 } at 3 { x = 7 } at 12 { kill(t) }`,
      `5: 7 0
       10: 11
       ---
       s exited 0 @10
       t killed -5 @12 (killed by the operator)`,
    ));

  it("says what it cannot do and does the rest", () =>
    checkTold(
      `machine { instruction: 0 } shared x = 0 shared a: int[3] program p() { compute(5) } process s = p() process t = p() { arrival: 8 }
       at 6 { kill(s) x = 1 / x a[x + 3] = 1 x = 5 } at 9 { x = x + 1 }`,
      `6: kill: s has ended, at tick 5
       6: division by zero
       6: index out of bounds: 3
       ---
       s exited 0 @5
       t exited 0 @13`,
    ));

  it("says what it comes too early or too late for", () =>
    checkTold(
      `machine { instruction: 0 } program p() { compute(5) } process s = p() process t = p() { arrival: 8 }
       at 0 { kill(s) } at 3 { kill(t) resume(s) suspend(s) suspend(s) } at 4 { resume(s) } at 8 { suspend(t) } at 9 { kill(9) kill(0) }`,
      `0: kill: s arrives at tick 0, and the operator acts before who arrives
       3: kill: t arrives at tick 8
       3: resume: s is not suspended
       3: suspend: s is suspended already
       8: suspend: t arrives at tick 8, and the operator acts before who arrives
       9: kill: there is no process 9
       9: kill: nobody can act upon init
       ---
       s exited 0 @6
       t exited 0 @13`,
    ));

  it("waits for the end of atomic", () =>
    checkTold(
      `machine { instruction: 0 } program p() { atomic { compute(5) } print("out") compute(1) } process s = p()
       at 2 { kill(s) }`,
      `5: out
       ---
       s killed -5 @5 (killed by the operator)`,
    ));

  it("suspends what waits and what runs", () => {
    const sim = simulate(`machine { instruction: 0 } program p() { sleep(4) compute(4) } process s = p()
      at 2 { suspend(s) } at 9 { resume(s) } at 11 { suspend(s) } at 20 { resume(s) }`);
    const states: string[] = [];
    sim.observe = (kind, tick, _pid, _thread, _old, state) => {
      if (kind === EventKind.stateChanged) states.push(`${tick} ${ThreadState[state]}`);
    };
    runChecked(sim);
    assert.equal(
      states.join(" · "),
      "0 ready · 0 running · 0 waiting · 2 suspendedWaiting · 4 suspendedReady · 9 ready · 9 running · 11 suspendedReady · 20 ready · 20 running · 22 terminated",
    );
  });
});
