/**
 * The first hour of somebody who has only just installed Turno, in a window of 1100 × 700 with the settings of a newcomer: what
 * starts, what does not and why, what is to be seen without looking for it, the end of a run, and an edit in the middle of one.
 */
import assert from "node:assert/strict";
import { picture } from "./pictures.ts";
import { clickTick, showOnly, tickOf } from "./starting.ts";
import { drive, type Workbench } from "./workbench.ts";

const lesson = `shared count = 0

program adder(times) {
  for i = 1 .. times {
    count = count + 1
  }
}

process p = adder(3)
process q = adder(3)

expect {
  terminates
  finally count == 7
}
`;

const files = { "lección 1.turno": lesson, "empty.turno": "", "idle.turno": "program work(n) { compute(n) }\n" };

const TOOLBAR = [
  "Continue",
  "Step Over",
  "Step Into",
  "Step Out",
  "Step Back",
  "Previous Context Switch",
  "Next Context Switch",
  "Previous Tick",
  "Step Tick",
  "Reverse",
  "Restart",
  "Stop",
];

/** The messages of the window, the newest first: a VS Code that is driven shows none of its own accord. */
async function messages({ page, palette }: Workbench): Promise<string[]> {
  if ((await page.locator("#status\\.notifications .codicon-bell-dot").count()) === 0) return [];
  await palette.run("Notifications: Show Notifications");
  const all = page.locator(".notifications-center .notification-list-item-message");
  await all.first().waitFor();
  const texts = await all.allInnerTexts();
  await palette.run("Notifications: Clear All Notifications");
  return texts.map((text) => text.replace(/\s+/g, " ").trim());
}

async function refused(workbench: Workbench, file: string, says: RegExp): Promise<void> {
  const { debug, editor } = workbench;
  await editor.open(file);
  await workbench.keys("F5");
  const [message] = await workbench.until(
    "a message",
    () => messages(workbench),
    (all) => all.length > 0,
  );
  assert.match(message ?? "", says);
  assert.deepEqual(await debug.toolbar(), [], "nothing hangs");
}

async function runsWithoutDebugging(workbench: Workbench): Promise<void> {
  const { debug, editor } = workbench;
  await editor.open("hello.turno");
  await workbench.keys("Control+F5");
  await workbench.until(
    "what it prints",
    () => debug.console(),
    (lines) => lines.some((line) => /hello/i.test(line)),
  );
  await workbench.until(
    "its verdict",
    () => debug.console(),
    (lines) => lines.some((line) => line.includes("has ended")),
  );
  await debug.ended();
  assert.deepEqual(await messages(workbench), [], "no error, and nothing else");
}

async function untitled(workbench: Workbench): Promise<void> {
  const { debug, editor, page, palette } = workbench;
  await palette.run("File: New Untitled Text File");
  await palette.pick("Turno", () => palette.run("Change Language Mode"));
  await page.keyboard.insertText(`program hello() {\nprint("one")\nprint("two")\n}\nprocess p = hello()\n`);
  await editor.toggleBreakpoint(3);
  await debug.startAndStop();
  await debug.stoppedAt(2);
  await debug.press("Continue");
  await debug.stoppedAt(3);
  await debug.press("Stop");
  await debug.ended();
}

async function firstStop(workbench: Workbench): Promise<void> {
  const { debug, editor, panes } = workbench;
  await editor.open("lección 1.turno");
  await debug.startAndStop();
  await panes.until("Processes", "both", (rows) => rows.some(({ text }) => /^1 p ?running/.test(text)));
  await panes.until("Queues", "the ready queue", (rows) => rows.some(({ text }) => text.startsWith("Ready queue")));
  await panes.until("Variables", "the scopes", (rows) => rows.some(({ text }) => text.startsWith("PCB")));
  assert.deepEqual(
    (await debug.toolbar()).map(({ label }) => label),
    TOOLBAR,
  );
  await workbench.until(
    "the name of the thread beside its line",
    () => editor.beside(4),
    (text) => text === "▶ 1 p ▷ 2 q",
  );
  await panes.until("Call Stack", "short names", (rows) => rows.some(({ text }) => text.includes("2 q · ready 1st")));
  await picture(workbench, "first-stop");
  // The focus has stayed in the editor: a key still types there.
  await workbench.keys("F10");
  await debug.stopped();
}

async function sixFilters(workbench: Workbench): Promise<void> {
  await showOnly(workbench, ["Breakpoints"]);
  const rows = await workbench.panes.until("Breakpoints", "the filters", (all) => all.length >= 6);
  assert.deepEqual(
    rows.slice(0, 6).map(({ text }) => text),
    ["Context switch", "Blocked", "Deadlock", "Fault", "Data race", "Failed assertion or expectation"],
  );
  await picture(workbench, "six-filters");
}

async function wrongCondition(workbench: Workbench): Promise<void> {
  const { editor, page, palette } = workbench;
  await editor.goto(5);
  await palette.run("Debug: Add Conditional Breakpoint...");
  const box = page.locator(".breakpoint-widget .monaco-editor.focused");
  await box.waitFor();
  await page.keyboard.insertText("cuont == 2");
  await workbench.keys("Enter");
  const [message] = await workbench.until(
    "a message",
    () => messages(workbench),
    (all) => all.length > 0,
  );
  assert.match(
    message ?? "",
    /The breakpoint at line 5 of lección 1\.turno does not stop: "cuont == 2" cannot be used\. .*cuont/,
  );
  await workbench.until(
    "the reason beside the line",
    () => editor.beside(5),
    (text) => text.includes("breakpoint: "),
  );
  await picture(workbench, "wrong-condition");
  await palette.run("Remove All Breakpoints");
}

