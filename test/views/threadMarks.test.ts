/** The names beside the lines at which threads stand. */
import assert from "node:assert/strict";
import { threadMarks, type StandingThread } from "../../src/views/threadMarks.ts";

const at = (threadId: number, label: string, state: string, line: number): StandingThread => ({
  ...{ threadId, label, state, line },
});

const texts = (threads: readonly StandingThread[], current: number): string[] =>
  threadMarks(threads, current).map(({ line, text, isCurrent }) => `${line}: ${text}${isCurrent ? " *" : ""}`);

describe("the names of threads beside their lines", () => {
  it("stand from the top, the one that is looked at first, then who runs", () => {
    const threads = [
      at(1, "1 p", "ready", 9),
      at(2, "2 q", "running", 4),
      at(3, "3.1 main", "waiting", 9),
      at(4, "3.2 work", "running", 9),
    ];
    assert.deepEqual(texts(threads, 3), ["4: ▶ 2 q", "9: ▷ 3.1 main  ▶ 3.2 work  +1 *"]);
    assert.deepEqual(texts(threads, -1), ["4: ▶ 2 q", "9: ▶ 3.2 work  ▷ 1 p  +1"]);
  });

  it("count those that are too many, and tell all to who asks", () => {
    const crowd = Array.from({ length: 100 }, (_none, k) => at(k + 1, `${k + 1} w`, "ready", 5));
    assert.deepEqual(texts(crowd, 50), ["5: ▷ 50 w  ▷ 1 w  +98 *"]);
    const [mark] = threadMarks(crowd, 50);
    assert.equal(mark?.tooltip.split("\n").length, 100);
  });

  it("are none where nobody stands", () => assert.deepEqual(threadMarks([], 1), []));
});
