/**
 * Programs that ask for what cannot be, as a person runs them: each ends as the language's page says, with an exit code, and
 * neither the command nor the debugger comes to harm; a bound of the simulator is reported as a bound.
 */
import { strict as assert } from "node:assert";
import { Client } from "../dap/client.ts";
import { call, report } from "./capture.ts";

const FAST = "machine { instruction: 0 }";

/** A scenario, its exit code, and what it prints and says, each a whole line. */
type Case = readonly [name: string, text: string, code: number, ...lines: (string | RegExp)[]];

const CASES: readonly Case[] = [
  [
    "a fork bomb: memory ends it, others go on",
    `machine { memory: 60 page: 64 scheduler: round_robin(quantum: 5) }
     program bomb() { var made = 0 loop { if fork() < 0 { exit(1) } made = made + 1 } }
     program other() { compute(100) print("still here") }
     process b = bomb() process o = other()`,
    3,
    "still here",
    /^a\.turno:2: process b \(\d+\) ended at tick \d+: out of memory/,
    /^Every process has ended, at tick \d+, but not every one as it should\.$/,
  ],
  [
    "a fork bomb that never looks at the answer: the person cuts it",
    "program bomb() { loop { fork() } } process b = bomb()",
    0,
    "Stopped before tick 3000.",
  ],
  [
    "a program that takes no time and never ends",
    `${FAST} program p() { loop { yield() } } process a = p() process b = p()`,
    3,
    "A limit ended the run at tick 0: time does not pass: 1000000 instructions at tick 0 took no time.",
  ],
  [
    "a wait without children",
    `${FAST} program p() { print(wait() == ERR_NO_CHILD, wait(pid()) == ERR_NO_CHILD, status()) } process a = p()`,
    0,
    "1 1 0",
  ],
  [
    "the end of oneself",
    `${FAST} program p() { kill(pid()) print("never") } process a = p()`,
    0,
    /^ +1 +a .* killed by a \(1\)$/,
    "Every process has ended, at tick 0.",
  ],
  [
    "the end of init, which is nobody's to end",
    `${FAST} program p() { print(kill(0) == ERR_DENIED, abort(0) == ERR_DENIED, suspend(0) == ERR_DENIED) } process a = p()`,
    0,
    "1 1 1",
  ],
  [
    "the end of who has ended, and of who never was",
    `${FAST} program child() { } program p() { var c = start(child) wait()
       print(kill(c) == ERR_NO_PROCESS, kill(77) == ERR_NO_PROCESS, kill(-1) == ERR_NO_PROCESS, resume(c) == ERR_NO_PROCESS) }
     process a = p()`,
    0,
    "1 1 1 1",
  ],
  [
    "exec of nothing, as far as it can be known beforehand",
    `program p() { exec(5) } process a = p()`,
    1,
    /^a\.turno:1:20: error TURNO3006: 'program' of exec\(\) must be a program, not a number$/,
  ],
  [
    "exec of nothing, where only the run shows it",
    `${FAST} program p() { var x = 5 exec(x) print("never") } process a = p()`,
    3,
    "a.turno:1: process a (1) ended at tick 0: a wrong argument: 5",
  ],
  [
    "the end of a grandparent, in cascade",
    `${FAST} program leaf() { compute(50) print("leaf") } program son() { start(leaf) compute(9) print("son") }
     program grand() { start(son) sleep(20) exit(3) } process g = grand()`,
    0,
    /^ +1 +g .* 20 .* exited 3$/,
    /^ +3 +leaf .* killed: its parent son \(2\) ended$/,
    "son",
  ],
  [
    "the end of a grandparent, whose grandchildren init adopts",
    `machine { instruction: 0 termination: adopt } program leaf() { compute(50) print("leaf of", ppid()) }
     program son() { start(leaf) compute(9) } program grand() { start(son) sleep(20) exit(3) } process g = grand()`,
    0,
    "leaf of 0",
    /^ +3 +leaf .* exited 0$/,
  ],
  [
    "more open files than there can be",
    `${FAST} program p() { var n = 0 while open("log") >= 0 { n += 1 } print(n, open("other") == ERR_BOUND) } process a = p()`,
    0,
    "1024 1",
    "A bound was reached: openFiles, 1,024 at most; 2 calls were refused with ERR_BOUND, from tick 0 on",
  ],
  [
    "more mailboxes than there can be",
    `${FAST} program p() { var n = 0 while mailbox_create(1) != ERR_BOUND { n += 1 } print(n) } process a = p()`,
    0,
    "100000",
    "A bound was reached: mailboxes, 100,000 at most; a call was refused with ERR_BOUND, from tick 0 on",
  ],
];

describe("mischief", () => {
  for (const [name, text, code, ...expected] of CASES) {
    it(name, async () => {
      const cut = text.includes("loop { fork() }") ? ["--until", "3000"] : [];
      const result = await call({ "a.turno": text }, "run", "{a.turno}", ...cut);
      const lines = (result.out + result.err).split("\n");
      assert.equal(result.code, code, result.out + result.err);
      for (const line of expected) {
        const isThere = lines.some((each) => (typeof line === "string" ? each === line : line.test(each)));
        assert.ok(isThere, `${String(line)} in\n${lines.join("\n")}`);
      }
      assert.ok(!lines.includes("never"));
    });
  }

  it("names the bounds in the report, too", async () => {
    const { bounds } = await report(
      `${FAST} program p() { compute(3) for i = 0 .. 1024 { open("log") } } process a = p()`,
    );
    assert.deepEqual(bounds, [{ bound: "openFiles", limit: 1024, tick: 3, pid: 1, times: 1 }]);
  });

  it("of a fork bomb can be debugged: paused, looked at, gone back in, ended", async () => {
    const client = new Client({ "a.turno": "program bomb() { loop { fork() } } process b = bomb()" }, 20_000);
    await client.begin("a.turno", {});
    await client.request("turno/goToTick", { tick: 9000 });
    const { threads } = (await client.request("threads")) as { threads: { id: number; name: string }[] };
    assert.equal(threads.length, 2001);
    assert.match(threads.at(-1)!.name, /^… and \d+ more threads/);
    const { stackFrames } = (await client.request("stackTrace", { threadId: 1500 })) as { stackFrames: unknown[] };
    assert.ok(stackFrames.length > 0);
    await client.request("stepBack", { threadId: 1 });
    await client.request("turno/goToTick", { tick: 10 });
    const few = (await client.request("threads")) as { threads: unknown[] };
    assert.ok(few.threads.length < 20);
    await client.request("terminate");
    assert.match(client.lines.at(-1)!, /terminated event/);
  });
});