async function theEnd(workbench: Workbench): Promise<void> {
  const { debug, editor, page, panes } = workbench;
  await debug.press("Continue");
  await workbench.until(
    "the line of the expectation that does not hold",
    () => editor.stoppedLine(),
    (line) => line === 14,
  );
  const ended = await tickOf(workbench);
  await panes.until("Processes", "nobody but init", (rows) => rows.length === 1);
  await picture(workbench, "the-end");
  await debug.press("Step Over");
  await workbench.until(
    "that the run has ended",
    () => page.locator(".part.panel .pane .message").allInnerTexts(),
    (texts) => texts.some((text) => text.startsWith("The run has ended: continue or stop ends the session")),
  );
  await debug.stopped();
  await workbench.until(
    "the same tick",
    () => tickOf(workbench),
    (tick) => tick === ended,
  );
  await debug.press("Previous Tick");
  await workbench.until(
    "an earlier tick",
    () => tickOf(workbench),
    (tick) => tick === ended - 1,
  );
}

/** A click on the clock goes to a tick. */
async function byTheClock(workbench: Workbench): Promise<void> {
  await workbench.palette.answer("4", () => clickTick(workbench));
  await workbench.until(
    "tick 4",
    () => tickOf(workbench),
    (tick) => tick === 4,
  );
}

async function edited(workbench: Workbench): Promise<void> {
  const { debug, editor, layout, page, panes } = workbench;
  await panes.menu("Processes", "1 p", "Show PCB");
  await page.locator(".editor-group-container .tab", { hasText: "PCB 1 p" }).waitFor();
  await editor.open("lección 1.turno");
  const before = await editor.stoppedLine();
  await editor.goto(1);
  await page.keyboard.insertText("// a lesson\n");
  await workbench.until(
    "that the text has changed",
    () => layout.statusBar(),
    (texts) => texts.includes("text changed: restart"),
  );
  const [message] = await workbench.until(
    "a message",
    () => messages(workbench),
    (all) => all.length > 0,
  );
  assert.match(message ?? "", /^lección 1\.turno has changed\. The machine still runs the text/);
  await debug.press("Step Tick");
  await debug.stopped();
  const after = await editor.stoppedLine();
  assert.ok(before !== undefined && after !== undefined && [4, 5, 6].includes(after), `${before} → ${after}`);
  await picture(workbench, "text-changed");
  await page.locator(".statusbar-item", { hasText: "text changed: restart" }).click();
  await workbench.until(
    "the beginning",
    () => tickOf(workbench),
    (tick) => tick === 0,
  );
  await workbench.until(
    "nothing more to be said",
    () => layout.statusBar(),
    (texts) => !texts.includes("text changed: restart"),
  );
  await debug.press("Stop");
  await debug.ended();
}

/** The page of a process says that its session is over, and goes on to show it beside another session. */
async function leftPage(workbench: Workbench): Promise<void> {
  const { debug, editor, page } = workbench;
  await editor.open("hello.turno");
  await debug.startAndStop();
  await page.locator(".editor-group-container .tab", { hasText: "PCB 1 p" }).click();
  await workbench.until(
    "that its session has ended",
    () => page.locator(".editor-group-container .view-line").allInnerTexts(),
    (lines) =>
      lines.some((line) => /PCB 1 p · tick \d+ · Its session has ended\./.test(line.replaceAll("\u00a0", " "))),
  );
  await debug.press("Stop");
  await debug.ended();
}

async function locksOfADeadlock(workbench: Workbench): Promise<void> {
  const { debug, editor, layout, panes } = workbench;
  await editor.open("philosophers-broken.turno");
  await debug.startAndStop();
  await workbench.palette.run("View: Toggle Panel Visibility");
  await debug.press("Continue");
  await panes.until("Locks", "the deadlock", (rows) => rows.some(({ text }) => text.includes("deadlock of 5 threads")));
  await layout.setTheme("light");
  await picture(workbench, "deadlock-small-light");
}

/** A newcomer's, but for the brackets that the editor would add to what is typed. */
const settings = {
  "turno.openTreesAtFirstStop": true,
  "editor.autoClosingBrackets": "never",
  "editor.autoIndent": "none",
};
const size = { width: 1100, height: 700 };

for (const host of ["node", "web"] as const)
  describe(`the first hour with the ${host} extension host`, () => {
    it("starts what can start, and says why where it cannot", () =>
      drive("starts", { host, files, settings, size }, async (workbench) => {
        await runsWithoutDebugging(workbench);
        await refused(workbench, "empty.turno", /^empty\.turno declares no process.*process p = hello\(\)/);
        await refused(workbench, "idle.turno", /^idle\.turno declares no process.*process p = work\(1\)/);
        await untitled(workbench);
      }));
    it("shows the machine, its end, and that its text has changed", () =>
      drive("first-hour", { host, files, settings, size }, async (workbench) => {
        for (const part of [firstStop, sixFilters, wrongCondition, theEnd, byTheClock, edited, leftPage])
          await part(workbench);
        await locksOfADeadlock(workbench);
      }));
  });
