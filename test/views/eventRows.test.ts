/** The tree of machine events with check boxes and conditions, and the tick that a person asks for. */
import assert from "node:assert/strict";
import type { TailFilter } from "../../src/debugger/breakpoints/tailFilters.ts";
import { eventRows, type EventChoice } from "../../src/views/eventRows.ts";
import { english, findRow } from "../../src/views/row.ts";
import { tickAsked } from "../../src/views/tickAsked.ts";

const filter = (id: string, subject: string): TailFilter => ({
  id,
  subject,
  label: id,
  description: `what ${id} is`,
  byDefault: false,
  isException: false,
  events: [],
  example: "process == p",
  fields: ["process", "tick"],
});

const FILTERS = [filter("dispatched", "Scheduling"), filter("woken", "Scheduling"), filter("ended", "Threads")];
const CHOICES = new Map<string, EventChoice>([
  ["dispatched", { isOn: true, condition: "process == nobody" }],
  ["ended", { isOn: false, condition: "tick > 5" }],
]);

describe("the Machine Events tree", () => {
  const problems = new Map([["dispatched", "there is no nobody"]]);
  const rows = eventRows(FILTERS, ["Scheduling", "Devices", "Threads"], CHOICES, problems, english);

  it("has each event below its subject, checked or not, with its condition", () => {
    const drawn = rows.flatMap(({ label, description, children }) => [
      `${label} | ${description}`,
      ...children.map((each) => `${each.isChecked === true ? "[x]" : "[ ]"} ${each.label} | ${each.description}`),
    ]);
    assert.deepEqual(drawn, [
      "Scheduling | 1 on",
      "[x] dispatched | process == nobody · there is no nobody",
      "[ ] woken | ",
      "Threads | ",
      "[ ] ended | tick > 5",
    ]);
  });

  it("opens what has something on, marks what is wrong, offers to remove a condition", () => {
    assert.deepEqual(
      rows.map(({ isOpen }) => isOpen),
      [true, false],
    );
    assert.equal(findRow(rows, "dispatched")?.icon?.name, "warning");
    assert.deepEqual(findRow(rows, "ended")?.flags, ["condition"]);
    assert.deepEqual(findRow(rows, "woken")?.flags, []);
  });
});

describe("the tick that a person asks for", () => {
  const asked: readonly (readonly [text: string, tick: number | undefined])[] = [
    ["120", 120],
    [" 0 ", 0],
    ["+10", 60],
    ["- 10", 40],
    ["-90", 0],
    ["1e3", undefined],
    ["", undefined],
    ["ten", undefined],
    ["1.5", undefined],
  ];
  for (const [text, tick] of asked) it(`"${text}" is ${tick}`, () => assert.equal(tickAsked(text, 50), tick));
});
