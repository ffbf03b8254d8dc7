/** Settings without effect: each warns where it lacks what it needs, and does not where it has that. */
import { strict as assert } from "node:assert";
import {
  DEVICE_SETTINGS,
  LINK_SETTINGS,
  MACHINE_SETTINGS,
  OBJECT_SETTINGS,
  PROCESS_SETTINGS,
  type SettingRow,
} from "../../src/isa/settings.ts";
import { ALWAYS, NEEDS } from "../../src/lang/idle-settings.ts";
import { check, compileText } from "./marks.ts";

/** The paths of settings, those of their choices included. */
function pathsOf(owner: string, rows: readonly SettingRow[]): string[] {
  return rows.flatMap(({ name, type }) => {
    const path = `${owner}.${name}`;
    const inner = type.kind === "choice" ? type.options : [];
    return [path, ...inner.flatMap((option) => pathsOf(`${path}.${option.name}`, option.settings))];
  });
}

const RUN = "program run() { compute(1) } process a = run() process b = run()";
const SPAWN = "function t() { } program run() { spawn(t) } process a = run() process b = run()";
const LATE = "program run() { compute(1) } process a = run() process b = run() { arrival: 1 }";
const RANKED = "program run() { compute(1) } process a = run() process b = run() { priority: 1 }";
const IO = "program run() { io(disk) } process a = run() process b = run()";
const DISK = "devices: { disk: device(service: 2) }";
const UNEVEN = "scheduler: priority";
const machine = (settings: string, rest = RUN): string => `machine { ${settings} } ${rest}`;
const mlfq = (settings: string, rest = LATE): string => machine(`scheduler: mlfq(${settings})`, rest);
const box = (settings: string): string => `mailbox box { ${settings} }`;
const process = (settings: string, rest = "", program = "compute(1)"): string =>
  `${rest} program run() { ${program} } process a = run() process b = run() { ${settings} }`;

