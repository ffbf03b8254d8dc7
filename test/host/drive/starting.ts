/** The beginning of most drives: a scenario under the debugger, and the side bar with only some of its sections open. */
import type { Workbench } from "./workbench.ts";

/** Shows the debugger's side bar with only these sections open. */
export async function showOnly({ layout, panes }: Workbench, open: readonly string[]): Promise<void> {
  await layout.showRunAndDebug();
  for (const title of await panes.titles()) await panes.show(title, open.includes(title));
}

/** Starts the file in front with F5. */
export async function startWith(workbench: Workbench, open: readonly string[]): Promise<void> {
  const elapsed = await workbench.debug.startAndStop();
  console.log(`      F5 to the first stop, seen in the window: ${elapsed} ms`);
  await workbench.layout.showRunAndDebug();
  await workbench.panes.until("Processes", "processes", (rows) => rows.length > 1);
  await showOnly(workbench, open);
}

/** By the button and its box. */
export async function goToTick(workbench: Workbench, tick: number): Promise<void> {
  const { debug, layout, palette } = workbench;
  await palette.answer(String(tick), () => debug.press("Go to Tick…"));
  await workbench.until(
    `tick ${tick}`,
    () => layout.statusBar(),
    (texts) => texts.some((text) => text.startsWith(`tick ${tick} `)),
  );
  await debug.stopped();
}

/** Ends the session and opens another file. */
export async function endAndOpen({ debug, editor }: Workbench, file: string): Promise<void> {
  await debug.press("Stop");
  await debug.ended();
  await editor.open(file);
}
