/**
 * Steps into another thread: a message, a reply, a child, a thread, the kernel; and what stands below a thread that got something.
 */
import assert from "node:assert/strict";
import { atOnce } from "../../src/base/pieces.ts";
import { spanAt } from "../../src/debugger/inspect/codeMap.ts";
import { framesOf } from "../../src/debugger/inspect/frames.ts";
import type { Cause } from "../../src/debugger/time/stepInto.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { Debuggee } from "./debuggee.ts";

/** Where something came from, as `sent by 1 p through box at tick 3: p.put:2 p:9`. */
function causes(d: Debuggee, threadId: number): string[] {
  const lines: string[] = [];
  for (let cause: Cause | undefined = d.session.into.causeOf(threadId); cause !== undefined; cause = cause.earlier) {
    const frames = cause.frames.map(({ name, index }) => `${name}:${spanAt(d.session.map, index)?.start.line ?? "?"}`);
    lines.push(`${cause.text}: ${frames.join(" ")}`);
  }
  return lines;
}

const MESSAGES = `mailbox box { capacity: 2 }
mailbox back { capacity: 0 }
function put(n) {
  send(box, n)
}
program p() {
  put(1)
  put(2)
  var last = receive(back)
  print("last", last)
}
program q() {
  var n = receive(box)
  compute(3)
  send(back, n)
  n = receive(box)
  print(n)
}
process sender = p()
process receiver = q()
`;

describe("a step into", () => {
  it("`send` lands in the receiver, with the sender's frames below, and on to whom that sends", () => {
    const d = new Debuggee(MESSAGES);
    d.begin();
    d.step("sender", "into");
    assert.equal(d.where("sender"), "sender:4,7");
    const landed = d.step("sender", "into");
    assert.equal(d.told(landed), "step receiver:14");
    assert.match(landed.text, /^2 receiver is at line \d+, tick \d+, sent by 1 sender through box at tick \d+$/);
    assert.equal(d.value("n", "receiver"), "1");
    const receiver = d.thread("receiver");
    assert.match(causes(d, receiver).join("|"), /^sent by 1 sender through box at tick \d+: put:4 p:7$/);
    assert.deepEqual(causes(d, d.thread("sender")), []);
    assert.equal(d.told(d.step("receiver", "into")), "step receiver:15");
    assert.equal(d.told(d.step("receiver", "into")), "step sender:10");
    const [first = "", second = "", ...more] = causes(d, d.thread("sender"));
    assert.match(first, /^sent by 2 receiver through back at tick \d+: q:15$/);
    assert.match(second, /^sent by 1 sender through box at tick \d+: put:4 p:7$/);
    assert.deepEqual(more, []);
  });

  it("remembers it as long as it holds: not before, not after the next message", () => {
    const d = new Debuggee(MESSAGES);
    d.begin();
    d.step("sender", "into");
    d.step("sender", "into");
    const receiver = d.thread("receiver");
    const { tick } = d;
    d.session.goToTick(tick - 1);
    assert.deepEqual(causes(d, receiver), []);
    d.session.goToTick(tick + 1);
    assert.equal(causes(d, receiver).length, 1);
    d.breakAt(17);
    d.continue();
    assert.deepEqual(causes(d, receiver), []);
    d.session.goToTick(tick - 1);
    d.continue();
    d.session.goToTick(tick + 1);
    assert.deepEqual(causes(d, receiver), []);
  });

  it("`send` stays where the message is lost, and says so when nobody ever receives it", () => {
    const text = (box: string): string => `mailbox box ${box}
program p() {
  send(box, 1)
  compute(2)
  print("on")
}
process a = p()
`;
    const lossy = new Debuggee(text("{ delivery: lossy loss: 100 latency: 1 }"));
    lossy.begin();
    assert.equal(lossy.told(lossy.step("a", "into")), "step a:4");
    const lonely = new Debuggee(text("{ capacity: 1 }"));
    lonely.begin();
    assert.equal(lonely.step("a", "into").reason, "finished");
  });

  it("`send` that waits for room lands where its message, not an earlier one, is received", () => {
    const d = new Debuggee(`mailbox box { capacity: 1 }
program p() {
  send(box, 1)
  send(box, 2)
  print("sent")
}
program q() {
  compute(5)
  var n = receive(box)
  compute(2)
  n = receive(box)
  print(n)
}
process a = p()
process b = q()
`);
    d.begin();
    d.step("a");
    assert.equal(d.where("a"), "a:4");
    const landed = d.step("a", "into");
    assert.equal(d.told(landed), "step b:12");
    assert.match(causes(d, d.thread("b")).join(), /sent by 1 a through box at tick \d+: p:4$/);
  });

  it("`request` lands in the server, `reply` in the client", () => {
    const d = new Debuggee(`mailbox desk
program serve() {
  var n = receive(desk)
  reply(sender(), n + 1)
  print("served")
}
program ask() {
  var answer = request(desk, 6)
  print(answer)
}
process s = serve()
process c = ask()
`);
    d.begin();
    assert.equal(d.told(d.step("c", "into")), "step s:4");
    assert.equal(d.told(d.step("s", "into")), "step c:9");
    assert.equal(d.value("answer", "c"), "7");
    const [reply = "", request = ""] = causes(d, d.thread("c"));
    assert.match(reply, /^reply of 1 s at tick \d+: serve:4$/);
    assert.match(request, /^sent by 2 c through desk at tick \d+: ask:8$/);
  });

  it("`fork` and `start` land in the child, `spawn` in the thread", () => {
    const text = `program other(n) {
  print(n)
}
program p() {
  function work(k) {
    print(k)
  }
  var pid = fork()
  if pid == 0 { exit(0) }
  var q = start(other, 4)
  var t = spawn(work, 5)
  join(t)
  wait()
  wait()
}
process a = p()
`;
    /** Where a step from a line of the first process lands: thread, place, cause. */
    const into = (line: number): string => {
      const d = new Debuggee(text);
      d.begin();
      while (d.where("a") !== `a:${line}`) d.step("a");
      const stop = d.step("a", "into");
      const { pid, number, id } = d.session.sim.world.threads[stop.thread]!;
      const frames = framesOf(d.session.sim, d.session.map, d.session.sim.world.threads[id]!);
      const where = frames.map((frame) => spanAt(d.session.map, frame.index)?.start.line ?? "?").join(",");
      return `${pid}.${number}:${where} ${causes(d, id).join("|").replace(/\d+:/, "T:")}`;
    };
    assert.equal(into(8), "2.1:9 forked by 1 a at tick T: p:8");
    assert.equal(into(10), "3.1:2 started by 1 a at tick T: p:10");
    assert.equal(into(11), "1.2:6 spawned by 1.1 p at tick T: p:11");
  });

  it("a system call that takes time lands in the kernel, one that takes none does not", () => {
    const text = (syscall: number): string => `machine { syscall: ${syscall} }
program p() {
  sleep(3)
  print("awake")
}
process a = p()
`;
    const slow = new Debuggee(text(2));
    slow.begin();
    const stop = slow.step("a", "into");
    assert.equal(stop.text, "1 a enters the kernel: sleep");
    assert.equal(slow.told(stop), "step a:3");
    assert.equal(slow.told(slow.step("a", "into")), "step a:4");
    const quick = new Debuggee(text(0));
    quick.begin();
    assert.equal(quick.told(quick.step("a", "into")), "step a:4");
  });

  it("leaves its thread only where that was asked: not over, out, or by instruction", () => {
    const d = new Debuggee(MESSAGES);
    d.begin();
    assert.equal(d.told(d.step("sender", "over")), "step sender:8");
    d.session.goToTick(0);
    d.step("sender", "into");
    assert.equal(d.told(d.step("sender", "out")), "step sender:8");
    for (let k = 0; k < 5; k++) assert.match(d.told(d.step("sender", "into", "instruction")), /sender/);
    assert.equal(d.session.into.isElsewhere, false);
  });
});

