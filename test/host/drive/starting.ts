/** The steps that most drives share: a scenario under the debugger, the sections of the side bar, ways through time. */
import type { Workbench } from "./workbench.ts";

/** Shows the debugger's side bar with only these sections open. */
export async function showOnly({ layout, panes }: Workbench, open: readonly string[]): Promise<void> {
  await layout.showRunAndDebug();
  for (const title of await panes.titles()) await panes.show(title, open.includes(title));
}

/** Starts the file in front with F5; the panel of the machine is at least so high. */
export async function startWith(workbench: Workbench, open: readonly string[], leastPanel = 0): Promise<void> {
  const elapsed = await workbench.debug.startAndStop();
  console.log(`      F5 to the first stop, seen in the window: ${elapsed} ms`);
  await workbench.layout.showRunAndDebug();
  await workbench.layout.showMachine(leastPanel);
  await workbench.panes.until("Processes", "processes", (rows) => rows.length > 1);
  await showOnly(workbench, open);
}

/** The tick in the status bar. */
export async function tickOf({ layout }: Workbench): Promise<number> {
  const found = (await layout.statusBar())
    .map((text) => /^tick (\d+) /.exec(text)?.[1])
    .find((tick) => tick !== undefined);
  return Number(found ?? -1);
}

/** Presses a button and waits until the tick is as it must be. */
export async function press(workbench: Workbench, label: string, holds: (tick: number) => boolean): Promise<void> {
  await workbench.debug.press(label);
  await workbench.until(`the tick after ${label}`, () => tickOf(workbench), holds);
  await workbench.debug.stopped();
}

/** The clock in the status bar, which asks for a tick. */
export async function clickTick({ page }: Workbench): Promise<void> {
  await page.locator(".statusbar-item", { hasText: /^\s*tick \d+/ }).click({ timeout: 1000 });
}

/** By the clock and its box. */
export async function goToTick(workbench: Workbench, tick: number): Promise<void> {
  const { debug, palette } = workbench;
  await palette.answer(String(tick), () => clickTick(workbench));
  await workbench.until(
    `tick ${tick}`,
    () => tickOf(workbench),
    (now) => now === tick,
  );
  await debug.stopped();
}

/** Ends the session and opens another file. */
export async function endAndOpen({ debug, editor }: Workbench, file: string): Promise<void> {
  await debug.press("Stop");
  await debug.ended();
  await editor.open(file);
}
