/**
 * A person's first session, by keys and eyes: F5 on the producer and the consumer, steps, the process control block, the
 * trees, a context switch, in light and dark; then many processes in a narrow side bar, and a scenario with an error.
 */
import assert from "node:assert/strict";
import { picture } from "./pictures.ts";
import { broken, crowd } from "./scenarios.ts";
import { endAndOpen, startWith } from "./starting.ts";
import { drive, type Workbench } from "./workbench.ts";

const sample = "producer-consumer.turno";

async function firstSession(workbench: Workbench): Promise<void> {
  const { debug, editor, layout, panes } = workbench;
  await editor.open(sample);
  await startWith(workbench, ["Variables", "Call Stack", "Processes", "Queues"]);
  const stopped = await workbench.until(
    "a stop in a line",
    () => editor.stoppedLine(),
    (line) => line !== undefined,
  );
  await panes.until(
    "Processes",
    "init, the producer and the consumer",
    ([first, ...others]) => first?.text.includes("init") === true && others.length >= 2,
  );
  const buttons = (await debug.toolbar()).map(({ label }) => label);
  assert.ok(buttons.includes("Step Tick") && buttons.includes("Next Context Switch"), buttons.join(", "));

  await panes.expand("Variables", "Data section");
  await panes.expand("Variables", "Shared");
  await workbench.keys("F10");
  await workbench.until(
    "another line",
    () => editor.stoppedLine(),
    (line) => line !== undefined && line !== stopped,
  );
  await panes.until("Queues", "the CPU and the ready queue", (rows) =>
    rows.some(({ text }) => text.startsWith("CPU 0")),
  );
  await debug.press("Next Context Switch");
  await debug.stopped();
  await panes.until("Call Stack", "the switch", (rows) => rows.some(({ text }) => /context switch/i.test(text)));
  // The focus stays with the person's thread, until another one is clicked.
  const rows = await panes.until("Processes", "the other process", (all) =>
    ["ready", "running"].every((state) =>
      all.some(({ text, selected }) => selected === (state === "ready") && text.includes(state)),
    ),
  );
  await (await panes.row("Processes", rows.find(({ text }) => text.includes("running"))!.text)).click();
  await panes.until("Queues", "who was switched from", (rows) => rows.some(({ text }) => text.startsWith("1. 1 ")));
  await workbench.until(
    "values in the line",
    () => editor.lines(),
    (lines) => lines.some(({ stopped: isHere, text }) => isHere && text.includes("taken = 0 taken = 0")),
  );
  // VS Code does not always keep open for one thread what was opened for another.
  await panes.expand("Variables", "Data section");
  await panes.expand("Variables", "Shared");
  await workbench.until(
    "the consumer's variables",
    () => debug.variables(),
    (rows) => rows.some(({ name }) => name === "taken"),
  );
  await picture(workbench, "producer-consumer");
  await layout.setTheme("light");
  await picture(workbench, "producer-consumer-light");
}

async function controlBlock(workbench: Workbench): Promise<void> {
  const { editor, layout, panes } = workbench;
  await editor.open(sample);
  await startWith(workbench, ["Variables"]);
  await panes.expand("Variables", "PCB");
  const groups = await workbench.until(
    "the seven groups",
    async () => {
      const scopes = await panes.values("Variables");
      return scopes.slice(scopes.findIndex(({ name }) => name === "PCB") + 1).filter(({ level }) => level === 2);
    },
    (found) => found.length >= 7,
  );
  for (const { name } of groups.slice(-7)) await panes.expand("Variables", name);
  await workbench.until(
    "the fields of all groups",
    () => panes.values("Variables"),
    (rows) => rows.filter(({ level }) => level === 3).length > 30,
  );
  await picture(workbench, "all-groups-of-the-control-block");
  await layout.setTheme("high contrast dark");
  await picture(workbench, "all-groups-of-the-control-block-contrast");
}

/** A click on a process looks at its thread: the call stack and the editor follow. */
async function otherProcess(workbench: Workbench): Promise<void> {
  const { editor, panes } = workbench;
  const before = await editor.stoppedLine();
  const ready = (await panes.rows("Processes")).find(({ text }) => text.includes("ready"));
  assert.ok(ready !== undefined, "a process that does not run");
  await (await panes.row("Processes", ready.text)).click();
  await workbench.until(
    "another line",
    () => editor.stoppedLine(),
    (line) => line !== undefined && line !== before,
  );
}

async function manyProcesses(workbench: Workbench): Promise<void> {
  const { debug, editor, layout, panes } = workbench;
  await editor.open("crowd.turno");
  await startWith(workbench, ["Processes", "Queues"]);
  await layout.setSideBarWidth(220);
  await debug.press("Next Context Switch");
  await debug.stopped();
  await panes.until("Processes", "the one that was switched to", (rows) =>
    rows.some(({ text }) => /^3 worker_3 ?running/.test(text)),
  );
  await panes.until("Processes", "as many as there is room for", (rows) => rows.length > 10);
  await picture(workbench, "hundred-processes");
}

async function refusal(workbench: Workbench): Promise<void> {
  const { debug, page, palette } = workbench;
  await workbench.keys("F5");
  // A VS Code that is driven shows no messages of its own accord; all of them are in its list.
  await page.locator("#status\\.notifications .codicon-bell-dot").waitFor();
  await palette.run("Notifications: Show Notifications");
  const messages = (): Promise<string[]> => page.locator(".notification-list-item-message").allTextContents();
  const [message] = await workbench.until("a refusal", messages, (all) => all.some((text) => text.includes("broken")));
  assert.match(message ?? "", /broken\.turno has \d* ?errors?/);
  assert.deepEqual(await debug.toolbar(), [], "nothing started");
  await picture(workbench, "refusal");
}

/** The console would take half of the pictures. */
const settings = { "debug.internalConsoleOptions": "neverOpen" };

/** Small enough to be read in a README. */
const size = { width: 1280, height: 860 };

/** Enough for every field of a process control block. */
const tall = { width: 1100, height: 2400 };

const files = { "crowd.turno": crowd(100), "broken.turno": broken };

for (const host of ["node", "web"] as const)
  describe(`debugging with the ${host} extension host`, () => {
    it("steps a producer and a consumer, and looks at the process that is clicked", () =>
      drive("debug", { host, settings, size }, async (workbench) => {
        await firstSession(workbench);
        await otherProcess(workbench);
      }));
    it("opens the process control block", () =>
      drive("pcb", { host, theme: "light", settings, size: tall }, controlBlock));
    it("bears a hundred processes in a narrow side bar; refuses a scenario with errors, and says where they are", () =>
      drive("crowd", { host, files, settings }, async (workbench) => {
        await manyProcesses(workbench);
        await endAndOpen(workbench, "broken.turno");
        await refusal(workbench);
      }));
  });
