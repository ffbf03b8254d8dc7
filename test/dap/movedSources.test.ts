/** Lines on the wire of a source that was edited while it runs: in requests, answers and events. */
import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { MovedSources } from "../../src/dap/movedSources.ts";
import { MovedLines } from "../../src/views/movedLines.ts";

/** Two lines were put in at the top, and the old line 4 was taken out. */
function edited(): MovedSources {
  const lines = new MovedLines("a\nb\nc\nd\ne\nf");
  lines.edited({ start: { line: 0, character: 0 }, end: { line: 0, character: 0 }, text: "x\ny\n" });
  lines.edited({ start: { line: 5, character: 0 }, end: { line: 6, character: 0 }, text: "" });
  return new MovedSources({
    hasEdits: true,
    isEdited: (source) => source === "p.turno",
    toNew: (_source, line) => lines.toNew(line),
    toOld: (_source, line) => lines.toOld(line),
  });
}

const source = { path: "p.turno", name: "p.turno" };
const other = { path: "q.turno" };

const request = (command: string, args: object, seq = 7): DebugProtocol.Request => ({
  ...{ seq, type: "request", command, arguments: args },
});

function sent(moved: MovedSources, command: string, args: object): unknown {
  return (moved.incoming(request(command, args)) as DebugProtocol.Request).arguments;
}

function came(moved: MovedSources, command: string, body: object): unknown {
  const answer: DebugProtocol.Response = { seq: 9, type: "response", request_seq: 7, success: true, command, body };
  return (moved.outgoing(answer) as DebugProtocol.Response).body;
}

describe("a source that was edited while it runs", () => {
  it("has its breakpoints on the statements that they stand at, and none on lines that are new", () => {
    const moved = edited();
    const breakpoints = [{ line: 3, condition: "x" }, { line: 1 }, { line: 6 }];
    assert.deepEqual(sent(moved, "setBreakpoints", { source, breakpoints, sourceModified: true }), {
      source,
      breakpoints: [{ line: 1, condition: "x" }, { line: 5 }],
      lines: [1, 5],
      sourceModified: true,
    });
    const made = {
      breakpoints: [
        { id: 1, verified: true, source, line: 1, endLine: 1 },
        { id: 2, verified: true, line: 5 },
      ],
    };
    assert.deepEqual(came(moved, "setBreakpoints", made), {
      breakpoints: [
        { id: 1, verified: true, source, line: 3, endLine: 3 },
        {
          verified: false,
          line: 1,
          message: "This line is not in the text that the machine runs: restart to use it.",
        },
        { id: 2, verified: true, line: 6 },
      ],
    });
  });

  it("has its places asked for and answered by the lines of the client", () => {
    const moved = edited();
    assert.deepEqual(sent(moved, "gotoTargets", { source, line: 4 }), { source, line: 2 });
    assert.deepEqual(came(moved, "gotoTargets", { targets: [{ id: 3, label: "x", line: 2 }] }), {
      targets: [{ id: 3, label: "x", line: 4 }],
    });
    assert.deepEqual(sent(moved, "breakpointLocations", { source, line: 3, endLine: 4 }), {
      source,
      line: 1,
      endLine: 2,
    });
  });

  it("has its frames, outputs and events where their statements are now; frames of other sources and of none stay", () => {
    const moved = edited();
    const stackFrames = [
      { id: 1, name: "label", line: 0, column: 0 },
      { id: 2, name: "p", line: 2, endLine: 3, column: 5, source },
      { id: 3, name: "q", line: 2, column: 1, source: other },
    ];
    assert.deepEqual(came(moved, "stackTrace", { stackFrames }), {
      stackFrames: [stackFrames[0], { ...stackFrames[1], line: 4, endLine: 5 }, stackFrames[2]],
    });
    const output = { seq: 1, type: "event", event: "output", body: { output: "5\n", source, line: 5 } };
    assert.deepEqual(moved.outgoing(output), { ...output, body: { output: "5\n", source, line: 6 } });
  });

  it("is left alone where it was not edited", () => {
    const moved = edited();
    const asked = request("setBreakpoints", { source: other, breakpoints: [{ line: 3 }] });
    assert.equal(moved.incoming(asked), asked);
  });
});
