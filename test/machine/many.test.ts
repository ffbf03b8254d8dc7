/** Many processes: thousands that exist, fork bombs, long families. */
import { strict as assert } from "node:assert";
import { EventKind } from "../../src/machine/events.ts";
import { checkInvariants } from "../../src/machine/invariants.ts";
import { Ended } from "../../src/machine/state.ts";
import { run } from "../../src/machine/step.ts";
import { recordOutput, simulate } from "../support/scenario.ts";

describe("many processes", () => {
  it("start, wait and end by the ten thousand", () => {
    const sim = simulate(`machine { instruction: 0 scheduler: round_robin(quantum: 2) }
      program child(n) { compute(1 + n % 3) exit(n) }
      program main(n) { for i = 1 .. n { start(child, i) } var sum = 0 for i = 1 .. n { wait() sum = sum + status() } print(sum) }
      process p = main(10000)`);
    const lines: string[] = [];
    recordOutput(sim, lines);
    run(sim, 1 << 30);
    assert.equal(sim.world.ended, Ended.finished, sim.world.endReason);
    assert.deepEqual(lines, [`${sim.world.tick}: 50005000`]);
    assert.equal(sim.world.tick, 3333 * 6 + 2);
    assert.deepEqual(checkInvariants(sim), []);
    assert.equal(sim.world.nodes[0]!.memory.used, 0);
  });

  it("forked children that share everything cost a page each", () => {
    const sim = simulate(`machine { instruction: 0 }
      program main(n) { var a: int[1000] for i = 0 .. 999 { a[i] = i } for i = 1 .. n { if fork() == 0 { sleep(50) exit(0) } }
        sleep(10) print("all") }
      process p = main(2000)`);
    sim.horizon = 5;
    run(sim, 1 << 30);
    const { used } = sim.world.nodes[0]!.memory;
    assert.ok(used < 2000 * 2 + 40, `${used} frames`);
    assert.deepEqual(checkInvariants(sim), []);
  });

  it("a fork bomb is stopped by memory, and the machine goes on", () => {
    const sim = simulate(`machine { memory: 60 page: 64 scheduler: round_robin(quantum: 5) termination: adopt }
      program bomb() { var made = 0 loop { var f = fork() if f < 0 { exit(f) } made = made + 1 } }
      program other() { compute(100) print("still here") }
      process b = bomb() process o = other()`);
    const lines: string[] = [];
    recordOutput(sim, lines);
    run(sim, 1 << 24);
    assert.equal(sim.world.ended, Ended.finished);
    assert.equal(lines.length, 1);
    assert.deepEqual(checkInvariants(sim), []);
    const values = new Set(sim.world.processes.slice(1).map((process) => process.exitValue));
    assert.ok(values.has(-17), [...values].join(" "));
  });

  it("a fork bomb without end is stopped by the bound on processes", () => {
    const sim = simulate(`machine { instruction: 0 termination: adopt }
      program bomb() { loop { var f = fork() if f < 0 { exit(f) } if f > 0 { exit(0) } sleep(1) } }
      process b = bomb()`);
    const refused: string[] = [];
    sim.observe = (kind, _tick, pid, _thread, limit, _d, _e, text) => {
      if (kind === EventKind.boundReached) refused.push(`${pid} ${text} ${limit}`);
    };
    run(sim, 1 << 30);
    assert.equal(sim.world.ended, Ended.finished);
    assert.deepEqual(refused, ["60000 processes 60000"]);
    const last = sim.world.processes[sim.world.processes.length - 1]!;
    assert.deepEqual([last.pid, last.exitValue], [60_000, -9]);
  });

  it("a thousand that wait to send and a thousand that wait to receive meet at one mailbox, in order", () => {
    for (const capacity of ["0", "3", "unbounded"]) {
      const sim = simulate(`machine { instruction: 0 } mailbox box { capacity: ${capacity} }
        program sender_(k) { send(box, k) } program receiver() { print(receive(box)) }
        program boss() { for i = 1 .. 1000 { start(sender_, i) } sleep(1) for i = 1 .. 1000 { start(receiver) } loop { if wait() < 0 { exit(0) } } }
        process b = boss()`);
      const came: number[] = [];
      sim.observe = (kind, _tick, _a, _b, _c, _d, word) => {
        if (kind === EventKind.messageReceived) came.push(word);
      };
      run(sim, 1 << 30);
      assert.equal(sim.world.ended, Ended.finished);
      assert.deepEqual(
        came,
        Array.from({ length: 1000 }, (_none, k) => k + 1),
      );
    }
  });

  it("a family of five thousand generations ends with its ancestor", () => {
    const sim = simulate(`machine { instruction: 0 }
      program line(n) { if n > 0 { start(line, n - 1) } sleep(1000) }
      process p = line(5000) at 5 { kill(p) }`);
    run(sim, 1 << 30);
    assert.deepEqual([sim.world.ended, sim.world.tick, sim.world.alive], [Ended.finished, 5, 0]);
    assert.deepEqual(checkInvariants(sim), []);
  });
});
