/** Changing what a person names, and memory as bytes: what follows, what is refused, and that it is a part of the run. */
import { strict as assert } from "node:assert";
import { setExpressionText } from "../../src/debugger/inspect/change.ts";
import { codeLines } from "../../src/debugger/inspect/disassembly.ts";
import { readBytes, writableBytes, writeDeeds } from "../../src/debugger/inspect/memoryView.ts";
import { stackWords } from "../../src/debugger/inspect/stackWords.ts";
import { SHARED_BASE } from "../../src/isa/image.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { checkInvariants } from "../../src/machine/invariants.ts";
import { Debuggee } from "./debuggee.ts";

const ADD = `machine { scheduler: round_robin(quantum: 5) }
shared count = 0
shared list: int[4]
mutex m
function half(n) {
  var left = n / 2
  return left
}
program p(times) {
  var i = 0
  count = 1
  count = 2
  i = half(times)
  atomic { compute(2) }
  print(count, i)
}
process a = p(8)
process b = p(6)
`;

function begun(): Debuggee {
  const debuggee = new Debuggee(ADD);
  debuggee.begin();
  return debuggee;
}

/** What a change answers with, or what is wrong with it. */
function set(debuggee: Debuggee, target: string, value: string, process = "a"): string {
  const found = setExpressionText(debuggee.session, target, value, debuggee.thread(process), undefined);
  return found.ok ? found.value : `! ${found.error}`;
}

/** The address of the first instruction of a line. */
function addressOfLine(debuggee: Debuggee, line: number): number {
  const [made] = debuggee.session.changeBreakpoints((breakpoints) => breakpoints.setSource(0, [{ line }]));
  debuggee.breakAt();
  return 0x1000 + 8 * made!.locations[0]!.index;
}

describe("a change by an expression", () => {
  it("reaches shared words, elements, data of other processes, and arguments of theirs", () => {
    const debuggee = begun();
    assert.equal(set(debuggee, "count", "40 + 2"), "42");
    assert.equal(set(debuggee, "list[count - 40]", "nobody + 2"), '! "nobody" is not a name here');
    assert.equal(set(debuggee, "list[count - 40]", "7"), "7");
    assert.equal(debuggee.value("list"), "[0, 0, 7, 0]");
    assert.equal(set(debuggee, "b.i", "5"), "5");
    assert.equal(set(debuggee, "b.times", "10"), "10");
    assert.equal(debuggee.value("b.times"), "10");
    assert.equal(set(debuggee, "list", "1"), '! "list" is an array: change one of its elements');
    assert.equal(set(debuggee, "tick", "1"), '! "tick" cannot be given a value');
    assert.equal(set(debuggee, "m", "1"), '! "m" cannot be given a value');
  });

  it("reaches registers, within what a machine can stand", () => {
    const debuggee = begun();
    assert.equal(set(debuggee, "r2", "-3"), "-3 · 0xfffffffd");
    assert.equal(set(debuggee, "flags", "7"), "equal, less");
    assert.match(set(debuggee, "sp", "3"), /must be the address of a word/);
    assert.match(set(debuggee, "pc", "0x1001"), /must be the address of an instruction/);
  });

  it("moves a thread within its routine, and nowhere else", () => {
    const debuggee = begun();
    const here = addressOfLine(debuggee, 12);
    assert.match(set(debuggee, "pc", String(here)), /^0x/);
    assert.equal(debuggee.where("a"), "a:12");
    debuggee.step("a");
    assert.equal(debuggee.value("count"), "2");
    assert.match(set(debuggee, "pc", String(addressOfLine(debuggee, 6))), /another routine/);
    debuggee.breakAt(14);
    while (debuggee.where("a") !== "a:14") debuggee.continue();
    debuggee.breakAt();
    debuggee.stepTick();
    debuggee.stepTick();
    assert.match(set(debuggee, "pc", String(here)), /the interrupts are off/);
  });

  describe("of a share", () => {
    const SPIN = `program p() { while 1 == 1 { compute(1) } }
process a = p()
process b = p()
at 900 { kill(a) kill(b) }
machine { instruction: 0 `;
    /** How long each ran from tick 100 to tick 500, `b` with another share from then on. */
    function ran(scheduler: string, change: string, value: string): readonly [a: number, b: number] {
      const debuggee = new Debuggee(`${SPIN} scheduler: ${scheduler} }`);
      debuggee.begin();
      debuggee.runToTick(100);
      const [a, b] = [Number(debuggee.value("a.user")), Number(debuggee.value("b.user"))];
      assert.equal(set(debuggee, change, value), value);
      debuggee.runToTick(500);
      assert.deepEqual(checkInvariants(debuggee.session.sim), []);
      const now = [Number(debuggee.value("a.user")), Number(debuggee.value("b.user"))] as const;
      const hash = hashWorld(debuggee.session.sim.world);
      // It is part of the past as it was done.
      debuggee.session.goToTick(99);
      assert.notEqual(debuggee.value(change), value);
      debuggee.session.goToTick(500);
      assert.equal(hashWorld(debuggee.session.sim.world), hash);
      debuggee.continue();
      assert.equal(debuggee.session.sim.world.nodes[0]!.queues[0]!.load, 0);
      return [now[0] - a, now[1] - b];
    }

    const ROWS: readonly (readonly [scheduler: string, change: string, value: string, ratio: number])[] = [
      ["stride", "b.tickets", "3", 3],
      ["stride", "a.tickets", "4", 1 / 4],
      ["lottery", "b.tickets", "3", 3],
      ["fair", "b.nice", "-5", 3121 / 1024],
      ["fair", "a.pcb.nice", "5", 1024 / 335],
    ];
    for (const [scheduler, change, value, ratio] of ROWS)
      it(`${scheduler}: ${change} = ${value} gives b ${ratio.toFixed(2)} times of what a gets`, () => {
        const [a, b] = ran(scheduler, change, value);
        assert.ok(Math.abs(b / a / ratio - 1) < 0.2, `${b} to ${a}`);
      });

    it("is refused where a process could not have it", () => {
      const debuggee = new Debuggee(`${SPIN} }`);
      debuggee.begin();
      assert.equal(set(debuggee, "b.tickets", "0"), "! tickets must be from 1 to 1000000");
      assert.equal(set(debuggee, "b.nice", "20"), "! nice must be from -20 to 19");
    });
  });

  it("gives a PCB another priority and another quantum, and refuses the rest", () => {
    const debuggee = begun();
    assert.equal(set(debuggee, "b.pcb.priority", "3"), "3");
    assert.equal(set(debuggee, "a.quantum_left", "2"), "2");
    debuggee.nextContextSwitch();
    assert.equal(debuggee.tick, 2);
    assert.match(set(debuggee, "a.quantum_left", "2"), /no quantum now/);
    assert.match(
      set(debuggee, "a.pid", "2"),
      /"pid" cannot be changed: of a PCB only priority, quantum_left, tickets, nice and the reg/,
    );
  });

  it("is a part of the run: back and forth leads through it again", () => {
    const debuggee = begun();
    set(debuggee, "count", "9");
    set(debuggee, "pc", String(addressOfLine(debuggee, 13)));
    const begin = hashWorld(debuggee.session.sim.world);
    debuggee.runToTick(20);
    const later = hashWorld(debuggee.session.sim.world);
    debuggee.session.goToTick(0);
    debuggee.session.goToTick(20);
    assert.equal(hashWorld(debuggee.session.sim.world), later);
    debuggee.session.reverseContinue();
    assert.notEqual(begin, later);
  });
});

