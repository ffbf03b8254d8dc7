/** Every kind of expectation: when it holds, what a failing one tells, and that following it changes nothing. */
import { strict as assert } from "node:assert";
import { call, report } from "./capture.ts";

const FAST = "machine { instruction: 0 }";

/** Verdicts as text: `holds`, or `fails: detail`, or `undecided: detail`. */
async function verdicts(text: string): Promise<string[]> {
  const { expectations } = await report(text);
  return expectations.map(({ holds, detail }) =>
    holds === true ? "holds" : `${holds === false ? "fails" : "undecided"}: ${detail}`,
  );
}

const CASES: readonly (readonly [name: string, text: string, ...expected: string[]])[] = [
  [
    "terminates and no deadlock",
    `${FAST} program p() { compute(1) } process a = p() expect { terminates no deadlock }`,
    "holds",
    "holds",
  ],
  [
    "a run that a limit ends",
    `${FAST} program p() { loop { } } process a = p() process b = p()
     expect { terminates finally 1 == 1 output "x" always 1 == 1 }`,
    "undecided: not decided: the run did not come to its end",
    "undecided: not decided: the run did not come to its end",
    "undecided: not decided: the run did not come to its end",
    "holds",
  ],
  [
    "no race, and what would have ordered the accesses",
    `shared n = 0 shared m = 0 program p() {
       n = n + 1
     }
     process a = p() process b = p() expect { no race }`,
    "fails: 1 a writes n at line 2, tick 3, and 2 b reads n at line 2, tick 4: nothing orders them; one mutex or semaphore around both would, or a message from the first to the second",
  ],
  [
    "output is a whole line",
    `program p() { print("one two") print("three\\nfour") } process a = p()
     expect { output "one two" output "one" output "four" output "ONE TWO" }`,
    "holds",
    'fails: at tick 2: no line that was printed equals it; the nearest is "one two", at tick 1',
    "holds",
    "fails: at tick 2: no line that was printed equals it",
  ],
  [
    "output that nearly came, and that nobody wrote",
    `${FAST} program p(n) { compute(n) print("process", pid(), "is done at", clock()) } process a = p(7) process b = p(8)
     expect { output "process 1 is done at 8" output "process 2  is done at 15" }`,
    'fails: at tick 15: no line that was printed equals it; the nearest is "process 1 is done at 7", at tick 7',
    'fails: at tick 15: no line that was printed equals it; the nearest is "process 2 is done at 15", at tick 15',
  ],
  [
    "output of a run that prints nothing",
    `program p() { } process a = p() expect { output "x" }`,
    "fails: at tick 0: nothing was printed",
  ],
  [
    "finally over shared words, elements, words of processes that have ended, and their exits",
    `shared n = 4 shared a: int[2][3]
     program p(x) { var mine = x a[1][2] = x exit(x) } process one = p(7)
     expect { finally n == 4 finally a[1][n - 2] == 7 finally one.mine == one.exit finally one.mine > n + a[1][2] }`,
    "holds",
    "holds",
    "holds",
    "fails: at tick 6: one.mine = 7, n = 4, a[1][2] = 7",
  ],
  [
    "an index out of bounds and a division by zero",
    "shared i = 9 shared a: int[2] expect { finally a[i] == 0 finally 1 / (i - 9) == 0 always a[i] == 0 }",
    "fails: at tick 0: index 9 of a is outside 0 … 1",
    "fails: at tick 0: division by zero",
    "fails: at tick 0: index 9 of a is outside 0 … 1",
  ],
  [
    "averages are exact, and shown so",
    `machine { scheduler: round_robin(quantum: 4) instruction: 0 } program p(n) { compute(n) }
     process a = p(24) process b = p(3) process c = p(3)
     expect { finally average(waiting) * 3 == 17 finally average(waiting) < 6 && average(waiting) > 5
       finally average(waiting) == 5 finally average(service) == 10 finally average(normalized) * 36 == 83
       finally average(waiting) & 1 == 0 finally -average(service) == -10
       finally average(waiting) == 17 / 3 finally 17 / 3 == average(waiting) && 17 / 3 == 5 && a.waiting / 4 == 1
       finally average(waiting) == a.finish / 6 + 2 / 3 finally a.normalized == 5 / 4 finally a.normalized == 6 / 4 }`,
    "holds",
    "holds",
    "fails: at tick 30: average(waiting) = 17/3 (5.667)",
    "holds",
    "holds",
    "fails: at tick 30: & needs whole numbers on both sides",
    "holds",
    "holds",
    "holds",
    "holds",
    "holds",
    "fails: at tick 30: a.normalized = 5/4 (1.25)",
  ],
  [
    "every metric of a process",
    `machine { instruction: 0 syscall: 1 } program p(n) { sleep(2) compute(n) exit(3) } process a = p(5) { arrival: 1 }
     expect { finally a.arrival == 1 && a.first_run == 1 && a.finish == 10 && a.exit == 3 && a.waiting == 0
       finally a.turnaround == 9 && a.response == 0 && a.service == 5 && a.blocked == 2 && a.kernel == 2
       finally a.switches == 2 && a.faults == 0 && a.missed == 0 && a.normalized * 5 == 9 }`,
    "holds",
    "holds",
    "holds",
  ],
  [
    "always holds before the first tick too, and while a value is still to come",
    `${FAST} shared n = 1 program p() { n = 0 compute(4) } process a = p()
     expect { always n == 0 always a.finish == 4 always a.turnaround < 4 always a.exit == 0 && n < 2 }`,
    "fails: at tick 0: n = 1",
    "holds",
    "fails: at tick 4: a.turnaround = 4",
    "holds",
  ],
  [
    "always sees a value that lasts one instruction, and says after which line",
    `shared n = 0
     program p() {
       n = 5
       n = 0
     }
     process a = p()
     expect { always n == 0 }`,
    "fails: at tick 2: n = 5 (after line 3 of a)",
  ],
  [
    "always sees what another CPU undoes in the same tick",
    `machine { cpus: 2 } shared n = 0
     program p(x) {
       n = x
     }
     process a = p(5) process b = p(0)
     expect { always n == 0 finally n == 0 }`,
    "fails: at tick 2: n = 5 (after line 3 of a)",
    "holds",
  ],
  [
    "always sees at once what a quantum ends with",
    `machine { scheduler: round_robin(quantum: 2) } shared n = 0 shared m = 0
     program up() {
       n = 5
       n = 0
     }
     program other() { var k = 0 while k < 9 { k += 1 } }
     process a = up() process b = other() process c = other() expect { always n == 0 }`,
    "fails: at tick 2: n = 5 (after line 3 of a)",
  ],
  [
    "always sees what takes no time",
    `${FAST} shared n = 0 program p() { n = 5 n = 0 compute(1) } process a = p() expect { always n == 0 }`,
    "fails: at tick 0: n = 5 (after line 1 of a)",
  ],
  [
    "always sees slow stores that pre-emption cuts",
    `machine { instruction: 3 scheduler: round_robin(quantum: 2) } shared n = 0
     program up() { n = 5 } program down() { n = 0 }
     process a = up() process b = down() expect { always n == 0 }`,
    "fails: at tick 10: n = 5 (after line 2 of a)",
  ],
  [
    "always follows elements, words of processes, and indivisible instructions",
    `shared a: int[4] shared k = 0
     program p() { var mine = 0 for i = 0 .. 3 { a[i] = i fetch_and_add(k, 1) mine += 1 } mine = 0 }
     process one = p()
     expect { always a[2] == 0 always k < 3 always one.mine < 4 always a[k - k] == 0 }`,
    "fails: at tick 41: a[2] = 2 (after line 2 of one)",
    "fails: at tick 43: k = 3 (after line 2 of one)",
    "fails: at tick 62: one.mine = 4 (after line 2 of one)",
    "holds",
  ],
  [
    "always over time",
    `machine { instruction: 0 } program p(n) { compute(n) } process a = p(5) process b = p(5)
     expect { always b.waiting <= 3 always average(service) <= 5 }`,
    "fails: at tick 4: b.waiting = 4",
    "holds",
  ],
];

