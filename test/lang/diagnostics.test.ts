/** Every diagnostic where it stands: a row here for each row of the table, and for each case that differs. */
import { strict as assert } from "node:assert";
import { DIAGNOSTICS } from "../../src/lang/diagnostic-table.ts";
import { check, inProgram, type CheckOptions } from "./marks.ts";

type Row = readonly [source: string, codes: number | readonly number[], options?: CheckOptions];

const used = new Set<number>();

function table(title: string, rows: readonly Row[], wrap: (source: string) => string = (source) => source): void {
  describe(title, function () {
    this.timeout(20_000);
    for (const [source, codes, options] of rows) {
      const list = typeof codes === "number" ? [codes] : codes;
      for (const code of list) used.add(code);
      const shown = source.length > 100 ? `${source.slice(0, 100)}…` : source;
      it(`${list.join(" ")} ${shown}`, () => check(wrap(source), list, options));
    }
  });
}

const OBJECTS = `
  shared word = 0  shared array: int[4]  shared grid: int[2][3]
  semaphore s = 1  semaphore forks[3] = 1  mutex m  condition c  barrier bar = 2  rwlock rw  mailbox box
  enum Kind { ping, pong }  const N = 4
  machine { devices: { disk: device(service: 2) } }
  function twice(x) { return x * 2 }  function say(x) { print(x) }  function pass() { say(box) }
  process p = t(1, 2)
`;
const withObjects = (statements: string): string => inProgram(statements) + OBJECTS;

/** A level below every row's. */
const NOTHING = { level: 0 };

