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

  it("does not start with errors", async () => {
    equal(await start("wrong.turno", broken), false, "it starts");
    equal(log.requests.length, 0, "messages to an adapter");
  });
});
