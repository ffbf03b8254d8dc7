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
  await startWith(workbench, ["Processes"]);
  await goToTick(workbench, 60);
  const rows = await panes.until("Processes", "eight processes", (all) => all.length >= 9);
  assert.equal(Math.max(...rows.map(({ level }) => level)), 5, "great-grandchildren");
  assert.equal(rows.filter(({ text }) => /^\d+ ancestor/.test(text)).length, 8);
  await picture(workbench, "cascade-of-forks");
}

async function queues(workbench: Workbench): Promise<void> {
  const { layout, panes } = workbench;
  await endAndOpen(workbench, "levels.turno");
  await startWith(workbench, ["Queues"]);
  await goToTick(workbench, 40);
  const rows = await panes.until("Queues", "the levels", (all) => all.some(({ text }) => text.includes("level 2")));
  const texts = rows.map(({ text }) => text);
  for (const begins of ["Still to arrive", "Job queue", "CPU 0", "CPU 1", "Ready queue, level 0", "Device disk"])
    assert.ok(
      texts.some((text) => text.startsWith(begins)),
      `${begins} in ${texts.join("; ")}`,
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
  const rows = await panes.rows("Locks");
  assert.equal(rows.filter(({ text }) => text.includes("in the cycle")).length, 5);
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
  const rows = await panes.until("Mailboxes", "a box with messages", (all) => all.length > 1);
  assert.ok(
    rows.some(({ text }) => / \/ \d+ /.test(text)),
    "count and capacity",
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
