/** The tables against the kernel: what scenarios may name exists, and states move along their rows alone. */
import { strict as assert } from "node:assert";
import { LEVEL, SYSCALLS } from "../../src/isa/syscalls.ts";
import { OPERATOR_CALLS } from "../../src/lang/features.ts";
import { HANDLED_CALLS } from "../../src/machine/cpu/system.ts";
import { EVENTS, EventKind } from "../../src/machine/events.ts";
import { OPERATOR_ACTIONS } from "../../src/machine/process/operator.ts";
import { isLegalMove, MOVES, STATES } from "../../src/machine/states.ts";

describe("the machine's tables", () => {
  it("every call that a scenario may make has a handler", () => {
    const given = SYSCALLS.filter((call) => call.compiles === "sys" && call.since <= LEVEL).map((call) => call.name);
    assert.deepEqual(
      given.filter((name) => !HANDLED_CALLS.has(name)),
      [],
    );
  });

  it("every call of the operator that is there has an action", () => {
    const given = OPERATOR_CALLS.filter((call) => call.since <= Math.max(LEVEL, 2)).map((call) => call.name);
    assert.deepEqual(
      given.filter((name) => !OPERATOR_ACTIONS.has(name)),
      [],
    );
  });

  it("every event has its row in its place", () => {
    EVENTS.forEach((row, kind) => assert.equal(row.kind, kind, row.name));
    assert.equal(EVENTS.length, Object.keys(EventKind).length / 2);
  });

  it("a move is legal when a row says so", () => {
    for (const from of STATES)
      for (const to of STATES) {
        const rows = MOVES.filter((row) => row.from === from.state && row.to === to.state);
        assert.equal(isLegalMove(from.state, to.state), rows.length > 0);
        assert.ok(rows.length <= 1);
      }
  });
});
