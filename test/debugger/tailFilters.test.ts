/** Machine events of the long tail: all of the table that no exception filter has, each a breakpoint that stops at each of its events. */
import assert from "node:assert/strict";
import { filterOf, FILTERS, NAMED_FILTERS } from "../../src/debugger/breakpoints/filters.ts";
import { TAIL_FILTERS, TAIL_SUBJECTS } from "../../src/debugger/breakpoints/tailFilters.ts";
import { EVENTS, EventKind } from "../../src/machine/events.ts";
import { Debuggee } from "./debuggee.ts";

const RICH = `machine {
  cpus: 2
  scheduler: priority(preemptive: true, quantum: 3)
  context_switch: 1
  interrupt: 1
  degree: 5
  devices: { disk: device(service: 4) }
}
mailbox box { capacity: 1 }
program worker(n) {
  for i = 1 .. 3 {
    compute(n)
    io(disk)
    send(box, i)
  }
}
program listener() {
  for i = 1 .. 6 {
    var x = receive(box)
    print(x)
  }
}
program parent() {
  var child = fork()
  compute(7)
  if child > 0 { wait() }
}
process a = worker(2) { priority: 2 }
process b = worker(5) { priority: 1 }
process l = listener()
process p = parent()
process q = parent() { arrival: 9 }
`;

/** The kinds of events of the whole run, in order. */
function happened(): EventKind[] {
  const d = new Debuggee(RICH);
  const kinds: EventKind[] = [];
  d.session.sim.observesSlices = true;
  d.session.sim.observe = (kind) => kinds.push(kind);
  while (d.session.runChunk(10_000) === undefined);
  return kinds;
}

describe("the filters for everyday use", () => {
  it("are six, by ids that never change", () => {
    assert.deepEqual(
      FILTERS.map(({ id, byDefault }) => (byDefault ? `${id} (on)` : id)),
      ["contextSwitch", "blocked", "deadlock (on)", "fault (on)", "dataRace", "assertion (on)"],
    );
  });

  it("leave all others to the long tail, with their texts, and known by their ids to who sets them by hand", () => {
    for (const { id, label, events } of NAMED_FILTERS.filter((row) => !FILTERS.includes(row))) {
      assert.equal(filterOf(id)?.label, label);
      for (const kind of events) {
        const inTail = TAIL_FILTERS.filter((row) => row.events.includes(kind));
        assert.deepEqual(
          inTail.map((row) => row.label),
          [label],
        );
      }
    }
  });
});

describe("the long tail of machine events", () => {
  it("is what no exception filter stands for, each in a subject", () => {
    const everyday = new Set(FILTERS.flatMap(({ events }) => events));
    const tail = new Set(TAIL_FILTERS.flatMap(({ events }) => events));
    for (const { kind, name } of EVENTS) assert.ok(everyday.has(kind) !== tail.has(kind), name);
    for (const { subject, label } of TAIL_FILTERS) assert.ok(TAIL_SUBJECTS.includes(subject), label);
    assert.equal(new Set(TAIL_FILTERS.map(({ label }) => label)).size, TAIL_FILTERS.length);
  });

  const kinds = happened();
  const present = TAIL_FILTERS.filter(({ events }) => kinds.includes(events[0]!));

  it("has much of the table in one run", () => assert.ok(present.length >= 15, String(present.length)));

  for (const { id, events } of present)
    it(`stops at each "${id}"`, () => {
      const d = new Debuggee(RICH);
      d.session.setEventBreakpoints([{ filter: id }], "tail");
      const ids: number[] = [];
      d.session.sim.observesSlices = true;
      while (!d.session.isFinished) ids.push(...d.continue().breakpoints);
      // Events of one step are one stop.
      const count = kinds.filter((kind) => kind === events[0]).length;
      assert.ok(ids.length > 0 && ids.length <= count, `${ids.length} stops of ${count} events`);
      if (count < 10) assert.equal(ids.length, count);
    });

  it("has conditions over the fields of the event", () => {
    const d = new Debuggee(RICH);
    const made = d.session.setEventBreakpoints(
      [
        { filter: "dispatched", condition: "process == l && cpu == 1" },
        { filter: "woken", condition: "box == 1" },
        { filter: "x" },
      ],
      "tail",
    );
    assert.deepEqual(
      made.map((each) => each?.problem),
      [
        undefined,
        '"box" is not a field of "state transition" (process, thread, wait, by, tick) nor a name of the scenario',
        undefined,
      ],
    );
    assert.equal(made[2], undefined);
    const stop = d.continue();
    assert.match(stop.text, /dispatch · process l · cpu 1/);
  });

  it("leaves the exception filters as they are", () => {
    const d = new Debuggee(RICH);
    d.session.setEventBreakpoints([{ filter: "processEnded" }]);
    d.session.setEventBreakpoints([{ filter: "degreeChanged" }], "tail");
    d.session.setEventBreakpoints([], "tail");
    assert.match(d.continue().text, /process ended/);
  });
});
