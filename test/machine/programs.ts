/**
 * Random scenarios for the laws of the machine: programs of calls that create, end, suspend and wait for each other, on
 * machines with random settings. Everything ends: loops are short, and what is created beyond a depth creates no more.
 */
import fc from "fast-check";

const small = fc.nat(4);
const anyPid = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1, max: 9 }) }, fc.constantFrom(-1, 0, 99));

/** One statement of a thread's function; those above depth 0 create others. */
function threadStatement(depth: number): fc.Arbitrary<string> {
  const plain = [
    fc.tuple(small).map(([n]) => `compute(${n})`),
    fc.tuple(small).map(([n]) => `sleep(${n})`),
    fc.constant("yield()"),
    fc.constant("io(disk)"),
    fc.tuple(small).map(([n]) => `io(tty, ${n})`),
    fc.constant("lock(guard) compute(1) total = total + x unlock(guard)"),
    fc.constant("up(gate)"),
    fc.constant("send_within(3, line, x)"),
    fc.constant("x = receive_within(3, line)"),
    fc.constant("atomic { compute(1) total = total + 1 }"),
    fc.constant("print(tid(), pid(), x, clock())"),
    fc.tuple(small).map(([n]) => `if x > ${n} { thread_exit(x) }`),
    fc.tuple(anyPid).map(([pid]) => `x = suspend(${pid})`),
    fc.tuple(anyPid).map(([pid]) => `x = kill(${pid})`),
    fc.constant("if random(9) == 0 { exit(x) }"),
    fc.constant("if random(9) == 0 { x = 10 / 0 }"),
  ];
  const creating = [
    fc.tuple(small).map(([n]) => `x = join(spawn(f${depth - 1}, ${n}))`),
    fc.constant(`{ var t = spawn(f${depth - 1}, x) yield() join(t) }`).map((text) => `if 1 == 1 ${text}`),
    fc.constant(`spawn(f${depth - 1}, x)`),
    fc.constant(`spawn_bound(f${depth - 1}, x)`),
    fc.constant("x = fork() if x == 0 { compute(1) exit(2) }"),
  ];
  return fc.oneof(...plain, ...(depth > 0 ? [...creating, ...creating] : []));
}

function threadFunction(depth: number): fc.Arbitrary<string> {
  return fc
    .array(threadStatement(depth), { maxLength: 7 })
    .map((body) => `function f${depth}(x) { ${body.join("\n  ")} return x }`);
}

/** One statement of a program at a depth; children only above depth 0. */
function statement(depth: number, name: string): fc.Arbitrary<string> {
  const child = `${name.slice(0, -1)}${depth - 1}`;
  const plain = [
    fc.tuple(small).map(([n]) => `compute(${n})`),
    fc.tuple(small).map(([n]) => `sleep(${n})`),
    fc.constant("yield()"),
    fc.constant("io(disk)"),
    fc.tuple(small).map(([n]) => `io(tty, ${n})`),
    fc.tuple(small).map(([n]) => `write(disk, ${n})`),
    fc.constant("x = x + read(tty)"),
    fc.tuple(small).map(([n]) => `atomic { compute(${n}) x = x + 1 }`),
    fc.tuple(small).map(([n]) => `for i = 0 .. ${n} { x = x + i total = total + 1 }`),
    fc.tuple(small).map(([n]) => `page[${n} * 30] = page[${n} * 20] + 1`),
    fc.constant("print(pid(), ppid(), clock(), x, status())"),
    fc.constant('{ var f = open("log") write(f, x) x = read(f) close(f) }').map((text) => `if 1 == 1 ${text}`),
    fc.tuple(anyPid).map(([pid]) => `x = kill(${pid})`),
    fc.tuple(anyPid).map(([pid]) => `x = suspend(${pid})`),
    fc.tuple(anyPid).map(([pid]) => `x = resume(${pid})`),
    fc.tuple(anyPid, small).map(([pid, n]) => `x = set_priority(${pid}, ${n})`),
    fc.tuple(small).map(([n]) => `if x > ${n} { exit(x) }`),
    fc.constant("x = random(3)"),
    fc.constant("x = 10 / x"),
  ];
  const creating = [
    fc.constant(`x = start(${child}, x)`),
    fc.constant(`x = fork() if x == 0 { compute(1) exec(${child}, 2) }`),
    fc.constant("if fork() == 0 { page[60] = 5 exit(page[60]) }"),
    fc.constant("x = wait()"),
    fc.tuple(anyPid).map(([pid]) => `x = wait(${pid})`),
    fc.tuple(anyPid).map(([pid]) => `x = abort(${pid})`),
    fc.tuple(small).map(([n]) => `x = spawn(f1, ${n})`),
    fc.tuple(small).map(([n]) => `x = join(spawn(f1, ${n})) x = join(spawn(f0, x))`),
    fc.tuple(small).map(([n]) => `for i = 0 .. ${n} { spawn(f1, i) }`),
    fc.tuple(small).map(([n]) => `x = spawn_bound(f1, ${n})`),
  ];
  return fc.oneof(...plain, ...(depth > 0 ? [...creating, ...creating] : []));
}