describe("paths", () => {
  it("lead across processes, objects and CPUs", () => {
    const debuggee = begun();
    assert.equal(debuggee.value("cpu[0].running"), "1 a");
    assert.equal(debuggee.value("cpu[0].quantum_left"), "5");
    assert.equal(debuggee.value("cpu[1].running"), "! there is only cpu[0]");
    assert.equal(debuggee.value("m.waiting + a.times * 2"), "16");
    assert.equal(debuggee.value("a.pcb.state"), "running on CPU 0");
    assert.equal(debuggee.value("b.left"), '! b has no field, and no variable now, "left"');
  });
});

describe("memory as bytes", () => {
  it("is read as it stands, up to where there is none", () => {
    const debuggee = begun();
    const { sim } = debuggee.session;
    set(debuggee, "count", "0x01020304");
    const { bytes, unreadable } = readBytes(sim, 1, SHARED_BASE + 1, 40);
    assert.deepEqual([...bytes.slice(0, 3)], [3, 2, 1]);
    assert.equal(bytes.length + unreadable, 40);
    assert.equal(readBytes(sim, 1, 0x1000, 8).bytes.length, 8);
    assert.deepEqual(readBytes(sim, 1, 0xffe, 8), { bytes: new Uint8Array(0), unreadable: 2 });
  });

  it("is written byte by byte, and only what becomes another word is a change", () => {
    const debuggee = begun();
    const { sim } = debuggee.session;
    assert.equal(writableBytes(sim, 1, 0x1000, 8), 0);
    const deeds = writeDeeds(sim, 1, SHARED_BASE + 3, Uint8Array.of(1, 0, 0, 0, 0));
    assert.deepEqual(deeds, [{ kind: "write", pid: 1, address: SHARED_BASE, value: 1 << 24 }]);
    for (const deed of deeds) debuggee.session.intervene(deed);
    assert.equal(debuggee.value("count"), String(1 << 24));
  });

  it("shows each word of a stack with what it is for", () => {
    const debuggee = begun();
    debuggee.breakAt(7);
    debuggee.continue();
    const { sim, map } = debuggee.session;
    const words = stackWords(sim, map, sim.world.threads[debuggee.thread("a")]!);
    assert.deepEqual(
      words.map(({ what }) => what),
      [
        "left of half",
        "saved fp of half",
        "return address of half",
        "n of half",
        ...words.slice(4, -3).map(({ what }) => what),
        "saved fp of p",
        "return address of p",
        "times of p",
      ],
    );
    assert.match(words[2]!.text, /^0x\w+ <p\+0x\w+>$/);
  });
});

describe("disassembly", () => {
  it("names routines and words, and says where there is no code", () => {
    const debuggee = begun();
    const { map, image } = debuggee.session;
    const half = image.routines.find(({ name }) => name === "half")!;
    const lines = codeLines(map, 0x1000 + 8 * half.entry, -1, image.code.length / 2);
    assert.equal(lines[1]!.routine, "half");
    assert.ok(lines.some(({ text }) => /^call 0x\w+ <half>$/.test(text)));
    assert.ok(lines.some(({ text }) => text.startsWith("store [count]")));
    assert.deepEqual(
      codeLines(map, 0x1000, -2, 3).map(({ address, isCode }) => [address, isCode]),
      [
        [0xff0, false],
        [0xff8, false],
        [0x1000, true],
      ],
    );
  });
});
