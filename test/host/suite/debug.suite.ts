/**
 * The whole of a debugging session in a real VS Code: F5, a breakpoint on the context switch from one process to the other,
 * steps, the process control block, the end.
 */
import * as vscode from "vscode";
import { equal, holds } from "./expect.ts";
import { say } from "./report.ts";
import { activeSession, ask, SessionLog } from "./session.ts";
import { show } from "./support.ts";

const scenario = `machine {
  scheduler: round_robin(quantum: 4)
  context_switch: 1
}
const N = 5
shared buffer: int[N]
shared in = 0
shared out = 0

program producer(items) {
  var next = 0
  while next < items {
    compute(3)
    while (in + 1) % N == out { }
    buffer[in] = next
    in = (in + 1) % N
    next = next + 1
  }
}

program consumer(items) {
  var taken = 0
  var item = 0
  while taken < items {
    while in == out { }
    item = buffer[out]
    out = (out + 1) % N
    taken = taken + 1
  }
}

process p = producer(6)
process c = consumer(6)
`;

interface Named {
  name: string;
  variablesReference: number;
}

async function scopesOf(threadId: number): Promise<Named[]> {
  const { stackFrames } = await ask<{ stackFrames: { id: number }[] }>("stackTrace", { threadId });
  holds(stackFrames[0], "a frame");
  return (await ask<{ scopes: Named[] }>("scopes", { frameId: stackFrames[0].id })).scopes;
}

async function variablesOf({ variablesReference }: Named): Promise<Named[]> {
  return (await ask<{ variables: Named[] }>("variables", { variablesReference })).variables;
}

describe("debugging", () => {
  let log: SessionLog;
  let thread = -1;

  before(() => (log = new SessionLog()));
  after(() => log.dispose());

  it("stops on entry after F5, without a launch.json", async () => {
    await show("debugged.turno", scenario);
    const start = performance.now();
    await vscode.commands.executeCommand("workbench.action.debug.start");
    const stop = await log.next("stopped");
    say(`F5 to the first stop: ${Math.round(performance.now() - start)} ms`);
    equal(stop["reason"], "entry", "the reason");
    thread = Number(stop["threadId"]);
    equal((await ask<{ threads: unknown[] }>("threads")).threads.length >= 2, true, "both processes are threads");
  });

  it("stops at the context switch from one process to the other", async () => {
    await ask("setExceptionBreakpoints", {
      filters: [],
      filterOptions: [{ filterId: "contextSwitch", condition: "from == p && to == c" }],
    });
    await ask("continue", { threadId: thread });
    const stop = await log.next("stopped");
    equal(stop["reason"], "breakpoint", "the reason");
    holds(/switch/i.test(`${String(stop["description"])} ${String(stop["text"])}`), "a word about the switch");
    thread = Number(stop["threadId"]);
  });

  it("stops in a line with a breakpoint", async () => {
    const document = vscode.window.activeTextEditor?.document;
    holds(document, "the scenario to be in front");
    const line = document
      .getText()
      .split("\n")
      .findIndex((each) => each.includes("item = buffer"));
    await ask("setExceptionBreakpoints", { filters: [] });
    const before = log.answered("setBreakpoints");
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(document.uri, new vscode.Position(line, 0))),
    ]);
    await log.until(() => (log.answered("setBreakpoints") > before ? true : undefined));
    await ask("continue", { threadId: thread });
    const stop = await log.next("stopped");
    equal(stop["reason"], "breakpoint", "the reason");
    thread = Number(stop["threadId"]);
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  });

  it("steps, and moves by ticks and by switches", async () => {
    await ask("next", { threadId: thread });
    equal((await log.next("stopped"))["reason"], "step", "after a step");
    const before = await ask<{ tick: number }>("turno/overview");
    await vscode.commands.executeCommand("turno.stepTick");
    await log.next("stopped");
    const after = await ask<{ tick: number }>("turno/overview");
    equal(after.tick, before.tick + 1, "the tick");
    await vscode.commands.executeCommand("turno.nextContextSwitch");
    thread = Number((await log.next("stopped"))["threadId"]);
  });

  it("shows the process control block in its groups", async () => {
    const scopes = await scopesOf(thread);
    const pcb = scopes.find((scope) => scope.name.startsWith("PCB"));
    holds(pcb, `a scope PCB among ${scopes.map((scope) => scope.name).join(", ")}`);
    const groups = (await variablesOf(pcb)).filter((row) => row.variablesReference > 0);
    equal(groups.length, 7, "the number of groups");
  });

  it("answers each request once", async () => {
    await log.until(() => (log.answers.length >= log.requests.length ? true : undefined));
    const answered = log.answers.map((each) => each.request_seq);
    equal(new Set(answered).size, answered.length, "different requests answered");
    const asked = log.requests.filter((each) => each.type === "request").map((each) => each.seq);
    equal(
      answered.toSorted((a = 0, b = 0) => a - b),
      asked.toSorted((a, b) => a - b),
      "the answered requests",
    );
  });

  it("ends when the machine has finished and is told to go on", async () => {
    await ask("continue", { threadId: thread });
    await log.next("stopped");
    const session = activeSession();
    const ended = new Promise<void>((resolve) => {
      const subscription = vscode.debug.onDidTerminateDebugSession((each) => {
        if (each.id !== session.id) return;
        subscription.dispose();
        resolve();
      });
    });
    await ask("continue", { threadId: thread });
    await log.next("terminated");
    await ended;
  });
});