describe("expectations", () => {
  for (const [name, text, ...expected] of CASES) {
    it(name, async () => assert.deepEqual(await verdicts(text), expected));
  }

  it("make the run fail, and say where", async () => {
    const text = "program p() { }\nprocess a = p()\nexpect {\n  terminates\n  finally a.exit == 1\n}";
    const { code, out } = await call({ "a.turno": text }, "run", "{a.turno}");
    assert.equal(code, 3);
    assert.match(out, /^✓ terminates\n✗ finally a\.exit == 1 \(line 5\): at tick \d+: a\.exit = 0$/m);
  });
});

describe("following an always", () => {
  const PROGRAMS = `shared n = 0 shared a: int[4]
    program p(times) { for i = 1 .. times { n = n + 1 a[i % 4] += n compute(i % 3) if i % 4 == 0 { print(n) yield() } } }
    process one = p(9) process two = p(7) { arrival: 3 } process three = p(8) { arrival: 5 }`;
  const MACHINES = [1, 2, 3].flatMap((cpus) =>
    [0, 1, 2].flatMap((instruction) =>
      ["fcfs", "round_robin(quantum: 1)", "round_robin(quantum: 5)", "random(quantum: 3)"].map(
        (scheduler) =>
          `machine { cpus: ${cpus} instruction: ${instruction} scheduler: ${scheduler} context_switch: 1 }`,
      ),
    ),
  );
  for (const machine of MACHINES) {
    it(`does not change the run of ${machine}`, async () => {
      const plain = await report(machine + PROGRAMS);
      const always = "always n >= 0 && a[0] + a[3] >= 0 always one.waiting >= 0";
      const followed = await report(`${machine}${PROGRAMS} expect { ${always} always two.exit == 0 }`);
      assert.deepEqual({ ...followed, expectations: [] }, plain);
      assert.deepEqual(
        followed.expectations.map(({ holds }) => holds),
        [true, true, true],
      );
    });
  }
});
