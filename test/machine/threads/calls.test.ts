/** What the calls about threads do, and what they answer to nonsense. */
import { strict as assert } from "node:assert";
import { english, say } from "../../../src/base/words.ts";
import { ERR } from "../../../src/isa/errors.ts";
import { Ended } from "../../../src/machine/state.ts";
import { Halt, run } from "../../../src/machine/step.ts";
import { checkTold, runChecked, simulate } from "../../support/scenario.ts";

const MODELS = ["kernel", "library", "library(preemptive, quantum: 2)", "hybrid(lwps: 2)", "go(processors: 2)"];

for (const model of MODELS) {
  const machine = `machine { instruction: 0 threads: ${model} }\n`;
  const check = (text: string, told: string): void => checkTold(machine + text, told);

  describe(`threads of the model ${model}`, () => {
    it("answer with the value of a return, and of thread_exit", () =>
      check(
        `program p() { print(join(spawn(f, 4)), join(spawn(g, 5))) }
        function f(n) { return n * n }
        function g(n) { thread_exit(n + 1) compute(100) }
        process a = p()`,
        `0: 16 6
        ---
        a exited 0 @0`,
      ));

    it("share the data of their process, and have locals of their own", () =>
      check(
        `program p() { var x = 1 function f(n) { var y = n  yield()  x += y  return y }
          var a = spawn(f, 2) var b = spawn(f, 3) print(join(a), join(b), x) }
        process a = p()`,
        `0: 2 3 6
        ---
        a exited 0 @0`,
      ));

    it("are joined once", () =>
      check(
        `program p() { var t = spawn(f) print(join(t), join(t) == ERR_NO_THREAD) } function f() { return 7 }
        process a = p()`,
        `0: 7 1
        ---
        a exited 0 @0`,
      ));

    it("do not join themselves, nobody, or one of another process", () =>
      check(
        `shared other = 0
        program p() { other = tid() print(join(tid()) == ERR_DEADLOCK, join(12345) == ERR_NO_THREAD, join(0) == ERR_NO_THREAD)
          compute(5) }
        program q() { compute(1) print(join(other) == ERR_NO_THREAD) }
        process a = p() process b = q()`,
        `0: 1 1 1
        6: 1
        ---
        a exited 0 @5
        b exited 0 @6`,
      ));

    it("end with their process, whoever of them ends it", () =>
      check(
        `program p() { spawn(f) compute(50) print("never") } function f() { exit(3) }
        program q() { var t = spawn(g) join(t) print("never") } function g() { compute(1) exit(4) }
        process b = q()`,
        `---
        b exited 4 @1`,
      ));

    it("go on without the main thread, when that has said that it alone ends", () =>
      check(
        `program p() { spawn(f) thread_exit(0) } function f() { compute(9) print("still here") }
        process a = p()`,
        `9: still here
        ---
        a exited 0 @9`,
      ));

    it("overflow their own stack, which is a fault of the process", () => {
      const sim = simulate(`${machine} program p() { join(spawn(deep, 0)) } function deep(n) { return deep(n + 1) + 1 }
        process a = p()`);
      runChecked(sim);
      assert.match(say(english, sim.world.processes[1]!.endReason), /stack/);
      assert.equal(sim.world.ended, Ended.finished);
    });

    it("are gone after exec, all but the one that called it", () =>
      check(
        `program p() { spawn(f) exec(q) } function f() { compute(2) print("never") }
        program q() { compute(4) print("only me") }
        process a = p()`,
        `4: only me
        ---
        a exited 0 @4`,
      ));

    it("are not copied by fork, all but the one that called it", () =>
      check(
        `program p() { var t = spawn(f) if fork() == 0 { compute(1) print("child") exit(0) } join(t) wait() }
        function f() { compute(2) print("thread of", pid()) }
        process a = p()`,
        `2: thread of 1
        3: child
        ---
        a exited 0 @3
        a exited 0 @3`,
      ));

    it("cannot be made of what is no function", () => {
      const sim = simulate(`${machine} program p(f) { spawn(f) } process a = p(5)`);
      runChecked(sim);
      assert.match(say(english, sim.world.processes[1]!.endReason), /argument/);
    });

    if (model !== "kernel" && model !== "go(processors: 2)") return;
    it("are no more than the tool can hold, and that is told", () => {
      const sim =
        simulate(`machine { threads: ${model} } program p() { var t = 0 loop { t = spawn(f) if t == ERR_BOUND { exit(t) } } }
        function f() { } process a = p()`);
      assert.equal(run(sim, 1e9), Halt.ended);
      assert.equal(sim.world.processes[1]!.exitValue, ERR.ERR_BOUND);
    });
  });
}
