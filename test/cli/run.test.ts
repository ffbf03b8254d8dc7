/** `turno run`: what it prints for people, the report for tools, and how each way of ending is told. */
import { strict as assert } from "node:assert";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { call, report } from "./capture.ts";

const ROUND_ROBIN = `machine { scheduler: round_robin(quantum: 4) instruction: 0 context_switch: 1 }
shared total = 0
shared a: int[2][2]
program burst(ticks) { compute(ticks) total += ticks a[1][0] = 7 print("done", ticks) }
process P1 = burst(6)
process P2 = burst(3) { arrival: 1 }
expect { terminates }`;

const LOOP = "program p() { loop { } } process a = p()";

describe("turno run", () => {
  it("reports one object of the schema, with all its keys", async () => {
    const result = await report(ROUND_ROBIN);
    const { trace, machines, averages, ...rest } = result;
    assert.match(trace, /^[0-9a-f]{16}$/);
    assert.equal(averages.turnaround, 9);
    assert.deepEqual(machines, [
      {
        ...{ name: "main", cpus: 1, user: 9, kernel: 2, idle: 0, utilisation: 1, throughput: 2 / 11 },
        degree: {
          most: 2,
          average: 18 / 11,
          changes: [
            [0, 1],
            [1, 2],
            [8, 1],
            [11, 0],
          ],
        },
        ready_average: 7 / 11,
        devices: [],
      },
    ]);
    const process = {
      machine: "main",
      suspended_ready: 0,
      job: 0,
      blocked: 0,
      faults: 0,
      missed: [],
      end: "exited",
      reason: "",
      exit: 0,
      threads: [],
      carriers: [],
    };
    const row = { machine: "main", cpu: 0, tid: 1, carrier: null };
    assert.deepEqual(rest, {
      schema: "turno-run/1",
      ended: "finished",
      reason: "",
      tick: 11,
      processes: [
        {
          ...process,
          ...{ name: "P1", pid: 1, arrival: 0, first_run: 0, finish: 11, service: 6, turnaround: 11, waiting: 4 },
          ...{ ready: 4, kernel: 1, response: 0, normalized: 11 / 6, switches: 2, switches_forced: 1 },
        },
        {
          ...process,
          ...{ name: "P2", pid: 2, arrival: 1, first_run: 4, finish: 8, service: 3, turnaround: 7, waiting: 3 },
          ...{ ready: 3, kernel: 1, response: 3, normalized: 7 / 3, switches: 1, switches_forced: 0 },
        },
      ],
      gantt: [
        { ...row, from: 0, to: 4, pid: 1, name: "P1", kind: "user" },
        { ...row, from: 4, to: 5, pid: 2, name: "P2", kind: "switch" },
        { ...row, from: 5, to: 8, pid: 2, name: "P2", kind: "user" },
        { ...row, from: 8, to: 9, pid: 1, name: "P1", kind: "switch" },
        { ...row, from: 9, to: 11, pid: 1, name: "P1", kind: "user" },
      ],
      output: [
        { tick: 8, pid: 2, text: "done 3" },
        { tick: 11, pid: 1, text: "done 6" },
      ],
      shared: {
        total: 9,
        a: [
          [0, 0],
          [7, 0],
        ],
      },
      expectations: [{ text: "terminates", line: 7, holds: true, detail: "" }],
      races: null,
      bounds: [],
      operator_failures: [],
      truncated: false,
    });
  });

  it("prints output, metrics with averages, and the verdict for people", async () => {
    const { code, out, err } = await call({ "a.turno": ROUND_ROBIN }, "run", "{a.turno}");
    assert.equal(code, 0);
    assert.equal(err, "");
    assert.equal(
      out,
      `done 3
done 6

pid  process  arrival  first run  finish  service  waiting  blocked  kernel  turnaround  normalized  response  switches  end
  1  P1             0          0      11        6        4        0       1          11        1.83         0         2  exited 0
  2  P2             1          4       8        3        3        0       1           7        2.33         3         1  exited 0
     average                                  4.5      3.5        0       1           9        2.08       1.5       1.5

main: 1 CPU, 100 % busy (user 9, kernel 2, idle 0) · 2 processes ended, 0.18 a tick · in memory at most 2, on average 1.64

Every process has ended, at tick 11.
✓ terminates
`,
    );
  });

  it("tells where processes waited: ready, swapped out, not admitted; their sum is what the table shows", async () => {
    const { processes, averages } =
      await report(`machine { instruction: 0 degree: 2 scheduler: round_robin(quantum: 2) }
      program p(n) { compute(n) } process a = p(4) process b = p(6) process c = p(2) at 3 { suspend(b) } at 6 { resume(b) }`);
    const parts = processes.map((p) => [p.name, p.waiting, p.ready, p.suspended_ready, p.job]);
    assert.deepEqual(parts, [
      ["a", 1, 1, 0, 0],
      ["b", 6, 3, 3, 0],
      ["c", 5, 2, 0, 3],
    ]);
    assert.equal(averages.missed, 0);
  });

  it("has a column of missed deadlines where a process has one, and says how each ended", async () => {
    const text = `machine { scheduler: rate_monotonic instruction: 0 } program p(n) { compute(n) }
      process a = p(2) { period: 5 } process b = p(4) { deadline: 3 } process c = p(1)
      at 20 { kill(a) }`;
    const { out } = await call({ "a.turno": text }, "run", "{a.turno}");
    const cells = out.split("\n").map((line) => line.trim().split(/ {2,}/));
    const missed = cells[0]!.indexOf("missed");
    assert.deepEqual(
      cells.slice(1, 4).map((row) => row.slice(missed)),
      [
        ["0", "killed by the operator"],
        ["1", "exited 0"],
        ["–", "exited 0"],
      ],
    );
  });

  it("tells what the operator could not do", async () => {
    const text = `shared x: int[2]
program p() { sleep(9) }
process a = p()
at 3 { x[1] = 2 x[x[1]] = 5 }
at 4 { kill(a) resume(a) }`;
    const { code, out } = await call({ "a.turno": text }, "run", "{a.turno}");
    assert.equal(code, 0);
    assert.match(
      out,
      /^a\.turno:4: the operator could not do action 2 of this block, at tick 3: index out of bounds: 2$/m,
    );
    assert.match(
      out,
      /^a\.turno:5: the operator could not do action 2 of this block, at tick 4: resume: a has ended, at tick 4$/m,
    );
    assert.deepEqual(
      (await report(text)).operator_failures.map(({ tick, line, action }) => [tick, line, action]),
      [
        [3, 4, 2],
        [4, 5, 2],
      ],
    );
  });

  const HYBRID = `machine { instruction: 0 threads: hybrid(lwps: 2) devices: { disk: device(service: 6) } }
program four() { var t: int[3] for i = 0 .. 2 { t[i] = spawn(work) } work() for i = 0 .. 2 { join(t[i]) } }
function work() { compute(3) io(disk) }
process p = four()`;

  it("tells of each thread, and of what carries them", async () => {
    const { processes, gantt } = await report(HYBRID);
    const [p] = processes;
    assert.deepEqual(p?.threads[1], {
      ...{ tid: 2, routine: "work", created: 0, first_run: 3, finish: 15, turnaround: 15, response: 3 },
      ...{ service: 3, waiting: 3, blocked: 9, kernel: 0, switches: 2 },
    });
    assert.deepEqual(
      p.threads.map(({ finish }) => finish),
      [27, 15, 21, 27],
    );
    assert.deepEqual(p.carriers, [
      { name: "lwp 1", user: 6, kernel: 0, spun: 0, taken: 4 },
      { name: "lwp 2", user: 6, kernel: 0, spun: 0, taken: 2 },
    ]);
    assert.deepEqual(
      gantt.map(({ tid, carrier }) => `${tid} ${carrier ?? "?"}`),
      ["1 lwp 1", "2 lwp 2", "3 lwp 1", "4 lwp 2"],
    );
    const { out } = await call({ "a.turno": HYBRID }, "run", "{a.turno}");
    assert.match(out, /^ +1 +p .*\n1\.1 +four .*\n1\.2 +work +0 +3 +15 +3 +3 +9 +0 +15 +3 +2$/m);
  });

  it("tells of the first threads of many", async () => {
    const text = `machine { memory: 1000 } program p() { for i = 1 .. 40 { spawn(f) } thread_exit(0) } function f() { } process a = p()`;
    const { out } = await call({ "a.turno": text }, "run", "{a.turno}");
    assert.match(out, /^1\.16 .*\n +… 25 more\n$/m);
  });

  it("draws the Gantt chart with --gantt, and logs each event with --trace", async () => {
    const chart = await call({ "a.turno": ROUND_ROBIN }, "run", "{a.turno}", "--gantt");
    assert.match(chart.out, /^cpu 0 +A{16}x{4}B{12}x{4}A{8}$/m);
    const log = await call({ "a.turno": ROUND_ROBIN }, "run", "--trace", "{a.turno}");
    assert.match(log.out, /^tick 4: contextSwitched from=P1 to=P2 reason=preempted cpu=0/m);
    assert.match(log.out, /^tick 8: printed process=P2 .*"done 3"$/m);
  });

  it("keeps the standard output to the one object when it also logs", async () => {
    const { out, err } = await call({ "a.turno": ROUND_ROBIN }, "run", "--json", "--trace", "--gantt", "{a.turno}");
    assert.equal(out.indexOf("\n"), out.length - 1);
    assert.doesNotThrow(() => JSON.parse(out) as unknown);
    assert.match(err, /^tick 0: /);
  });

  it("stops before the boundary of --until, and leaves what is later undecided", async () => {
    const text = ROUND_ROBIN.replace(
      "{ terminates }",
      '{ terminates finally total == 9 output "done 6" output "done 3" always total < 9 no deadlock }',
    );
    const result = await report(text, "--until", "9");
    assert.deepEqual([result.ended, result.tick], ["until", 9]);
    assert.deepEqual(result.gantt.at(-1), {
      ...{ machine: "main", cpu: 0, from: 8, to: 9, pid: 1, tid: 1, name: "P1", kind: "switch", carrier: null },
    });
    const [first] = result.processes;
    assert.deepEqual([first?.finish, first?.turnaround, first?.end, first?.exit], [null, null, "alive", null]);
    assert.deepEqual(
      result.expectations.map(({ text: each, holds }) => [each, holds]),
      [
        ["terminates", null],
        ["finally total == 9", null],
        ['output "done 6"', null],
        ['output "done 3"', true],
        ["always total < 9", true],
        ["no deadlock", true],
      ],
    );
    const cut = await call({ "a.turno": text }, "run", "{a.turno}", "--until", "9");
    assert.equal(cut.code, 4);
    assert.match(cut.out, /^\? terminates \(line \d+\): undecided, for the run was stopped before tick 9$/m);
    assert.match(cut.out, /^✓ always total < 9 \(line \d+\): as far as the run went, to tick 9$/m);
    assert.equal((await call({ "a.turno": text }, "run", "{a.turno}", "--until", "1000")).code, 3);
    assert.equal((await report(text, "--until", "0")).tick, 0);
    assert.equal((await report(text, "--until", "1000")).ended, "finished");
  });

  const UNDECIDED: readonly (readonly [expected: string, code: number, line: RegExp, until?: string])[] = [
    ["terminates", 4, /^\? terminates .*undecided, for the run was stopped before tick 50$/m],
    ["finally n == 0", 4, /^\? finally n == 0 .*undecided/m],
    ["no race", 4, /^\? no race .*undecided/m],
    ['output "never"', 4, /^\? output "never" .*undecided/m],
    // What is known is known: held so far, met, broken; and what is broken counts more than what is undecided.
    ["always n >= 0 no deadlock", 0, /^✓ no deadlock .*as far as the run went, to tick 50$/m],
    ['output "hello"', 0, /^✓ output "hello"$/m],
    ["always n < 3 terminates", 3, /^✗ always n < 3 .*n = 3/m],
    // All ended before, or there is nothing to decide.
    ["", 0, /^Stopped before tick 50\.$/m],
  ];
  for (const [expected, code, line] of UNDECIDED) {
    it(`is worth ${code} when cut, where it expects ${expected === "" ? "nothing" : expected}`, async () => {
      const text = `shared n = 0 program p() { print("hello") loop { n = (n + 1) % 5 } } process a = p() expect { ${expected} }`;
      const result = await call({ "a.turno": text }, "run", "{a.turno}", "--until", "50");
      assert.equal(result.code, code, result.out);
      assert.match(result.out, line);
    });
  }

  it("does not know of races after --until, but tells those before it", async () => {
    const racy = { "a.turno": "shared n = 0 program p() { loop { n = n + 1 } } process a = p() process b = p()" };
    const lone = { "a.turno": "shared n = 0 program p() { loop { n = n + 1 } } process a = p()" };
    const cut = ["run", "{a.turno}", "--races", "--until", "100"];
    assert.equal((await call({ ...racy, "a.turno": `machine { cpus: 2 } ${racy["a.turno"]}` }, ...cut)).code, 3);
    const { code, out } = await call(lone, ...cut);
    assert.equal(code, 4);
    assert.match(out, /^\? no data race was found up to tick 100; the rest is undecided$/m);
  });

  it("is undecided where a limit ends the run before all is decided, and fails where something is broken", async () => {
    const stuck = `machine { instruction: 0 } shared n = 0 program p() { n = 1 loop { } } process a = p()`;
    const expecting = (what: string): Record<string, string> => ({ "a.turno": `${stuck} expect { ${what} }` });
    const undecided = await call(expecting("terminates"), "run", "{a.turno}");
    assert.equal(undecided.code, 4);
    assert.match(undecided.out, /^\? terminates \(line 1\): undecided, for the run did not come to its end$/m);
    assert.equal((await call(expecting("terminates always n == 0"), "run", "{a.turno}")).code, 3);
    assert.equal((await call(expecting("always n < 2"), "run", "{a.turno}")).code, 3);
  });

  it("stops an endless loop at --until", async () => {
    const result = await report(LOOP, "--until", "12345");
    assert.deepEqual([result.ended, result.tick, result.processes[0]?.service], ["until", 12_345, 12_345]);
  });

  it("takes another seed", async () => {
    const dice = "program p() { for i = 1 .. 20 { print(random(1000)) } } process a = p()";
    const [one, again, two] = [
      await report(dice),
      await report(dice, "--seed", "1"),
      await report(dice, "--seed", "2"),
    ];
    assert.deepEqual(one, again);
    assert.notDeepEqual(one.output, two.output);
  });

  const ENDS: readonly (readonly [name: string, text: string, ended: string, code: number, line: RegExp])[] = [
    [
      "a fault",
      "program p(n) { print(1 / n) } process a = p(0)",
      "fault",
      3,
      /a\.turno:1: process a \(1\) .*division by zero/,
    ],
    ["a failed assertion", 'program p() { assert 1 > 2, "no" } process a = p()', "fault", 3, /assertion failed: no/],
    [
      "a fault that the parent was told of",
      "program child(n) { print(1 / n) } program p() { start(child, 0) wait() compute(1) } process a = p()",
      "finished",
      0,
      /Every process has ended, at tick \d+\.$/m,
    ],
    [
      "a fault that the parent did not wait for",
      "program child(n) { print(1 / n) } program p() { start(child, 0) sleep(50) } process a = p()",
      "fault",
      3,
      /division by zero/,
    ],
    [
      "a deadlock",
      "mutex m mutex n program p() { lock(m) compute(9) lock(n) } program q() { lock(n) compute(9) lock(m) }\n" +
        "machine { cpus: 2 } process a = p() process b = q() expect { no deadlock }",
      "deadlock",
      3,
      /^✗ no deadlock \(line 2\): at tick \d+: deadlock: /m,
    ],
    ["time that does not pass", `machine { instruction: 0 } ${LOOP}`, "limit", 3, /time does not pass/],
    ["an exit value", "program p() { exit(5) } process a = p()", "finished", 0, /Every process has ended/],
    ["nothing to run", "program p() { }", "finished", 0, /^Nothing ran: the scenario declares no process\.$/m],
  ];
  for (const [name, text, ended, code, line] of ENDS) {
    it(`tells ${name}`, async () => {
      const result = await call({ "a.turno": text }, "run", "{a.turno}");
      assert.equal(result.code, code);
      assert.match(result.out, line);
      assert.equal((await report(text)).ended, ended);
    });
  }

  it("tells how machines and devices spent the time, and how many processes were in memory when", async () => {
    const text = `machine { instruction: 0 degree: 2 devices: { disk: device(service: 5) } }
      program p(n) { compute(n) io(disk) } process a = p(3) process b = p(3) process c = p(2)`;
    // a runs [0,3), b [3,6), the disk serves a [3,8), b [8,13); a wakes at 8 and ends there, after the admission of that tick: c is
    // admitted at 9 and runs [9,11), disk [13,18).
    const { out } = await call({ "a.turno": text }, "run", "--gantt", "{a.turno}");
    const lines = out.split("\n");
    assert.ok(
      lines.includes("cpu 0     AAAAAAAAAAAABBBBBBBBBBBB............CCCCCCCC............................"),
      out,
    );
    assert.ok(
      lines.includes("in memory 222222222222222222222222222222221111222222222222222211111111111111111111"),
      out,
    );
    assert.ok(
      lines.includes(
        "main: 1 CPU, 44.44 % busy (user 8, kernel 0, idle 10) · 3 processes ended, 0.17 a tick · in memory at most 2, on average 1.67",
      ),
    );
    assert.ok(lines.includes("disk: 83.33 % busy · 3 requests, waiting 1.33 on average"), out);
    const { machines } = await report(text);
    assert.deepEqual(machines[0]?.degree.changes, [
      [0, 2],
      [8, 1],
      [9, 2],
      [13, 1],
      [18, 0],
    ]);
    assert.deepEqual(machines[0].devices, [
      {
        name: "disk",
        busy: 15,
        utilisation: 15 / 18,
        served: 3,
        mean_wait: 4 / 3,
        queue_most: 1,
        queue_average: 4 / 18,
      },
    ]);
  });

  const RACE = `machine { scheduler: round_robin(quantum: 3) }
shared count = 0
mutex m
program p(locks) {
  if locks { lock(m) }
  count = count + 1
  if locks { unlock(m) }
}
process a = p(true)
process b = p(true)
`;
  const TOLD = "1 a writes count at line 6, tick 9, and 2 b reads count at line 6, tick 10: nothing orders them; ";

  it("looks for data races with --races: each is a line, and they are a failure", async () => {
    const fine = await call({ "a.turno": RACE }, "run", "{a.turno}", "--races");
    assert.equal(fine.code, 0);
    assert.match(fine.out, /^✓ no data race was found$/m);
    const racy = { "a.turno": RACE.replaceAll("p(true)", "p(false)") };
    const blind = await call(racy, "run", "{a.turno}");
    assert.equal(blind.code, 0);
    assert.doesNotMatch(blind.out, /race/);
    const told = await call(racy, "run", "{a.turno}", "--races");
    assert.equal(told.code, 3);
    const lines = told.out.split("\n").filter((line) => line.startsWith("✗ data race: "));
    assert.equal(
      lines[0],
      `✗ data race: ${TOLD}one mutex or semaphore around both would, or a message from the first to the second`,
    );
    assert.equal(told.out.replace(/^✗ data race: .*\n/gm, ""), blind.out);
  });

  it("reports data races where somebody looks for them, and changes nothing else by it", async () => {
    const racy = RACE.replaceAll("p(true)", "p(false)");
    const [blind, told] = [await report(racy), await report(racy, "--races")];
    assert.equal(blind.races, null);
    assert.deepEqual({ ...told, races: null }, blind);
    const [race] = told.races!;
    assert.deepEqual(race?.first, { thread: "1 a", verb: "writes", tick: 9, uri: "a.turno", line: 6 });
    assert.deepEqual(race.second, { thread: "2 b", verb: "reads", tick: 10, uri: "a.turno", line: 6 });
    assert.equal(race.text, TOLD + race.remedy);
    const expected = await report(`${racy}expect { no race }`);
    assert.deepEqual(expected.races, told.races);
    assert.equal(expected.expectations[0]?.holds, false);
  });

  it("says what is wrong with a program, and runs nothing", async () => {
    const result = await call({ "a.turno": "program p() {\n\tx = 1\n}" }, "run", "--json", "{a.turno}");
    assert.equal(result.code, 1);
    assert.equal(result.out, "");
    assert.equal(result.err, `a.turno:2:2: error TURNO2001: there is no 'x' here\n    \tx = 1\n    \t^\n`);
  });

  it("runs on with a warning", async () => {
    const result = await call({ "a.turno": "program p() { var x = 1 }\nprocess a = p()" }, "run", "{a.turno}");
    assert.equal(result.code, 0);
    assert.match(result.err, /^a\.turno:1:\d+: (warning|hint) TURNO\d{4}: /);
  });

  it("imports beside the file", async () => {
    const files = { "a.turno": 'import "b.turno"\nprogram p() { print(N) } process a = p()', "b.turno": "const N = 5" };
    assert.match((await call(files, "run", "{a.turno}")).out, /^5$/m);
    const broken = await call({ ...files, "b.turno": "const N = " }, "run", "{a.turno}");
    assert.equal(broken.code, 1);
    assert.match(broken.err, /^b\.turno:1:\d+: error TURNO/m);
  });

  it("keeps the choices of a run and makes them again, whatever the seed", async () => {
    const text = `machine { scheduler: random(quantum: 2) instruction: 0 }
program p() { compute(random(9)) print("done") }
process a = p()
process b = p()
process c = p()`;
    const folder = mkdtempSync(path.join(tmpdir(), "turno-"));
    const record = path.join(folder, "choices.json");
    try {
      const first = await report(text, "--seed", "5", "--record", record);
      assert.equal((JSON.parse(readFileSync(record, "utf8")) as { seed: number }).seed, 5);
      const again = await report(text, "--choices", record);
      assert.equal(again.trace, first.trace);
      assert.notEqual((await report(text, "--seed", "6")).trace, first.trace);
      const other = await call(
        { "a.turno": text.replace("random(9)", "random(8)") },
        "run",
        "{a.turno}",
        "--choices",
        record,
      );
      assert.equal(other.code, 2);
      assert.match(other.err, /is of another run: choice \d+, at tick \d+, does not fit this one/);
      const both = await call({ "a.turno": text }, "run", "{a.turno}", "--choices", record, "--seed", "1");
      assert.equal(both.code, 2);
      assert.match(both.err, /cannot be used with option/);
      const none = await call({ "a.turno": text, "b.json": "{}" }, "run", "{a.turno}", "--choices", "{b.json}");
      assert.match(none.err, /^turno: b\.json cannot be used: it is no record of choices/m);
      const nowhere = await call({ "a.turno": text }, "run", "{a.turno}", "--record", path.join(folder, "no", "such"));
      assert.equal(nowhere.code, 2);
      assert.match(nowhere.err, /cannot be written: there is no such file/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
