/** Devices, their queues and interrupts, and files. */
import { strict as assert } from "node:assert";
import { deviceMetrics, machineMetrics, processMetrics } from "../../src/machine/metrics.ts";
import { checkTold, runChecked, simulate } from "../support/scenario.ts";

const TOLD: readonly (readonly [name: string, text: string, expected: string])[] = [
  [
    "a device serves its queue in the order of the requests",
    `machine { instruction: 0 devices: { disk: device(service: 5) } }
     program p(n) { io(disk) print(n) }
     process a = p(1) process b = p(2) process c = p(3)`,
    `5: 1
     10: 2
     15: 3
     ---
     a exited 0 @5
     b exited 0 @10
     c exited 0 @15`,
  ],
  [
    "with several servers it serves that many at once",
    `machine { instruction: 0 devices: { disk: device(service: 5, servers: 2) } }
     program p(n) { io(disk) print(n) }
     process a = p(1) process b = p(2) process c = p(3)`,
    `5: 1
     5: 2
     10: 3
     ---
     a exited 0 @5
     b exited 0 @5
     c exited 0 @10`,
  ],
  [
    "by priority the most urgent process goes first, once the device is free",
    `machine { instruction: 0 devices: { disk: device(service: 5, queue: priority) } }
     program p(n) { io(disk) print(n) }
     process a = p(1) { priority: 9 } process b = p(2) { priority: 5 } process c = p(3) { priority: 1 }`,
    `5: 1
     10: 3
     15: 2
     ---
     a exited 0 @5
     b exited 0 @15
     c exited 0 @10`,
  ],
  [
    "by length the shortest service goes first",
    `machine { instruction: 0 devices: { disk: device(queue: shortest) } }
     program p(n) { io(disk, n) print(n) }
     process a = p(7) process b = p(5) process c = p(2)`,
    `7: 7
     9: 2
     14: 5
     ---
     a exited 0 @7
     b exited 0 @14
     c exited 0 @9`,
  ],
  [
    "a service of no ticks sends the process to the tail of the ready queue",
    `machine { instruction: 0 devices: { disk: device(service: 0) } }
     program p(n) { print(n) io(disk) print(n) sleep(0) print(n) }
     process a = p(1) process b = p(2)`,
    `0: 1
     0: 2
     0: 1
     0: 2
     0: 1
     0: 2
     ---
     a exited 0 @0
     b exited 0 @0`,
  ],
  [
    "completions of one tick come in the order of their requests, timers among them",
    `machine { instruction: 0 devices: { disk: device(service: 6), tty: device(service: 4) } }
     program d(n) { io(disk) print(n) } program s(n, t) { sleep(t) print(n) } program t(n, w) { compute(w) io(tty) print(n) }
     process a = d(1) process b = s(2, 6) process c = t(3, 2)`,
    `6: 1
     6: 2
     6: 3
     ---
     a exited 0 @6
     b exited 0 @6
     c exited 0 @6`,
  ],
  [
    "the order is that of the request, not of the begin of its service",
    `machine { instruction: 0 devices: { disk: device(service: 3) } }
     program d(n) { io(disk) print(n) } program s(n, t) { sleep(t) print(n) }
     process a = d(1) process b = d(2) process c = s(3, 6)`,
    `3: 1
     6: 2
     6: 3
     ---
     a exited 0 @3
     b exited 0 @6
     c exited 0 @6`,
  ],
  [
    "a wrong device, a negative service, a wrong file",
    `machine { instruction: 0 devices: { disk: device(service: 1) } }
     program a(x) { io(x) } program b() { io(disk, -1) } program c() { print(read(1), write(3, 4), close(3), read(-2)) }
     program d(x) { open(x) }
     process p = a(4) process q = b() process r = c() process s = d(4)`,
    `0: -16 -16 -16 -16
     ---
     p fault -110 @0 (a wrong argument: 4)
     q fault -108 @0 (a negative time: -1)
     r exited 0 @0
     s fault -110 @0 (a wrong argument: 4)`,
  ],
  [
    "words written to a device come out of it in order; an empty one gives 0",
    `machine { instruction: 0 devices: { tape: device(service: 2) } }
     program main() { write(tape, 4) write(tape, 5) print(read(tape), read(tape), read(tape)) }
     process p = main()`,
    `10: 4 5 0
     ---
     p exited 0 @10`,
  ],
  [
    "files keep what is written, descriptors are shared with forked children and reused after close",
    `machine { instruction: 0 }
     program main() { var f = open("log") write(f, 7) write(f, 8) write(f, 9)
       if fork() == 0 { print(read(f)) write(f, 10) exit(0) }
       wait() print(read(f), close(f), close(f), read(f)) var g = open("other") var h = open("log")
       print(f, g, h, read(g), read(h), read(h), read(h), read(h), read(h)) }
     process p = main()`,
    `0: 7
     0: 8 0 -16 -16
     0: 3 3 4 -2 7 8 9 10 -2
     ---
     p exited 0 @0
     p exited 0 @0`,
  ],
  [
    "an interrupt takes the CPU for its handling, and the process interrupted pays",
    `machine { instruction: 0 interrupt: 2 devices: { disk: device(service: 4) } }
     program d() { io(disk) print("d") } program c() { compute(10) print("c") }
     process p = d() process q = c()`,
    `12: c
     12: d
     ---
     p exited 0 @12
     q exited 0 @12`,
  ],
  [
    "interrupts wait for the end of kernel work and of atomic, and for each other",
    `machine { instruction: 0 interrupt: 2 cpus: 1 devices: { disk: device(service: 4, servers: 2) } }
     program d(n) { io(disk) print(n) } program c() { atomic { compute(6) } compute(1) print("c") }
     process p = d(1) process r = d(2) process q = c()`,
    `11: c
     11: 1
     11: 2
     ---
     p exited 0 @11
     r exited 0 @11
     q exited 0 @11`,
  ],
  [
    "on two CPUs the first handles interrupts and the other runs on",
    `machine { instruction: 0 interrupt: 3 cpus: 2 devices: { disk: device(service: 4) } }
     program d() { io(disk) print("d") } program c(n) { compute(n) print(n) }
     process p = d() process q = c(6) process r = c(8)`,
    `6: 6
     7: d
     11: 8
     ---
     p exited 0 @7
     q exited 0 @6
     r exited 0 @11`,
  ],
];

describe("devices", () => {
  for (const [name, text, expected] of TOLD) it(name, () => checkTold(text, expected));

  it("charges an interrupt to the machine when the first CPU is idle", () => {
    const sim = simulate(`machine { instruction: 0 interrupt: 2 devices: { disk: device(service: 4) } }
      program d() { io(disk) } process p = d()`);
    runChecked(sim);
    const p = processMetrics(sim, 1);
    assert.deepEqual([p.blocked, p.kernel, p.turnaround], [6, 0, 6]);
    assert.equal(machineMetrics(sim, 0).kernel, 2);
  });

  it("measures busy ticks, queue lengths and waits", () => {
    const sim = simulate(`machine { instruction: 0 devices: { disk: device(service: 5) } }
      program d() { io(disk) } process a = d() process b = d() process c = d() { arrival: 20 }`);
    runChecked(sim);
    assert.deepEqual(deviceMetrics(sim, 0), {
      device: 0,
      busy: 15,
      utilisation: 15 / 25,
      queue: 0,
      queueMost: 1,
      queueAverage: 5 / 25,
      served: 3,
      meanWait: 5 / 3,
    });
  });
});
