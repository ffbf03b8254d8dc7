/**
 * The first lesson as a student goes through it, in a window of 1100 × 700: a break on value change finds the update that is lost, the
 * console has kept what was seen, a race names its two accesses, and the lines of `expect` tell what became of them.
 */
import assert from "node:assert/strict";
import { picture } from "./pictures.ts";
import { showOnly } from "./starting.ts";
import { drive, type Workbench } from "./workbench.ts";

const LOST = "2 q writes count: 3 → 3, at tick 40, same value: the update of p since tick 35 is lost";

async function told(workbench: Workbench, what: string): Promise<void> {
  await workbench.until(
    what,
    () => workbench.debug.console(),
    (lines) => lines.some((line) => line.includes(what)),
  );
}

async function showConsole({ palette, page }: Workbench): Promise<void> {
  await palette.run("Debug Console: Focus on Debug Console View");
  await page.locator(".repl-input-wrapper").waitFor();
}

/** What the gutter shows beside the text: the images, by the lines that they stand at. */
async function gutter({ page }: Workbench): Promise<number[]> {
  return page.evaluate(() => {
    const editor = document.querySelector(".editor-group-container.active .monaco-editor");
    const topOf = (element: Element): number => Math.round(element.getBoundingClientRect().top);
    const isImage = (element: Element): boolean => getComputedStyle(element).backgroundImage.includes("image/svg+xml");
    const signs = [...(editor?.querySelectorAll(".glyph-margin-widgets *, .margin-view-overlays .cgmr") ?? [])];
    const tops = new Set(signs.filter(isImage).map(topOf));
    const numbers = [...(editor?.querySelectorAll(".margin-view-overlays .line-numbers") ?? [])];
    return numbers.filter((number) => tops.has(topOf(number))).map((number) => Number(number.textContent));
  });
}

async function theLostUpdate(workbench: Workbench): Promise<void> {
  const { debug, editor, layout, panes } = workbench;
  await editor.open("lost-update.turno");
  await debug.startAndStop();
  await showOnly(workbench, ["Variables", "Call Stack"]);
  await panes.expand("Variables", "Shared");
  await panes.menu("Variables", "count", "Break on Value Change");
  await showConsole(workbench);
  for (let k = 0; k < 4; k++) {
    await debug.press("Continue");
    await debug.stoppedAt(16);
    await debug.stopped();
  }
  await told(workbench, LOST);
  await picture(workbench, "lost-update");
  await layout.setTheme("light");
  await picture(workbench, "lost-update-light");
  await layout.setTheme("dark");
  // The same, from the other side.
  await debug.press("Reverse");
  await told(workbench, "Reverse: 1 p writes count: 2 → 3, at tick 37");
}

async function theConsole(workbench: Workbench): Promise<void> {
  const { debug, page } = workbench;
  const lines = await debug.console();
  assert.ok(
    lines.some((line) => line.includes("Turno: type an expression")),
    lines.join("\n"),
  );
  await page.locator(".repl-input-wrapper .monaco-editor").click();
  await page.keyboard.type(":go");
  await workbench.until(
    "the commands that begin so",
    () => page.locator(".suggest-widget.visible .monaco-list-row").allInnerTexts(),
    (rows) => rows.some((row) => row.includes(":goto")),
  );
  await picture(workbench, "console-completion");
  await workbench.keys("Escape", "Escape", "Control+A", "Delete");
  await debug.evaluate("help");
  await told(workbench, "goes to a tick, of the past or to come");
  await debug.evaluate(":changed count");
  await told(workbench, "Reverse: 2 q writes count: 1 → 2");
  for (const next of ["Reverse: 1 p writes count: 0 → 1", "This is the first change of count"]) {
    await debug.evaluate(":changed count");
    await told(workbench, next);
  }
  await picture(workbench, "first-change");
}

async function theRace(workbench: Workbench): Promise<void> {
  const { debug, page, palette } = workbench;
  await palette.run("Remove All Breakpoints");
  await showOnly(workbench, ["Breakpoints"]);
  await page
    .locator(".debug-breakpoints .monaco-list-row", { hasText: "Data race" })
    .locator("input, .monaco-checkbox")
    .first()
    .click();
  await debug.press("Continue");
  await debug.stoppedAt(16);
  await debug.press("Continue");
  const box = page.locator(".zone-widget.exception-widget-container, .exception-widget");
  await workbench.until(
    "the second race",
    () => box.first().innerText(),
    (text) => text.includes("2 q writes count at line 16, tick 18"),
  );
  await debug.stoppedAt(16);
  await picture(workbench, "race");
}

/** The last one does not hold. */
const hopes = `machine { scheduler: round_robin(quantum: 3) }
shared count = 0
program adder() {
  for i = 1 .. 9 { count = count + 1 }
}
process p = adder()
process q = adder()
expect {
  terminates
  always count >= 0
  finally count == 18
}
`;

async function theFailure(workbench: Workbench): Promise<void> {
  await workbench.editor.open("hopes.turno");
  await workbench.keys("Control+F5");
  await told(workbench, "✗ finally count == 18 (line 11)");
  await workbench.until(
    "a mark beside each expectation",
    () => gutter(workbench),
    (lines) => lines.join() === "9,10,11",
  );
  await picture(workbench, "verdict-fails");
  await workbench.layout.setTheme("light");
  await picture(workbench, "verdict-fails-light");
}

async function theVerdict(workbench: Workbench): Promise<void> {
  const { debug, editor, layout, page } = workbench;
  await debug.press("Stop");
  await debug.ended();
  assert.deepEqual(await gutter(workbench), []);
  await workbench.keys("Control+F5");
  await told(workbench, "✓ finally count < 2 * TIMES");
  await debug.ended();
  await editor.goto(28);
  await workbench.until(
    "a mark beside each expectation",
    () => gutter(workbench),
    (lines) => lines.join() === "24,25,26",
  );
  await picture(workbench, "verdict");
  for (const theme of ["light", "high contrast dark", "high contrast light", "dark"] as const) {
    await layout.setTheme(theme);
    await workbench.until(
      "the marks in their colours",
      () => gutter(workbench),
      (lines) => lines.length === 3,
    );
    await picture(workbench, `verdict ${theme}`);
  }
  await editor.goto(1);
  await page.keyboard.insertText("// ");
  await workbench.until(
    "no mark of another text",
    () => gutter(workbench),
    (lines) => lines.length === 0,
  );
  await workbench.keys("Control+Z");
}

const size = { width: 1100, height: 700 };

for (const host of ["node", "web"] as const)
  describe(`the lesson of the lost update with the ${host} extension host`, () => {
    it("is learnt from what the debugger says", () =>
      drive("lesson", { host, size, files: { "hopes.turno": hopes } }, async (workbench) => {
        for (const part of [theLostUpdate, theConsole, theRace, theVerdict, theFailure]) await part(workbench);
      }));
  });
