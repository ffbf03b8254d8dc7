/** Every button of the debug toolbar, pressed in each real host, each with what must follow; then what the trees' menus do. */
import assert from "node:assert/strict";
import { picture } from "./pictures.ts";
import { endless } from "./scenarios.ts";
import { goToTick, press, showOnly, startWith, tickOf } from "./starting.ts";
import { drive, type Workbench } from "./workbench.ts";

async function everyButton(workbench: Workbench): Promise<void> {
  const { debug, editor, panes } = workbench;
  await editor.open("endless.turno");
  await startWith(workbench, ["Processes", "Queues"], 440);
  const stoppedIn = (line: number): Promise<void> => debug.stoppedAt(line);

  await goToTick(workbench, 20);
  await press(workbench, "Step Tick", (tick) => tick === 21);
  await press(workbench, "Previous Tick", (tick) => tick === 20);
  await press(workbench, "Next Context Switch", (tick) => tick > 20);
  const switched = await tickOf(workbench);
  await press(workbench, "Next Context Switch", (tick) => tick > switched);
  await press(workbench, "Previous Context Switch", (tick) => tick === switched);

  await editor.toggleBreakpoint(10);
  await press(workbench, "Continue", (tick) => tick > switched);
  await stoppedIn(10);
  const hit = await tickOf(workbench);
  await debug.press("Step Into");
  await stoppedIn(6);
  await debug.press("Step Out");
  await stoppedIn(10);
  await press(workbench, "Continue", (tick) => tick > hit);
  await press(workbench, "Reverse", (tick) => tick <= hit);
  await stoppedIn(10);
  await editor.toggleBreakpoint(10);
  const before = await tickOf(workbench);
  await press(workbench, "Step Over", (tick) => tick > before);
  await press(workbench, "Step Back", (tick) => tick <= before);

  await debug.press("Continue");
  await debug.running();
  await debug.press("Pause");
  await debug.stopped();
  await debug.press("Restart");
  await workbench.until(
    "the beginning",
    () => tickOf(workbench),
    (tick) => tick === 0,
  );
  await debug.stopped();
  await panes.until("Processes", "both", (rows) => rows.length === 3);
}

async function menus(workbench: Workbench): Promise<void> {
  const { debug, layout, page, panes } = workbench;
  const state = (text: RegExp): Promise<unknown> =>
    panes.until("Processes", String(text), (rows) => rows.some((row) => text.test(row.text)));
  await goToTick(workbench, 8);
  await panes.menu("Processes", "2 right", "Suspend Process");
  await state(/^2 right ?suspended ready/);
  await panes.menu("Processes", "2 right", "Resume Process");
  await state(/^2 right ?(ready|running)/);
  await panes.menu("Processes", "1 left", "Hold Back");
  await state(/^1 left.*held/);
  await panes.menu("Processes", "1 left", "Dispatch This One");
  await state(/^1 left ?(ready \(1st\)|running)/);
  await panes.menu("Processes", "2 right", "Break When Its Process Is Dispatched");
  await showOnly(workbench, ["Processes", "Machine Events"]);
  await panes.until("Machine Events", "the condition", (rows) =>
    rows.some(({ text }) => /^Dispatch ?process == right/.test(text)),
  );
  await debug.press("Continue");
  await state(/^2 right ?running/);
  await picture(workbench, "machine-events");

  await panes.menu("Processes", "2 right", "Show PCB");
  const document = page.locator(".editor-group-container .tab", { hasText: "PCB 2 right" });
  await document.waitFor();
  await workbench.palette.run("View: Toggle Panel Visibility");
  await workbench.until(
    "the groups of the PCB",
    () => page.locator(".editor-group-container .view-line").allTextContents(),
    (lines) => lines.some((line) => /Scheduling/i.test(line)),
  );
  await picture(workbench, "control-block-page");
  await layout.showMachine();
  await panes.menu("Processes", "1 left", "Kill Process");
  await panes.until(
    "Processes",
    "the end of one",
    (rows) => !rows.some(({ text }) => /^1 left ?(ready|running)/.test(text)),
  );
}

/** A run of one thread alone, by the menu of the call stack: it can be paused like any other. */
async function oneAlone(workbench: Workbench): Promise<void> {
  const { debug, panes } = workbench;
  await showOnly(workbench, ["Call Stack", "Processes"]);
  await panes.menu("Call Stack", "2 right", "Let Only This One Run");
  await debug.running();
  await debug.press("Pause");
  await debug.stopped();
  await panes.until("Processes", "the other one held", (rows) => rows.some(({ text }) => /^1 left.*held/.test(text)));
  await showOnly(workbench, ["Processes"]);
}

/** Back to the last change of a variable, by its menu; then another step scope, by the status bar. */
async function questions(workbench: Workbench): Promise<void> {
  const { layout, page, palette, panes } = workbench;
  await showOnly(workbench, ["Variables", "Processes"]);
  await goToTick(workbench, 50);
  await panes.expand("Variables", "Shared");
  await panes.menu("Variables", "count", "When Did This Last Change?");
  const changed = await workbench.until(
    "an earlier tick",
    () => tickOf(workbench),
    (tick) => tick >= 0 && tick < 50,
  );
  assert.ok(changed > 30, `the last change at tick ${changed}`);
  await palette.pick("machine tick", () =>
    page.locator(".statusbar-item", { hasText: "step: this thread" }).click({ timeout: 1000 }),
  );
  await workbench.until(
    "the scope in the status bar",
    () => layout.statusBar(),
    (texts) => texts.includes("step: machine tick"),
  );
  await press(workbench, "Step Over", (tick) => tick === changed + 1);
}

const settings = { "debug.internalConsoleOptions": "neverOpen" };

for (const host of ["node", "web"] as const)
  describe(`the buttons with the ${host} extension host`, () => {
    it("do what they say, each of them, and so do the menus", () =>
      drive("buttons", { host, files: { "endless.turno": endless }, settings }, async (workbench) => {
        await everyButton(workbench);
        await questions(workbench);
        await oneAlone(workbench);
        await menus(workbench);
        await workbench.debug.press("Stop");
        await workbench.debug.ended();
        assert.deepEqual(await workbench.debug.toolbar(), []);
      }));
  });
