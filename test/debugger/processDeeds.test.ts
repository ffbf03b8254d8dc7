/** What a person does to processes of a stopped machine: killed, suspended, resumed, other priorities, at any moment. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { checkInvariants } from "../../src/machine/invariants.ts";
import type { ProcessDeed } from "../../src/debugger/time/processDeeds.ts";
import { Debuggee } from "./debuggee.ts";

const FAMILY = `machine {
  cpus: 2
  scheduler: priority(preemptive: true, quantum: 3)
  context_switch: 1
  syscall: 2
  devices: { disk: device(service: 4) }
}
mutex m
mailbox box { capacity: 1 }
program worker(n) {
  for i = 1 .. 4 {
    lock(m)
    compute(n)
    unlock(m)
    io(disk)
  }
}
program talker() { for i = 1 .. 6 { send(box, i) } }
program listener() { for i = 1 .. 6 { var x = receive(box) } }
program parent() {
  var child = fork()
  compute(30)
  if child > 0 { wait() }
}
process a = worker(2)
process b = worker(5) { priority: 2 }
process t = talker()
process l = listener()
process p = parent()
process late = worker(1) { arrival: 40 }
`;

const deed = fc.record({
  kind: fc.constantFrom<ProcessDeed["kind"]>("kill", "suspend", "resume", "resume", "priority"),
  thread: fc.nat(5),
  value: fc.nat(3),
});

describe("deeds of a person", () => {
  it("change the machine as the operator would, at any stop, and can be gone back from", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), deed), { maxLength: 8 }), (deeds) => {
        const d = new Debuggee(FAMILY);
        d.begin();
        for (const [steps, each] of deeds) {
          for (let k = 0; k < steps && !d.session.isFinished; k++) d.stepTick();
          if (d.session.isFinished) return;
          const before = hashWorld(d.session.sim.world);
          if (typeof d.session.steer(each) === "string")
            assert.equal(hashWorld(d.session.sim.world), before, "what is refused changes nothing");
          assert.deepEqual(checkInvariants(d.session.sim), []);
        }
        if (!d.session.isFinished) d.stepTick();
        assert.deepEqual(checkInvariants(d.session.sim), []);
        const { tick } = d.session.sim.world;
        const here = hashWorld(d.session.sim.world);
        if (d.session.isFinished || tick === 0) return;
        d.session.goToTick(Math.floor(tick / 2));
        d.session.goToTick(tick);
        assert.equal(hashWorld(d.session.sim.world), here, "the way back leads through what was done");
      }),
      { numRuns: 100 },
    );
  });

  it("say what they come to, or why not", () => {
    const d = new Debuggee(FAMILY);
    d.begin();
    const told = (kind: "kill" | "suspend" | "resume", process: string): string => {
      const stop = d.session.steer({ kind, thread: d.thread(process) });
      return typeof stop === "string" ? stop : stop.text;
    };
    assert.equal(told("suspend", "a"), "1 a is suspended: a new future begins at tick 0");
    assert.equal(told("suspend", "a"), "1 a cannot be told so: its process is suspended already.");
    assert.equal(told("resume", "a"), "1 a is resumed: a new future begins at tick 0");
    assert.equal(told("resume", "a"), "1 a cannot be told so: its process is not suspended.");
    assert.equal(told("kill", "late"), "6 late cannot be told so: it has not arrived yet.");
    assert.equal(told("kill", "b"), "2 b is killed: a new future begins at tick 0");
    assert.equal(told("kill", "b"), "2 b cannot be told so: it has ended.");
  });
});