/** Path, and scenarios: where it warns at the mark, and where it does not. */
const ROWS: Readonly<Record<string, readonly [idle: readonly string[], used: readonly string[]]>> = {
  "machine.ready_queues": [[machine("«ready_queues»: per_cpu")], [machine("cpus: 2 ready_queues: per_cpu")]],
  "machine.ready_queues.per_cpu.stealing": [
    [machine("cpus: 1 «ready_queues»: per_cpu(stealing: true)")],
    [machine("cpus: 2 ready_queues: per_cpu(stealing: true)")],
  ],
  "machine.degree": [
    [machine("«degree»: 2"), machine("«degree»: 9")],
    [machine("degree: 1"), machine("degree: 2", "program p() { fork() } process a = p()"), "machine { degree: 5 }"],
  ],
  "machine.admission": [
    [machine("«admission»: shortest"), "machine { «admission»: fifo }"],
    [machine("degree: 1 admission: shortest"), machine("memory: 4 admission: shortest")],
  ],
  "machine.page": [[machine("«page»: 64")], [machine("page: 64 memory: 4")]],
  "machine.swapping": [
    [machine("«swapping»: on_demand"), machine("degree: 1 «swapping»: on_demand")],
    [
      machine("memory: 8 swapping: on_demand"),
      machine("degree: 1 swapping: suspend_blocked"),
      machine("swapping: none"),
      machine("swapping: on_demand", `${RUN} at 5 { suspend(a) }`),
    ],
  ],
  "machine.swapping.suspend_blocked.low": [
    [machine("degree: 1 swapping: suspend_blocked(«low»: 2)")],
    [machine("memory: 9 swapping: suspend_blocked(low: 2)")],
  ],
  "machine.context_switch": [
    [machine("«context_switch»: 1", "program p() { } process a = p()")],
    [machine("context_switch: 1"), machine("context_switch: 0", "program p() { } process a = p()")],
  ],
  "machine.thread_switch": [[machine("«thread_switch»: 1")], [machine("thread_switch: 1", SPAWN)]],
  "machine.user_switch": [
    [machine("«user_switch»: 1"), machine("«user_switch»: 1", SPAWN)],
    [machine("user_switch: 1 threads: library", SPAWN)],
  ],
  "machine.interrupt": [
    [machine("«interrupt»: 1"), machine(`«interrupt»: 1 ${DISK}`)],
    [machine(`interrupt: 1 ${DISK}`, IO)],
  ],
  "machine.create_process": [
    [machine("«create_process»: 1")],
    [machine("create_process: 1", "program p() { fork() } process a = p()")],
  ],
  "machine.create_thread": [[machine("«create_thread»: 1")], [machine("create_thread: 1", SPAWN)]],
  "machine.threads": [
    [
      machine("«threads»: library"),
      machine("«threads»: go", "function t() { } program p() { spawn(t) } process a = p() { threads: library }"),
    ],
    [machine("threads: library", SPAWN), machine("threads: kernel")],
  ],
  "machine.threads.library.switching": [
    [machine("«threads»: library(switching: preemptive)")],
    [machine("threads: library(switching: preemptive)", SPAWN)],
  ],
  "machine.threads.library.quantum": [
    [machine("threads: library(cooperative, «quantum»: 3)", SPAWN)],
    [machine("threads: library(preemptive, quantum: 3)", SPAWN)],
  ],
  "machine.threads.hybrid.lwps": [
    [machine("«threads»: hybrid(lwps: 2)")],
    [machine("threads: hybrid(lwps: 2)", SPAWN)],
  ],
  "machine.threads.go.processors": [
    [machine("«threads»: go(processors: 2)")],
    [machine("threads: go(processors: 2)", SPAWN)],
  ],
  "machine.threads.go.quantum": [[machine("«threads»: go(quantum: 2)")], [machine("threads: go(quantum: 2)", SPAWN)]],
  "machine.termination": [
    [machine("«termination»: adopt")],
    [machine("termination: adopt", "program p() { } process a = p() process b = p() { parent: a }")],
  ],
  "machine.direct_capacity": [
    [machine("«direct_capacity»: 1")],
    [machine("direct_capacity: 1", "program p() { send(1, 2) } process a = p()")],
  ],
  "machine.seed": [
    [machine("«seed»: 7")],
    [
      machine("seed: 7 scheduler: lottery"),
      machine("seed: 7", "program p() { print(random(3)) } process a = p()"),
      machine("seed: 7", `${RUN} mailbox m { delivery: lossy loss: 5 }`),
    ],
  ],
  "machine.scheduler.round_robin.ties": [
    [machine("scheduler: round_robin(«ties»: preempted_first)")],
    [
      machine("scheduler: round_robin(ties: preempted_first)", LATE),
      machine("scheduler: round_robin(ties: preempted_first)", "program p() { sleep(1) } process a = p()"),
    ],
  ],
  "machine.scheduler.mlfq.quanta": [
    [mlfq("«quanta»: [0, 4]"), mlfq("«quanta»: [2, 0, 8, 8]")],
    [mlfq("quanta: [2, 4, 0]"), mlfq("quanta: [0]")],
  ],
  "machine.scheduler.mlfq.allotments": [
    [mlfq("quanta: [3], «allotments»: [2]")],
    [mlfq("quanta: [3, 0], allotments: [2, 1]")],
  ],
  "machine.scheduler.mlfq.boost": [
    [mlfq("quanta: [0], «boost»: 9")],
    [mlfq("quanta: [4], boost: 9"), mlfq("quanta: [0], boost: 0")],
  ],
  "machine.scheduler.mlfq.preemptive": [
    [mlfq("quanta: [3], «preemptive»: true")],
    [mlfq("preemptive: true"), mlfq("quanta: [3], preemptive: true, io_return: head")],
  ],
  "machine.scheduler.mlfq.ties": [
    [mlfq("quanta: [0], «ties»: preempted_first"), mlfq("«ties»: preempted_first", RUN)],
    [mlfq("ties: preempted_first")],
  ],
  "machine.scheduler.mlfq.preempted": [
    [mlfq("quanta: [2], «preempted»: tail"), mlfq("preemptive: false, «preempted»: tail")],
    [mlfq("preempted: tail")],
  ],
  "machine.scheduler.mlfq.io_return": [[mlfq("«io_return»: head", RUN)], [mlfq("io_return: head")]],
  "machine.scheduler.mlfq.after_io": [
    [mlfq("quanta: [0], «after_io»: reset"), mlfq("«after_io»: reset", RUN)],
    [mlfq("after_io: reset")],
  ],
  "machine.scheduler.mlfq.alone": [[mlfq("quanta: [2], «alone»: stay")], [mlfq("alone: stay")]],
  "process.priority": [
    [process("«priority»: 2"), process("«priority»: 2", "machine { scheduler: round_robin }")],
    [
      process("priority: 2", `machine { ${UNEVEN} }`),
      process("priority: 2", "semaphore s { order: priority }"),
      process("priority: 2", "machine { devices: { disk: device(queue: priority) } }", "io(disk)"),
      process("priority: 2", "machine { memory: 8 swapping: on_demand }"),
      process("priority: 0"),
    ],
  ],
  "process.tickets": [
    [process("«tickets»: 2"), process("«tickets»: 1")],
    [process("tickets: 2", "machine { scheduler: stride }"), process("tickets: 2", "machine { scheduler: lottery }")],
  ],
  "process.nice": [
    [process("«nice»: 2", "machine { scheduler: lottery }")],
    [process("nice: 2", "machine { scheduler: fair }")],
  ],
  "process.memory": [
    [process("«memory»: 2"), process("«memory»: 20", "machine { memory: 8 }", "asm { nop }")],
    [process("memory: 2", "machine { memory: 8 }", "asm { nop }")],
  ],
  "process.threads": [
    [process("«threads»: library")],
    ["function t() { } program p() { spawn(t) } process a = p() { threads: library }"],
  ],
  "process.threads.library.switching": [
    [process("«threads»: library(switching: preemptive)")],
    ["function t() { } program p() { spawn(t) } process a = p() { threads: library(switching: preemptive) }"],
  ],
  "process.threads.library.quantum": [
    ["function t() { } program p() { spawn(t) } process a = p() { threads: library(cooperative, «quantum»: 3) }"],
    ["function t() { } program p() { spawn(t) } process a = p() { threads: library(preemptive, quantum: 3) }"],
  ],
  "process.threads.hybrid.lwps": [[process("«threads»: hybrid(lwps: 2)")], []],
  "process.threads.go.processors": [[process("«threads»: go(processors: 2)")], []],
  "process.threads.go.quantum": [[process("«threads»: go(quantum: 2)")], []],
  "device.queue": [
    [
      machine("devices: { disk: device(«queue»: shortest) }"),
      machine("devices: { disk: device(«queue»: priority) }", IO),
      machine("devices: { disk: device(«queue»: shortest) }", "program p() { io(disk) } process a = p()"),
    ],
    [
      machine("devices: { disk: device(queue: shortest) }", IO),
      machine("devices: { disk: device(queue: priority) }", RANKED.replace("compute(1)", "io(disk)")),
    ],
  ],
  "device.servers": [
    [machine("devices: { disk: device(«servers»: 2) }")],
    [machine("devices: { disk: device(servers: 2) }", IO)],
  ],
  "semaphore.order": [
    [`semaphore s { «order»: priority } ${RUN}`],
    [
      `semaphore s { order: priority } ${RANKED}`,
      `semaphore s { order: lifo } ${RUN}`,
      "semaphore s { order: priority }",
    ],
  ],
  "condition.order": [[`condition c { «order»: priority } ${RUN}`], [`condition c { order: priority } ${RANKED}`]],
  "mutex.order": [[`mutex m { «order»: priority } ${RUN}`], [`mutex m { order: priority } ${RANKED}`]],
  "mutex.protocol": [
    [
      `mutex m { «protocol»: inherit } ${RUN}`,
      `machine { ${UNEVEN} } mutex m { «protocol»: inherit } ${RUN}`,
      `machine { scheduler: sjf } mutex m { «protocol»: inherit } ${RUN}`,
    ],
    [`machine { ${UNEVEN} } mutex m { protocol: inherit } ${RANKED}`, `mutex m { protocol: none } ${RUN}`],
  ],
  "rwlock.prefer": [
    [
      `rwlock r { «prefer»: writers } ${RUN}`,
      "rwlock r { «prefer»: writers } program p() { read_lock(r) } process a = p()",
    ],
    ["rwlock r { prefer: writers } program p() { read_lock(r) rw_unlock(r) write_lock(r) } process a = p()"],
  ],
  "mailbox.loss": [[box("«loss»: 10")], [box("loss: 10 delivery: lossy"), box("loss: 0")]],
  "mailbox.corruption": [[box("«corruption»: 10")], [box("corruption: 10 delivery: lossy")]],
  "mailbox.delivery": [[box("«delivery»: lossy")], [box("delivery: lossy loss: 1"), box("delivery: reliable")]],
  "mailbox.checksum": [
    [box("«checksum»: true"), box("delivery: lossy loss: 5 «checksum»: true")],
    [box("delivery: lossy corruption: 5 checksum: true"), box("checksum: false")],
  ],
  "mailbox.timeout": [
    [box("«timeout»: 20"), box("delivery: lossy loss: 5 «timeout»: 9")],
    [box("delivery: retransmit loss: 5 timeout: 9"), box("delivery: notify loss: 5 timeout: 9")],
  ],
  "mailbox.when_full": [
    [box("«when_full»: discard"), box("«when_full»: wait")],
    [box("when_full: discard capacity: 2")],
  ],
  "mailbox.when_dead": [[box("«when_dead»: end")], [`${box("when_dead: end owner: a")} ${RUN}`]],
};