const CREATORS = `function work(n) {
  return n
}
function make(n) {
  var made = start(child, n)
  return made
}
program child(n) {
  print(n)
}
program p() {
  print("begin")
  make(1)
  var t = spawn(work, 2)
  join(t)
  if fork() == 0 { exit(1) }
  wait()
  wait()
}
process parent = p()
process other = child(7) { arrival: 3 }
`;

describe("a step back from where a thread began", () => {
  const MACHINES = ["", "machine { create_process: 3 create_thread: 2 syscall: 1 cpus: 2 }\n"];
  const CALLS = { start: 5, spawn: 14, fork: 16 };
  for (const [call, line] of Object.entries(CALLS))
    for (const machine of MACHINES)
      it(`leads to the \`${call}\` that created it, ${machine === "" ? "at once" : "where that takes time"}`, () => {
        const d = new Debuggee(CREATORS + machine);
        d.begin();
        d.breakAt(line);
        d.continue();
        d.breakAt();
        const before = hashWorld(d.session.sim.world);
        const { thread } = d.step("parent", "into");
        assert.notEqual(thread, d.thread("parent"));
        // By lines nobody has stepped there.
        const there = d.session.sim.world.tick;
        const back = atOnce(d.session.ways.stepBack(thread, "line"));
        assert.equal(back.thread, d.thread("parent"));
        assert.match(back.text, /^Reverse: step back to 1(\.1)? \w+, who creates [\d.]+ \w+, at tick \d+$/);
        assert.equal(hashWorld(d.session.sim.world), before);
        d.step("parent", "into");
        assert.equal(d.session.sim.world.tick, there);
        const undone = atOnce(d.session.ways.stepBack(thread, "statement"));
        assert.equal(undone.thread, d.thread("parent"));
        assert.match(undone.text, /^Reverse: step back: 1(\.1)? \w+ is at line \d+, tick \d+$/);
        assert.equal(hashWorld(d.session.sim.world), before);
      });

  it("leads to the beginning where nobody's call did", () => {
    const d = new Debuggee(CREATORS);
    d.begin();
    d.breakAt(9);
    for (let stop = d.continue(); stop.thread !== d.thread("other");) stop = d.continue();
    assert.match(atOnce(d.session.ways.stepBack(d.thread("other"), "statement")).text, /^Reverse: the beginning/);
  });
});