function program(name: string, depth: number): fc.Arbitrary<string> {
  return fc
    .array(statement(depth, name), { maxLength: 8 })
    .map((body) => `program ${name}(x) { var page: int[130] ${body.join("\n  ")} }`);
}

const device = fc.tuple(small, fc.constantFrom("fifo", "priority", "shortest"), fc.integer({ min: 1, max: 2 }));

const machine: fc.Arbitrary<string> = fc
  .record({
    cpus: fc.integer({ min: 1, max: 3 }),
    scheduler: fc.constantFrom(
      ...[
        "fcfs",
        "round_robin(quantum: 3)",
        "priority",
        "round_robin(quantum: 2, ties: preempted_first)",
        "edf",
        "mlfq",
      ],
      ...["srtf", "lottery(quantum: 2)", "fair", "rate_monotonic", "priority(quantum: 2, aging: 3)"],
    ),
    ready_queues: fc.constantFrom("global", "global", "per_cpu", "per_cpu(stealing: true)"),
    instruction: fc.constantFrom(0, 1, 1, 2),
    context_switch: fc.constantFrom(0, 0, 1),
    syscall: fc.constantFrom(0, 0, 1),
    interrupt: fc.constantFrom(0, 0, 2),
    create_process: fc.constantFrom(0, 2),
    termination: fc.constantFrom("cascade", "adopt"),
    admission: fc.constantFrom("fifo", "shortest", "balanced"),
    swapping: fc.constantFrom("none", "on_demand", "suspend_blocked(low: 2)"),
    degree: fc.constantFrom("unlimited", "1", "3"),
    threads: fc.constantFrom(
      ...["kernel", "library(cooperative)", "library(preemptive, quantum: 2)", "hybrid(lwps: 2)"],
      ...["go(processors: 1)", "go(processors: 2, quantum: 2)"],
    ),
    thread_switch: fc.constantFrom(0, 0, 1),
    user_switch: fc.constantFrom(0, 0, 1),
    create_thread: fc.constantFrom(0, 0, 1),
    memory: fc.constantFrom("256", "30", "12"),
    disk: device,
    tty: device,
  })
  .map(({ disk, tty, ...settings }) => {
    const shown = Object.entries(settings).map(([key, value]) => `${key}: ${value}`);
    const devices = [disk, tty].map(
      ([service, queue, servers]) => `device(service: ${service}, queue: ${queue}, servers: ${servers})`,
    );
    return `machine { ${shown.join(" ")} page: 64 devices: { disk: ${devices[0]!}, tty: ${devices[1]!} } }`;
  });

const processes = fc.array(
  fc.tuple(
    fc.constantFrom("a2", "b2", "a1", "b0"),
    small,
    fc.nat(12),
    small,
    fc.constantFrom("", "", "", ", deadline: 9", ", period: 15"),
  ),
  { minLength: 1, maxLength: 5 },
);

const operator = fc.array(fc.tuple(fc.nat(40), fc.constantFrom("kill", "suspend", "resume"), fc.nat(4)), {
  maxLength: 3,
});

const OBJECTS = "shared total = 0 mutex guard semaphore gate mailbox line { capacity: 1 }";

/** A scenario as text. */
export const scenario: fc.Arbitrary<string> = fc
  .record({
    settings: machine,
    functions: fc.tuple(threadFunction(0), threadFunction(1)),
    programs: fc.tuple(...["a0", "a1", "a2", "b0", "b1", "b2"].map((name) => program(name, Number(name[1])))),
    declared: processes,
    operations: operator,
  })
  .map(({ settings, functions, programs, declared, operations }) => {
    const jobs = declared.map(
      ([name, arg, arrival, priority, more], k) =>
        `process p${k} = ${name}(${arg}) { arrival: ${arrival}, priority: ${priority}${more} }`,
    );
    // Periodic processes never end by themselves, and the suspended wait for somebody: the operator sees to the end.
    const ends = jobs.map((_job, k) => `at 400 { kill(p${k}) }`);
    const acts = operations.map(([tick, call, k]) => `at ${tick} { ${call}(p${k % jobs.length}) }`);
    return [settings, ...functions, ...programs, OBJECTS, ...jobs, ...acts, ...ends].join("\n");
  });
