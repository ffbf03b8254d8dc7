/** Goroutines by eyes: under their process with the Ms that carry them, and in the run queues of their Ps. */
import { picture } from "./pictures.ts";
import { press } from "./starting.ts";
import { drive, type Workbench } from "./workbench.ts";

async function goroutines(workbench: Workbench): Promise<void> {
  const { debug, editor, layout, panes } = workbench;
  await editor.open("goroutine-stealing.turno");
  await debug.startAndStop();
  await layout.showRunAndDebug();
  await layout.showMachine(440);
  await panes.until("Processes", "processes", (rows) => rows.length > 1);
  for (const title of await panes.titles()) await panes.show(title, ["Processes", "Queues"].includes(title));
  for (const tick of [1, 2, 3]) await press(workbench, "Step Tick", (now) => now === tick);
  await panes.until("Processes", "who carries whom", (all) =>
    all.some(({ text }) => /^M2 ?carries 1\.\d+, running on CPU 1/.test(text)),
  );
  await panes.until("Processes", "a goroutine in the queue of its P", (all) =>
    all.some(({ text }) => text.includes("work") && text.includes("queue of P0, 1st")),
  );
  await panes.until("Queues", "the queue of a P", (all) => all.some(({ text }) => text.startsWith("P0 of 1 p")));
  await workbench.until(
    "what was spawned, beside the line",
    () => editor.lines(),
    (lines) => lines.some(({ stopped, text }) => stopped && text.includes("[p.2, p.3")),
  );
  await picture(workbench, "goroutines");
  await layout.setTheme("light");
  await picture(workbench, "goroutines-light");
}

const settings = { "debug.internalConsoleOptions": "neverOpen" };

describe("threads", () => {
  it("shows goroutines with their Ms and Ps", () =>
    drive("threads", { host: "node", settings, size: { width: 1280, height: 900 } }, goroutines));
});
