/**
 * The trees of the machine as a person sees them: a cascade of forks, the queues of a three-level feedback scheduler, a
 * deadlock, messages in mailboxes, choices by hand; in light, dark and a narrow side bar.
 */
import assert from "node:assert/strict";
import { picture } from "./pictures.ts";
import { byHand, forks, levels } from "./scenarios.ts";
import { endAndOpen, goToTick, showOnly, startWith } from "./starting.ts";
import { drive, type Workbench } from "./workbench.ts";

async function cascade(workbench: Workbench): Promise<void> {
  const { editor, panes } = workbench;
  await editor.open("forks.turno");
  await startWith(workbench, ["Processes"], 520);
  await goToTick(workbench, 60);
  await panes.until(
    "Processes",
    "eight processes, great-grandchildren among them",
    (all) =>
      Math.max(...all.map(({ level }) => level)) === 5 &&
      all.filter(({ text }) => /^\d+ ancestor/.test(text)).length === 8,
  );
  await picture(workbench, "cascade-of-forks");
}

async function queues(workbench: Workbench): Promise<void> {
  const { layout, panes } = workbench;
  await endAndOpen(workbench, "levels.turno");
  await startWith(workbench, ["Queues"]);
  await goToTick(workbench, 40);
  const wanted = ["Still to arrive", "Job queue", "CPU 0", "CPU 1", "Ready queue, level 0", "Ready queue, level 2"];
  await panes.until("Queues", "the levels", (all) =>
    [...wanted, "Device disk"].every((begins) => all.some(({ text }) => text.startsWith(begins))),
  );
  await picture(workbench, "three-level-queues");
  await showOnly(workbench, ["Processes", "Queues"]);
  await panes.until("Processes", "threads of a library", (all) => all.some(({ text }) => text.startsWith("4.2 part")));
  await layout.setTheme("light");
  await layout.setSideBarWidth(220);
  await picture(workbench, "three-level-queues-narrow-light");
  await layout.setSideBarWidth(300);
}

async function deadlock(workbench: Workbench): Promise<void> {
  const { debug, layout, panes } = workbench;
  await endAndOpen(workbench, "philosophers-broken.turno");
  await startWith(workbench, ["Locks"]);
  await debug.press("Continue");
  await panes.until("Locks", "the deadlock", (all) => all.some(({ text }) => text.includes("deadlock of 5 threads")));
  await panes.until(
    "Locks",
    "its five edges",
    (all) => all.filter(({ text }) => text.includes("in the cycle")).length === 5,
  );
  await picture(workbench, "deadlock-light");
  await layout.setTheme("dark");
}

async function mailboxes(workbench: Workbench): Promise<void> {
  const { debug, panes } = workbench;
  await endAndOpen(workbench, "buffer-mailbox.turno");
  await startWith(workbench, ["Mailboxes", "Processes"]);
  await debug.press("Next Context Switch");
  await debug.stopped();
  await goToTick(workbench, 60);
  await panes.until(
    "Mailboxes",
    "a box with messages, its count and capacity",
    (all) => all.length > 1 && all.some(({ text }) => / \/ \d+ /.test(text)),
  );
  await picture(workbench, "mailboxes");
}

async function choices(workbench: Workbench): Promise<void> {
  const { debug, palette, panes } = workbench;
  await endAndOpen(workbench, "by-hand.turno");
  await workbench.keys("F5");
  assert.deepEqual(await palette.entries(), ["1 first", "2 second", "3 third"]);
  await picture(workbench, "who-runs");
  await palette.pick("3 third");
  await debug.stopped();
  await workbench.layout.showMachine();
  await panes.until("Processes", "the one that was picked", (all) =>
    all.some(({ text }) => /^3 third ?running/.test(text)),
  );
}

const settings = { "debug.internalConsoleOptions": "neverOpen" };
const files = { "forks.turno": forks, "levels.turno": levels, "by-hand.turno": byHand };

for (const host of ["node", "web"] as const)
  describe(`the trees with the ${host} extension host`, () => {
    it("show forks, queues, deadlocks, messages and choices", () =>
      drive("trees", { host, files, settings }, async (workbench) => {
        for (const part of [cascade, queues, deadlock, mailboxes, choices]) await part(workbench);
      }));
  });
