/** The calls about processes, each with what it does and each wrong way to make it. */
import { checkTold } from "../support/scenario.ts";

const FAST = "machine { instruction: 0 }";

const CASES: readonly (readonly [name: string, text: string, expected: string])[] = [
  [
    "fork returns 0 in the child and its pid in the parent, and copies the data",
    `${FAST} program main() { var x = 1
       var c = fork()
       if c == 0 { x = 2; compute(3); print("child", pid(), ppid(), x); exit(7) }
       x = 3; print(wait(), status(), x, c) }
     process p = main()`,
    `3: child 2 1 2
     3: 2 7 3 2
     ---
     p exited 0 @3
     p exited 7 @3`,
  ],
  [
    "a forked child has its own stack, in the middle of calls too",
    `${FAST} function down(n) { if n == 0 { return fork() } var r = down(n - 1) return r }
     program main() { var c = down(5) if c == 0 { exit(1) } wait() print(status()) }
     process p = main()`,
    `0: 1
     ---
     p exited 0 @0
     p exited 1 @0`,
  ],
  [
    "wait takes children in the order in which they end, or the one that it names",
    `${FAST} program child(n) { compute(n) exit(n) }
     program main() { var a = start(child, 9) var b = start(child, 2) var c = start(child, 4)
       print(wait() == a, status()) print(wait(b) == b, status()) print(wait() == c, status()) print(wait()) }
     process p = main()`,
    `15: 1 9
     15: 1 2
     15: 1 4
     15: -10
     ---
     p exited 0 @15
     child exited 9 @9
     child exited 2 @11
     child exited 4 @15`,
  ],
  [
    "a zombie waits for its parent, which may come late or never",
    `${FAST} program child(n) { exit(n) }
     program main() { start(child, 1) start(child, 2) compute(5) print(wait(), status()) }
     process p = main()`,
    `5: 2 1
     ---
     p exited 0 @5
     child exited 1 @5
     child exited 2 @5`,
  ],
  [
    "wait for what is no child",
    `${FAST} program main() { print(wait(), wait(1), wait(0), wait(2), wait(99), wait(-5)) }
     process p = main() process q = main()`,
    `0: -10 -10 -10 -10 -10 -10
     0: -10 -10 -10 -10 -10 -10
     ---
     p exited 0 @0
     q exited 0 @0`,
  ],
  [
    "wait on a semaphore is down",
    `${FAST} semaphore s = 1 program main() { wait(s) compute(2) print("in") signal(s) }
     process p = main() process q = main()`,
    `2: in
     4: in
     ---
     p exited 0 @2
     q exited 0 @4`,
  ],
  [
    "a child that was waited for is gone for good",
    `${FAST} program child() { } program main() { var c = start(child) print(wait(c) == c, wait(c)) }
     process p = main()`,
    `0: 1 -10
     ---
     p exited 0 @0
     child exited 0 @0`,
  ],
  [
    "exec keeps the pid, the files and the children, and replaces the rest",
    `${FAST} program other(a, b) { print("other", pid(), a, b) print(read(3)) print(wait()) compute(4) exit(a - b) }
     program child() { compute(1) }
     program main() { var f = open("log") write(f, 5) start(child) exec(other, 9, 2) print("never") }
     process p = main()`,
    `0: other 1 9 2
     0: 5
     1: 2
     ---
     p exited 7 @5
     child exited 0 @1`,
  ],
  [
    "exec of what is no program is a fault",
    `${FAST} program main() { var x = 5 exec(x) } process p = main()`,
    `---
     p fault -110 @0 (a wrong argument: 5)`,
  ],
  [
    "start of what is no program is a fault",
    `${FAST} program main() { var x = -5 start(x) } process p = main()`,
    `---
     p fault -110 @0 (a wrong argument: -5)`,
  ],
  [
    "kill of init, of nobody, of the dead, of another, of oneself",
    `${FAST} program idle() { sleep(100) } program dead() { }
     program main() { var d = start(dead) sleep(1)
       print(kill(0), kill(-1), kill(99), kill(d), kill(2)) compute(1) kill(pid()) print("never") }
     process p = main() process q = idle()`,
    `1: -7 -11 -11 -11 0
     ---
     p killed -5 @2 (killed by p (1))
     q killed -5 @1 (killed by p (1))
     dead exited 0 @0`,
  ],
  [
    "kill of a process that waits for a child, a timer or a device",
    `machine { instruction: 0 devices: { disk: device(service: 9) } }
     program sleeper() { sleep(50) } program reader() { io(disk) } program second() { io(disk) }
     program parent() { start(sleeper) wait() }
     program main() { sleep(3) print(kill(2), kill(3), kill(4), kill(5)) compute(20) }
     process p = main() process s = sleeper() process r = reader() process t = second() process w = parent()`,
    `3: 0 0 0 0
     ---
     p exited 0 @23
     s killed -5 @3 (killed by p (1))
     r killed -5 @3 (killed by p (1))
     t killed -5 @3 (killed by p (1))
     w killed -5 @3 (killed by p (1))
     sleeper killed -5 @3 (its parent w ended)`,
  ],
  [
    "abort is for one's children and oneself, and its reason is kept",
    `${FAST} program child() { compute(50) } program other() { compute(50) }
     program main() { var c = start(child) yield() print(abort(2), abort(c), wait(c), status()) abort(pid()) }
     process p = main() process q = other()`,
    `100: -11 -11 3 0
     ---
     p aborted -5 @100 (aborted by p (1))
     q exited 0 @50
     child exited 0 @100`,
  ],
  [
    "abort of a stranger is denied",
    `machine { instruction: 0 scheduler: round_robin(quantum: 2) } program child() { compute(50) } program other() { compute(50) }
     program main() { var c = start(child) compute(1) print(abort(2), abort(c), wait(c) == c, status()) kill(2) }
     process p = main() process q = other()`,
    `1: -7 0 1 -5
     ---
     p exited 0 @1
     q killed -5 @1 (killed by p (1))
     child aborted -5 @1 (aborted by p (1))`,
  ],
  [
    "a parent sees its child's fault",
    `${FAST} program child(n) { print(1 / n) } program main() { var c = start(child, 0) print(wait(c) == c, status()) }
     process p = main()`,
    `0: 1 -101
     ---
     p exited 0 @0
     child fault -101 @0 (division by zero)`,
  ],
  [
    "cascading termination ends the whole family",
    `${FAST} program leaf() { compute(50) } program mid() { start(leaf) compute(50) }
     program top() { start(mid) start(leaf) compute(1) yield() compute(1) }
     process p = top()`,
    `---
     p exited 0 @102
     mid exited 0 @51
     leaf exited 0 @101
     leaf killed -5 @51 (its parent mid (2) ended)`,
  ],
  [
    "init adopts orphans where the machine says so",
    `machine { instruction: 0 termination: adopt } program leaf() { compute(5) print(ppid()) }
     program top() { start(leaf) }
     process p = top()`,
    `5: 0
     ---
     p exited 0 @0
     leaf exited 0 @5`,
  ],
  [
    "a declared parent waits for a child that is still to come, which init adopts if the parent is gone",
    `${FAST} program child() { compute(1) print(ppid()) } program main() { print(wait()) } program brief() { }
     process p = main() process c = child() { parent: p, arrival: 5 }
     process b = brief() process d = child() { parent: b, arrival: 9 }`,
    `6: 1
     6: 2
     10: 0
     ---
     p exited 0 @6
     c exited 0 @6
     b exited 0 @0
     d exited 0 @10`,
  ],
  [
    "suspend and resume, of others, oneself, the dead and init",
    `machine { instruction: 0 scheduler: round_robin(quantum: 2) } program worker() { compute(6) print("done") }
     program main() { print(suspend(2), suspend(2), suspend(0), suspend(9), resume(0), resume(9)) compute(10)
       print(resume(2), resume(2)) compute(1) }
     process p = main() process w = worker()`,
    `0: 0 0 -7 -11 -7 -11
     10: 0 0
     17: done
     ---
     p exited 0 @13
     w exited 0 @17`,
  ],
  [
    "what a suspended process waits for happens to it meanwhile",
    `machine { instruction: 0 devices: { disk: device(service: 3) } } program reader() { io(disk) print("read") }
     program main() { compute(1) suspend(1) compute(10) resume(1) }
     process r = reader() process p = main()`,
    `11: read
     ---
     r exited 0 @11
     p exited 0 @11`,
  ],
  [
    "a process that suspends itself waits until another resumes it",
    `${FAST} program self() { suspend(pid()) print("back") } program main() { compute(4) resume(1) }
     process s = self() process p = main()`,
    `4: back
     ---
     s exited 0 @4
     p exited 0 @4`,
  ],
  [
    "set_priority",
    `machine { instruction: 0 scheduler: priority } program worker(n) { compute(4) print(n) }
     program main() { print(set_priority(3, -1), set_priority(0, 1), set_priority(77, 1)) compute(1) }
     process p = main() { priority: 0 } process a = worker(1) { priority: 5 } process b = worker(2) { priority: 6 }`,
    `0: 0 -7 -11
     4: 2
     9: 1
     ---
     p exited 0 @5
     a exited 0 @9
     b exited 0 @4`,
  ],
  [
    "creation costs its creator kernel time",
    `machine { instruction: 0 create_process: 3 syscall: 1 } program child() { compute(2) }
     program main() { start(child) compute(1) }
     process p = main()`,
    `---
     p exited 0 @6
     child killed -5 @6 (its parent p ended)`,
  ],
];

describe("process calls", () => {
  for (const [name, text, expected] of CASES) it(name, () => checkTold(text, expected));
});
