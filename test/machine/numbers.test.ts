/**
 * The numbers that images, choice records and trace hashes hold, one line each: pinned in `test/golden/numbers.txt`. A pinned
 * line never changes; a new row's line is added by `UPDATE_GOLDEN=1`.
 */
import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { ERRORS } from "../../src/isa/errors.ts";
import { Op } from "../../src/isa/instructions.ts";
import { SYSCALLS } from "../../src/isa/syscalls.ts";
import { EventKind, Overhead } from "../../src/machine/events.ts";
import { EndKind, FaultKind, LeaveReason, Move, ThreadState, WaitKind } from "../../src/machine/states.ts";

const GOLDEN = "test/golden/numbers.txt";

const enums: Readonly<Record<string, object>> = {
  instruction: Op,
  event: EventKind,
  overhead: Overhead,
  state: ThreadState,
  move: Move,
  wait: WaitKind,
  leaves: LeaveReason,
  end: EndKind,
  fault: FaultKind,
};

function present(): readonly string[] {
  const ofEnums = Object.entries(enums).flatMap(([title, members]) =>
    Object.entries(members).flatMap(([name, value]) =>
      typeof value === "number" ? [`${title} ${value} ${name}`] : [],
    ),
  );
  return [
    ...SYSCALLS.map(({ number, name }) => `call ${number} ${name}`),
    ...ERRORS.map(({ value, name }) => `error ${value} ${name}`),
    ...ofEnums,
  ];
}

describe("pinned numbers", () => {
  it("stay with their names; a new name takes a new number", () => {
    const pinned = readFileSync(GOLDEN, "utf8").trimEnd().split("\n");
    const now = present();
    const held = new Set(now);
    assert.deepEqual(
      pinned.filter((line) => !held.has(line)),
      [],
      "these numbers have changed: give each row its old number back",
    );
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(GOLDEN, `${now.join("\n")}\n`);
    else assert.deepEqual(now, pinned, "new rows are pinned by UPDATE_GOLDEN=1");
    assert.equal(new Set(now.map((line) => line.split(" ").slice(0, 2).join(" "))).size, now.length, "no number twice");
  });
});