describe("diagnostics", () => {
  table(
    "of form, in a program",
    [
      ["a = 1 «@»", 1001],
      ["a = 1 «#»", 1001],
      ["a = «)»", 1002],
      ["a = b «)»", 1002],
      ["a = b «?» 1 : 2", 1014],
      ["print(«'»a')", 1015],
      ["a+«+»", 1013],
      ["a = 6.«5»", 1021],
      ["if a == 0.«25» { }", 1021],
      ["if (a) «b» = 1", 1016],
      ["while a «b» = 1", 1016],
      ["if a «=» 1 { }", 1017],
      ["if a == 1 { } else if b «=» 1 { }", 1017],
      ["if a == 1 { } else if a != 1 && b «=» 1 { }", 1017],
      ["if (a «=» 1) { }", 1017],
      ["while a == 1 || b «=» 2 { }", 1017],
      ["repeat { } until a «=» 1", 1017],
      ["assert a «=» 1", 1017],
      ['assert a «=» 1, "no"', 1017],
      ["a = b «=» 1", 1017],
      ["for «(»;;) { }", 1018],
      ["if a «and» b { }", 1019],
      ["if not «a» { }", 1019],
      ["«mutex» m", 1020],
      ["«shared» x = 1", 1020],
      ['print(«"abc»\n)', 1005],
      ['print("a«\\q»b")', 1007],
      ["a = «12ab»", 1008],
      ["a = «0x»", 1008],
      ["a = «1__0»", 1008],
      ["a = «1_»", 1008],
      ["a = «4294967296»", 1009],
      ["a = «0x1_0000_0000»", 1009],
      ["a = «2147483648»", 1009],
      ["a = -2147483648 a = 0xffffffff a = 0b1111_0000 a = 007 a = 1_000", []],
      ["«a»", 1012],
      ["«int» b = 3", 1012],
      ["«const» N = 3", 1011],
      ["if a { «function» f() { } }", 1011],
    ],
    inProgram,
  );

  table("of form, in a file", [
    ["shared a = 0\n«}»\nshared b = 1", 1002],
    ["«x» = 5", 1002],
    ["const N = 1\n«/*» never closed", 1006],
    [`const N = ${"(".repeat(100)}«(»1`, 1004],
    [`const N = «${"-".repeat(101)}»1`, 1004],
    [`«c»onst N = 1${" + 1".repeat(3000)}`, 1022],
    [`«c»onst N = a${"[0]".repeat(3000)}`, 1022],
    [`const A = 1\n«c»onst N = A${" + A".repeat(3000)}`, 1022],
    [`const N = 1${" + 1".repeat(19_999)} «+» 1`, 1022],
    [`« »${" ".repeat(1_000_000)}`, 1003],
    ["const N «=»\nconst M = 1", 1002],
    ["semaphore «=» 3", 1002],
    ["const M = 1\nshared x = 3 «+»\nshared y = M", 1002],
    ["program p() {\n  while 1 < 2 {\n  «}»", 1002],
    ["enum E { a, b\n«const» N = 1", [1002]],
  ]);

  table(
    "of names",
    [
      ["«x» = 1", 2001],
      ["word = «wrod»", 2001],
      ["«foo»()", 2002],
      ["«prnt»(1)", 2002],
      ["var x = 1 var «x» = 2", 2003],
      ["var «a» = 1", 2003],
      ["if a { var x = 1 } else { var x = 2 } var x = 3", []],
      ["«x» = 1 var x = 2", 2004],
      ["var x = «x»", 2004],
      ["«word»(1)", 2009],
      ["word = «twice»", 2010],
      ["word = «t»", 2010],
      ["word = «Kind»", 2010],
      ["start(«m», 1)", 3006],
      ["word = Kind.«pang»", 2012],
      ["word = «word.x»", 2013],
      ["goto «nowhere»", 2015],
      ["var x: «float»", 2016],
      ["var «x» = 1", 2014, { showsUnused: true }],
      ["if a { var «x» = 1 }", 2014, { showsUnused: true }],
      ["«on»: var _x = 1", 2014, { showsUnused: true }],
    ],
    withObjects,
  );

  table("of names, in a file", [
    ["const a = 1 const «a» = 2", 2003],
    ["const a = 1 shared «a» = 2", 2003],
    ["enum E { a, «a» }", 2003],
    ["const «true» = 1", 2008],
    ["shared «ERR_FULL» = 1", 2008],
    ["function f() { } function «f»() { }", 2003],
    ["function f() { } const f = 1", []],
    ["function «down»() { }", 2007],
    ["program f(a, «a») { }", 2003],
    ["program f() { x: «x»: goto x }", 2003],
    ['import «"nowhere.turno"»', 2005],
    ['import «"bad.turno"»', 2006, { files: { "bad.turno": "const N = M" } }],
    ['import «"other.turno"»', 5012, { files: { "other.turno": "process p = q()\nprogram q() { }" } }],
    ['import "other.turno" shared «N» = 1', 2003, { files: { "other.turno": "const N = 1" } }],
    ["const N = 1 process p = «N»()", 2011],
    ["program q() { } process p = q() { on: «p» }", 2011],
    ["machine alpha { } machine «alpha» { }", 2003],
  ]);

  table(
    "of values",
    [
      ["var x: int[«a»] var n = 1 var y: int[«n»]", [3001, 3001]],
      ["var x: int[«0»]", 3009],
      ["var x: int[«-1»]", 3009],
      ["word = 1 / «0»", 3004],
      ["word %= «0»", 3004],
      ["word = array[«4»]", 3004],
      ["word = grid[1][«3»]", 3004],
      ["compute(«-1»)", 3004],
      ["word = «twice()»", 3005],
      ["«sleep()»", 3005],
      ["«sleep(1, 2)»", 3005],
      ["«down()»", 3005],
      ["down(«1»)", 3006],
      ["down(«m»)", 3006],
      ["down(word)", []],
      ["lock(«forks[0]»)", 3006],
      ["wait(s) wait(3) wait() wait(p)", []],
      ["signal(s) P(s) V(forks[a])", []],
      ["sleep(«m»)", 3006],
      ['io(disk) io(disk, 3) send(box, 1, m, "text")', []],
      ["spawn(twice, 1)", []],
      ["«spawn(twice)»", 3005],
      ["«start(t, 1)»", 3005],
      ["word = «array»", 3007],
      ["word = «grid[1]»", 3007],
      ["«array» = 1", 3007],
      ["down(«forks»)", 3007],
      ["word = «word[1]»", 3008],
      ["word = «s[1]»", 3008],
      ["var x: int[1000000] var «y»: int[2]", 3010],
      ["var x: int[2] = «[1, 2, 3]»", 3011],
      ["word = «say(1)»", 3012],
      ["word = «yield()»", 3012],
      ["word = «exit()»", 3012],
      ["«N» = 3", 3013],
      ["«twice(1)» = 3", 3013],
      ["if «a & 1 == 0» { }", 3014],
      ["if a == 1 & b == 2 { } if (a & 1) == 0 { }", []],
      ["word = «m» + 1", 3015],
      ['if «"x"» { }', 3015],
      ["if m == word { }", []],
      ["sleep(«ticks»: 1)", 3016],
      ["var (x, y) = «twice(1)»", 3017],
      ["var (x, y) = receive(box)", []],
      ["var x = 1 if a { var y = 1 test_and_set(«y») }", 3018],
      ["var x = 1 test_and_set(x) test_and_set(word) test_and_set(array[a])", []],
      ["test_and_set(«1»)", 3013],
      ["word = «[1]»", 3020],
      ["sleep(«{ }»)", 3020],
      ["var x: int[2] = «1»", 3021],
      ["«send(box, 1, 2, 3, 4, 5, 6, 7, 8, 9)»", 3023],
    ],
    withObjects,
  );

  table("of values, in a file", [
    ["const «N» = M const M = N", 3002],
    ["const N = 1 / «0»", 3003],
    ["const N = «clock()»", 3001],
    ["shared x = 1 const N = «x»", 3001],
    ["function «f»(x) { if x { return 1 } }", 3019],
    ["function f(x) { if x { return 1 } else { return 2 } }", []],
    ["function f(x) { loop { if x { return 1 } } }", []],
    ["semaphore s = «-1»", 3022],
    ["barrier b = «0»", 3022],
    ["mutex m = «1»", 3013],
    ["shared a: int[2][2] = [[1, 2], «3»]", 3021],
    ['const N = «"text"»', 3015],
  ]);

  table("of settings", [
    ["machine { «cpu»: 2 }", 4001],
    ["machine { cpus: 2 «cpus»: 3 }", 4002],
    ["machine { scheduler: «fsfc» }", 4003],
    ["machine { scheduler: «3» }", 4003],
    ["machine { cpus: «[1]» }", 4003],
    ["machine { page: «100» }", 4004],
    ["machine { scheduler: «mlfq(quanta: [1, 2], allotments: [1, 1, 1])» }", 4005],
    ["machine { scheduler: «fcfs(quantum: 3)» }", 4006],
    ["machine { cpus: «0» }", 3022],
    ["machine { cpus: «65» }", 3022],
    ["machine { scheduler: round_robin(quantum: «0») }", 3022],
    ["machine { scheduler: round_robin(«quanta»: 3) }", 4001],
    ["machine { scheduler: round_robin(«3») }", 4003],
    ["machine { scheduler: priority(quantum: 0) threads: library(preemptive, quantum: 2) }", []],
    ["machine { devices: { disk: «fast» } }", 4003],
    ["machine { devices: { disk: device(service: 1), «disk»: device(service: 2) } }", 4002],
    ["machine { devices: { disk: device(service: «-1») } }", 3022],
    ["const any = 7 mailbox box { receivers: any capacity: any } ", []],
    ["mailbox box { capacity: «reliable» }", 2001],
    ["const keep = 3 machine { scheduler: mlfq(after_io: keep) }", []],
    ["program q() { } process p = q() { arrival: «-1» }", 3022],
    ["program q() { } process p = q() { tickets: «0» }", 3022],
    ["machine a { } machine b { } link a <-> «a»", 4007],
    ["machine a { } machine b { } link a <-> b { latency: 5, bandwidth: unlimited, loss: «101» }", 3022],
    ["program q() { } process p = q() { parent: «p» }", 4008],
    [
      "program q() { } process a = q() { parent: b } process b = q() { parent: «c» } process c = q() { parent: «b» } process d = q() { parent: a }",
      [4008, 4008],
    ],
    ["program q() { } process p = q() { parent: r } process r = q()", []],
    ["program q(n) { } process p = «q»()", 3005],
  ]);

  const USERS = "program t(a, b) { send(box, 1) receive(box) } process p = t(1, 2)";
  table("of communication", [
    [
      `program q() { sleep(«-1») compute(«-1») receive_within(«-1») mailbox_create(«-3») send_within(«-2», 1, 1) }`,
      [3004, 3004, 3004, 3004, 3004],
    ],
    [`machine { devices: { disk: device(service: 1) } } program q() { io(disk, «-1») io(disk, 1) }`, 3004],
    [
      `mailbox box { message: 2 } program q() { «send(box, 1)» «try_send(box)» «request(box, 1, 2, 3)» «send_within(5, box, 1)» send(box, 1, 2) } ${USERS.replace("send(box, 1)", "")}`,
      [3024, 3024, 3024, 3024],
    ],
    [
      `mailbox box[3] { message: 1 } program q(k) { «send(box[k], 1, 2)» «send(box[1])» send(box[k], 1) receive(box[0]) }`,
      [3024, 3024],
    ],
    [`mailbox box { message: variable } program q() { send(box, 1) send(box, 1, 2) } ${USERS}`, []],
    [
      `machine { direct_capacity: 0 } program q() { «send(pid(), 1)» try_send(pid(), 1) «request(pid(), 1)» receive(pid()) }`,
      [3024, 3024],
    ],
    [`program q() { send(pid(), 1) receive(pid()) }`, []],
    [`machine { direct_capacity: 0 } function f() { receive(pid()) } program q() { spawn(f) send(pid(), 1) }`, []],
    [`mailbox box { «loss»: 10 «corruption»: 5 }`, [4009, 4009]],
    [`mailbox box { loss: 10 delivery: notify }`, []],
    [`mailbox box { «when_full»: discard } mailbox other { when_full: discard capacity: 3 }`, 4009],
    [
      `program q() { } process p = q() mailbox box { «when_dead»: end } mailbox other { when_dead: end owner: p }`,
      4009,
    ],
    [`mailbox «box» program q() { send(box, 1) } process p = q()`, 5014],
    [`mailbox «box» program q() { receive(box) receive_within(3, box) } process p = q()`, 5015],
    [`mailbox «box»[2] program q(k) { request(box[k], 1) } process p = q(1)`, 5014],
    [`mailbox box program q() { send(box, 1) }`, []],
    [`mailbox box program q(to) { send(box, 1) receive(to) } process p = q(box)`, []],
    [`mailbox box ${USERS}`, []],
    [
      `mailbox box program q() { loop { if receive(box) == 1 { return 1 } for i = send(box, 1) .. 2 { assert try_send(box, 1) == 0 } } } process p = q()`,
      [],
    ],
    ["mailbox «box» { capacity: 0 } program q() { send(box, 1) receive(box) } process p = q()", 5016],
    ["mailbox box { capacity: 1 } program q() { send(box, 1) receive(box) } process p = q()", []],
    ["mailbox box { capacity: 0 } program q() { send(box, 1) receive(box) } process p = q() process o = q()", []],
    ["mailbox box { capacity: 0 } program q() { fork() send(box, 1) receive(box) } process p = q()", []],
    [
      "mailbox box { capacity: 0 } function f() { receive(box) } program q() { spawn(f) send(box, 1) } process p = q()",
      [],
    ],
    [`mailbox box { capacity: «-1» }`, 3022],
    [
      `mutex m semaphore s = 1 program q(a) { if «try_lock(m)» { } else if a && «try_down(s)» { } while !«try_lock(m)» { } repeat { } until («try_down(s)») assert a || «try_lock(m)» }`,
      [3025, 3025, 3025, 3025, 3025],
    ],
    [
      `mutex m program q(a) { if try_lock(m) == 1 { } while try_lock(m) < 0 { } var done = try_lock(m) if done + try_lock(m) { } }`,
      [],
    ],
    [
      `mutex m mailbox box program q() { send(«m», 1) lock(«box») receive(«m») receive_within(«box», 3) }`,
      [3006, 3006, 3006, 3006],
    ],
  ]);

  table(
    "of statements",
    [
      ["«break»", 5001],
      ["while a { if b { continue } } «continue»", 5001],
      ["return «a = 1»", 5002],
      ["loop { } «a = 1 b = 2»", 5002],
      ["loop { break } a = 1", []],
      ["exit(1) «a = 1»", 5002],
      ["return here: a = 1 if b { goto here }", []],
      ["repeat { a = 1 } until false «a = 2»", 5002],
      ["atomic { here: a = 1 } «goto here»", 5003],
      ["here: atomic { «goto here» }", 5003],
      ["atomic { here: a = 1 if b { goto here } }", []],
      ["«crash»(p)", 5005],
      ["asm { «mov r0» }", 5006],
      ["asm { mov r0, 1; «foo r1» }", 5006],
      ["asm { «jmp nowhere» }", 5006],
      ["asm { mov r0, N\n again: cmp r0, 1\n jne again\n load r1, word; load r2, a }", []],
    ],
    withObjects,
  );

  table("of the scenario", [
    ["shared x = 0 at 5 { x = x + 1 «sleep(1)» }", 5004],
    ["at 5 { «var x = 1» }", 5004],
    ["at «-1» { }", 3022],
    ["at 5 { «kill()» }", 3005],
    ["machine alpha { } machine beta { } at 5 { crash(alpha) crash(«main») }", 2001],
    ["expect { no «starvation» }", 5007],
    ["expect { always «clock()» > 1 }", 5008],
    ["expect { finally average(«wait») == 1 }", 5009],
    ["expect { finally average(waiting) == 17 }", []],
    ["shared x = 0 expect { finally x «=» 0 }", 1017],
    ["shared x = 0 expect { always x >= 0 && x «=» 0\n finally x «=» 0\n terminates }", [1017, 1017]],
    ["shared x: int[2] expect { finally (x[1] «=» 0) }", 1017],
    ["expect { finally average(waiting) «=» 17 }", 1017],
    ["expect { terminates «=» true }", 1017],
    ["expect { no deadlock «=» true }", 1017],
    ["expect { no race «=» 0 }", 1017],
    ['expect { output «=» "x" }', 1017],
    ['expect { output "x" «=» 1 }', 1017],
    ['expect { always «"text"» == 1 }', 5013],
    ["shared a: int[2] expect { always «a» == 1 }", 3007],
    ["shared a: int[2] expect { always a[1] == 1 }", []],
    ["program q() { var x = 1 x = 2 } process p = q() expect { finally p.exit == 0 && p.x == 2 }", []],
    ["program q() { } process p = q() expect { finally p.«wating» == 0 }", 2012],
    ["semaphore s = 1 expect { always «s» == 1 }", 3015],
    ["const N = 1 expect { always N == 1 && «Missing» == 1 }", 2001],
    ["semaphore «s»[100001]", 5011],
  ]);

  table("of availability", [
    ["program q() { «fork»() }", 6001, NOTHING],
    ["«mutex» m", 6001, NOTHING],
    ["machine { «scheduler»: sjf }", 6001, NOTHING],
    ["machine { «memory»: 16 }", 6001, NOTHING],
    ["machine { «threads»: kernel }", 6001, NOTHING],
    ["machine a { } «machine» b { } «link» a <-> b", [6001, 6001], NOTHING],
    ["program q() { «asm» { mov r0, 1 } }", 6001, NOTHING],
    ["«at» 5 { }", 6001, NOTHING],
    ["expect { terminates no deadlock «no race» }", 6001, NOTHING],
  ]);

  it("5010 a scenario of too many instructions", function () {
    this.timeout(20_000);
    used.add(5010);
    check(`«s»hared x = 0 program q() { ${"for i = x .. x { } ".repeat(9_300)} }`, [5010]);
  });

  it("has a fixture for every row of the table", () => {
    // What needs a fault of the parser library itself, more constants than fit a text, or a limit beyond a fixture.
    const elsewhere = new Set<number>([DIAGNOSTICS.parserGaveUp.number]);
    const missing = Object.values(DIAGNOSTICS)
      .map((row) => row.number)
      .filter((number) => !used.has(number) && !elsewhere.has(number));
    assert.deepEqual(missing, []);
  });

  it("gives every row a number of its own, by kind", () => {
    const numbers = Object.values(DIAGNOSTICS).map((row) => row.number);
    assert.equal(new Set(numbers).size, numbers.length);
    assert.deepEqual(
      [...numbers].sort((a, b) => a - b),
      numbers,
    );
  });
});
