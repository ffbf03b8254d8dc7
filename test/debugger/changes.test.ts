/** Which values are told as others than at the stop before. */
import { strict as assert } from "node:assert";
import { SeenValues } from "../../src/debugger/inspect/changes.ts";

describe("values that were seen", () => {
  it("have changed when they are others than when they were seen last, for the whole of a stop", () => {
    const seen = new SeenValues();
    seen.at("first");
    assert.ok(!seen.isChanged("count", "1"));
    assert.ok(!seen.isChanged("count", "1"));
    seen.at("second");
    assert.ok(seen.isChanged("count", "2"));
    assert.ok(seen.isChanged("count", "2"));
    assert.ok(!seen.isChanged("sum", "0"));
    seen.at("third");
    assert.ok(!seen.isChanged("count", "2"));
  });

  it("are measured by the last time that they were looked at", () => {
    const seen = new SeenValues();
    seen.at(1);
    seen.isChanged("count", "1");
    seen.at(2);
    seen.at(3);
    assert.ok(seen.isChanged("count", "2"));
  });

  it("are forgotten, the oldest first, when there are too many", () => {
    const seen = new SeenValues();
    for (let stop = 0; stop < 40; stop++) {
      seen.at(stop);
      for (let k = 0; k < 1_000; k++) seen.isChanged(`${stop} ${k}`, "0");
    }
    seen.at("last");
    assert.ok(!seen.isChanged("0 0", "1"));
    assert.ok(seen.isChanged("39 0", "1"));
  });
});
