/**
 * Ways through the past that are given up: the session is where it was, and goes on as if nobody had asked.
 */
import assert from "node:assert/strict";
import type { Pieces } from "../../src/base/pieces.ts";
import { expressionInfo } from "../../src/debugger/breakpoints/dataInfo.ts";
import type { StopInfo } from "../../src/debugger/breakpoints/stops.ts";
import { framesOf } from "../../src/debugger/inspect/frames.ts";
import type { Session } from "../../src/debugger/session.ts";
import { changeSearch, wakerSearch } from "../../src/debugger/time/travel.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { Debuggee } from "./debuggee.ts";

const TEXT = `machine { scheduler: round_robin(quantum: 7) devices: { disk: device(service: 50) } }
shared total = 0
program counter(step) {
  var n = 0
  var still = 5
  loop { n = n + step  total += 1 }
}
program sleeper() { sleep(1000000) }
program reader() { loop { read(disk) } }
process a = counter(1)
process b = counter(2)
process r = reader()
process s = sleeper()
`;

type Way = (session: Session) => Pieces<StopInfo | undefined>;

const asked =
  (expression: string): Way =>
  (session) => {
    const { sim, map, ways } = session;
    const found = expressionInfo(session.viewpoint(0), expression, false);
    assert.ok(typeof found !== "string");
    const search = changeSearch(sim, map, found.dataId);
    assert.ok(typeof search !== "string");
    return ways.travel(search);
  };

const WAYS: Readonly<Record<string, Way>> = {
  "reverse continue": ({ ways }) => ways.reverseContinue(),
  "step back": ({ ways }) => ways.stepBack(3, "statement"),
  "previous context switch": ({ ways }) => ways.previousContextSwitch(),
  "restart frame": ({ ways, sim, map }) => ways.restartFrame(0, framesOf(sim, map, sim.world.threads[0]!)[0]!),
  "go to tick": ({ ways }) => ways.goToTick(240_000),
  "last change": asked("a.still"),
  "who woke it": ({ ways, sim }) => ways.travel(wakerSearch(sim, 0)),
};

/** Does so many pieces of a way; whether it was done with fewer. */
function begin(way: Pieces<unknown>, pieces: number): boolean {
  for (let k = 0; k < pieces; k++) if (way.next().done === true) return true;
  way.return(undefined);
  return false;
}

describe("ways that are given up", () => {
  for (const [name, way] of Object.entries(WAYS)) {
    it(`${name} leaves everything as it was`, () => {
      const d = new Debuggee(TEXT);
      const { session } = d;
      session.setSourceBreakpoints(0, [{ line: 6, condition: "n == 3" }]);
      d.runToTick(60_000);
      assert.ok(session.intervene({ kind: "priority", thread: 1, value: 3 }) === undefined);
      d.runToTick(250_000);
      const before = hashWorld(session.sim.world);
      const record = JSON.stringify(session.record());
      let pieces = 1;
      for (; pieces < 100 && !begin(way(session), pieces); pieces += Math.ceil(pieces / 3)) {
        assert.equal(hashWorld(session.sim.world), before, `after ${pieces} pieces`);
        assert.equal(JSON.stringify(session.record()), record);
      }
      assert.ok(pieces > 1, "it is long enough to be given up");
    });
  }
});

describe("step back by line", () => {
  it("leads to where a line was begun, however many statements it has, and skips what it called", () => {
    const d = new Debuggee(`function twice(n) {
  var double = n * 2
  return double
}
program p() {
  var a = 1  var b = 2
  a = a + b  b = twice(a)  a = 0
  print(a, b)
}
process x = p()
`);
    d.begin();
    d.breakAt(8);
    d.continue();
    const back = (): string => {
      d.session.stepBack(d.thread("x"), "line");
      return d.where("x");
    };
    const values = (): string => `${d.value("x.a")} ${d.value("x.b")}`;
    assert.deepEqual([back(), values()], ["x:7", "1 2"]);
    assert.equal(back(), "x:6");
    // From the middle of a line to its beginning.
    d.step("x", "over", "line");
    d.step("x");
    d.step("x");
    assert.deepEqual([d.where("x"), values()], ["x:7", "3 6"]);
    assert.deepEqual([back(), values()], ["x:7", "1 2"]);
  });

  it("leads to the beginning of a long line in few pieces, whoever else runs", () => {
    const d = new Debuggee(TEXT);
    d.runToTick(400_000);
    const way = d.session.ways.stepBack(d.thread("a"), "line");
    let pieces = 0;
    for (let next = way.next(); next.done !== true; next = way.next()) pieces++;
    assert.deepEqual([d.where("a"), d.value("a.n")], ["a:6", "0"]);
    assert.ok(pieces < 2_000, `${pieces} pieces`);
    d.session.stepBack(d.thread("a"), "line");
    assert.equal(d.where("a"), "a:5");
  });
});

describe("the memory of the past", () => {
  it("is bounded by an option, and every moment is still reached", () => {
    const free = new Debuggee(TEXT);
    free.runToTick(2_000_000);
    const most = Math.floor((free.session.history.bytes * 2) / 3);
    const d = new Debuggee(TEXT, { historyBytes: most });
    d.runToTick(2_000_000);
    assert.ok(d.session.history.bytes <= most, `${d.session.history.bytes} of ${most} bytes`);
    for (const tick of [1_999_000, 1_234_567, 3]) {
      free.session.goToTick(tick);
      d.session.goToTick(tick);
      assert.equal(hashWorld(d.session.sim.world), hashWorld(free.session.sim.world));
      assert.ok(d.session.history.bytes <= most);
    }
  });
});
