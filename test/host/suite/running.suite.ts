/** Scenarios that run: without end and paused, to the end without a debugger, or not at all. */
import * as vscode from "vscode";
import { equal, holds } from "./expect.ts";
import { startPulse } from "./pulse.ts";
import { say } from "./report.ts";
import { activeSession, ask, SessionLog } from "./session.ts";
import { show } from "./support.ts";

const endless = `machine { scheduler: round_robin(quantum: 5) }
shared count = 0
program spin() { loop { count = count + 1 } }
process a = spin()
process b = spin()
`;
const short = `program p() { print("done", 7) }\nprocess a = p()\n`;
const broken = `program p() { x = }\nprocess a = p()\n`;

async function start(name: string, text: string, noDebug = false): Promise<boolean> {
  const { document } = await show(name, text);
  const config = { type: "turno", request: "launch", name, program: document.uri.toString(), stopOnEntry: false };
  return vscode.debug.startDebugging(undefined, config, { noDebug });
}

async function ended(session: vscode.DebugSession): Promise<void> {
  await new Promise<void>((resolve) => {
    const subscription = vscode.debug.onDidTerminateDebugSession((each) => {
      if (each.id !== session.id) return;
      subscription.dispose();
      resolve();
    });
  });
}

describe("a scenario that runs", () => {
  let log: SessionLog;

  beforeEach(() => (log = new SessionLog()));
  afterEach(() => log.dispose());

  it("does not hold up VS Code, and can be paused and ended", async () => {
    equal(await start("endless.turno", endless), true, "it starts");
    const pulse = startPulse();
    const from = performance.now();
    const first = await ask<{ tick: number }>("turno/overview");
    let last = first;
    while (last.tick < first.tick + 100_000) last = await ask("turno/overview");
    const seconds = (performance.now() - from) / 1000;
    const longest = pulse.stop();
    const speed = (last.tick - first.tick) / seconds / 1e6;
    say(`running: ${speed.toFixed(1)} million ticks a second; longest hold-up ${longest} ms`);
    await ask("pause", { threadId: 1 });
    equal((await log.next("stopped"))["reason"], "pause", "the reason");
    const session = activeSession();
    const over = ended(session);
    await vscode.debug.stopDebugging(session);
    await over;
  });

  it("runs to its end without a debugger", async () => {
    equal(await start("short.turno", short, true), true, "it starts");
    await log.next("terminated");
    const printed = log.events.filter((each) => each.event === "output").map((each) => String(each.body?.["output"]));
    holds(
      printed.some((text) => text.includes("done 7")),
      `what it printed, among ${printed.join("")}`,
    );
  });

  it("runs without a debugger and without an error: whoever asks late is answered with nothing", async () => {
    equal(await start("short.turno", short, true), true, "it starts");
    await log.next("terminated");
    await log.until(() => (log.answered("threads") > 0 || log.answered("configurationDone") > 0 ? true : undefined));
    equal(
      log.answers.filter(({ success }) => success !== true).map(({ command }) => command),
      [],
      "refused requests",
    );
  });

  it("is not started where nothing can run: nothing hangs", async () => {
    equal(await start("empty.turno", ""), false, "an empty file starts");
    equal(await start("idle.turno", "program p() { print(1) }\n"), false, "a file without a process starts");
    equal(log.requests.length, 0, "messages to an adapter");
  });

  it("is started from a text that was never saved, and called as its file", async () => {
    const document = await vscode.workspace.openTextDocument({ language: "turno", content: short });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.debug.start");
    equal((await log.next("stopped"))["reason"], "entry", "the reason");
    equal(activeSession().name, document.uri.path, "the name of the session");
    const over = ended(activeSession());
    await vscode.debug.stopDebugging(activeSession());
    await over;
  });

  it("is called as its file, whatever letters that has, and goes on where a step tries to at its end", async () => {
    const { document } = await show("lección 1.turno", short);
    await vscode.commands.executeCommand("workbench.action.debug.start");
    await log.next("stopped");
    equal(activeSession().name, "lección 1.turno", "the name of the session");
    const { stackFrames } = await ask<{ stackFrames: { source: { name: string } }[] }>("stackTrace", { threadId: 1 });
    equal(stackFrames[0]?.source.name, "lección 1.turno", "the name of the source");
    await ask("continue", { threadId: 1 });
    await log.next("stopped");
    await ask("next", { threadId: 1 });
    equal((await log.next("stopped"))["description"], "Run ended", "what is told of a step at the end");

    // Edited: breakpoints go to the statements of the text that runs.
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), "// one\n// two\n");
    await vscode.workspace.applyEdit(edit);
    const moved = await ask<{ stackFrames: { line: number }[] }>("stackTrace", { threadId: 1 });
    equal(moved.stackFrames.at(-1)?.line, 3, "the line of the frame in the text as it is now");
    const over = ended(activeSession());
    await vscode.debug.stopDebugging(activeSession());
    await over;
  });

  it("does not start with errors", async () => {
    equal(await start("wrong.turno", broken), false, "it starts");
    equal(log.requests.length, 0, "messages to an adapter");
  });
});