describe("settings without effect", function () {
  this.timeout(20_000);
  for (const [path, [idle, used]] of Object.entries(ROWS)) {
    for (const text of idle) it(`${path}: ${text}`, () => check(text, [4009]));
    for (const text of used) it(`${path} has one: ${text}`, () => check(text, []));
  }

  it("are known of every setting: it needs something, or always means something", () => {
    const owners: readonly (readonly [string, readonly SettingRow[]])[] = [
      ["machine", MACHINE_SETTINGS],
      ["process", PROCESS_SETTINGS],
      ["device", DEVICE_SETTINGS],
      ["link", LINK_SETTINGS],
      ...Object.entries(OBJECT_SETTINGS),
    ];
    const all = owners.flatMap(([owner, rows]) => pathsOf(owner, rows)).sort();
    assert.deepEqual([...Object.keys(NEEDS), ...ALWAYS].sort(), all);
    assert.deepEqual(Object.keys(ROWS).sort(), Object.keys(NEEDS).sort());
  });

  it("are no matter where something is wrong, nor where asm may call the system", () => {
    check("machine { ready_queues: per_cpu } program p() { «foo»() }", [2002]);
    check("machine { create_thread: 1 } program p() { asm { nop } } process a = p()", []);
  });

  it("say what is and what to do", () => {
    const text = "machine { scheduler: sjf } program p() { } process a = p() { tickets: 5 }";
    const [found] = compileText(text).diagnostics;
    assert.equal(found?.message, "'tickets' has no effect: the scheduler is sjf");
    assert.equal(found.hint, "Write scheduler: lottery or stride, or leave it out.");
  });
});

describe("the operator, who has no effect", () => {
  const P = "program p() { compute(9) } process a = p() process b = p() { arrival: 5 }";
  const rows: readonly (readonly [string, readonly number[]])[] = [
    [`${P} at 0 { «kill(a)» }`, [4009]],
    [`${P} at 5 { «suspend(b)» «resume(b)» kill(a) }`, [4009, 4009]],
    [`${P} at 3 { «kill(b)» } at 6 { kill(b) }`, [4009]],
    [`${P} at 6 { kill(b) «kill(b)» } at 9 { «suspend(b)» }`, [4009, 4009]],
    [`${P} at 9 { «suspend(b)» } at 6 { kill(b) }`, [4009]],
    [`${P} at 3 { «kill(2)» }`, [4009]],
    [`shared x = 2 ${P} at 3 { kill(x) kill(9) x = 1 }`, []],
    [`${P} at 1 { suspend(a) } at 6 { resume(a) kill(b) }`, []],
  ];
  for (const [text, codes] of rows) it(text, () => check(text, codes));
});
