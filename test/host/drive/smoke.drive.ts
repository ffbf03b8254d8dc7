/** In both hosts a `.turno` file opens as Turno, and the window obeys the hand: palette, caret, theme, side bar. */
import assert from "node:assert/strict";
import { drive, type Workbench } from "./workbench.ts";

const files = { "smoke.turno": "first line\nsecond line\nthird line\n" };

async function opensAsTurno({ editor, layout }: Workbench): Promise<void> {
  await editor.open("smoke.turno");
  assert.equal(await editor.language(), "Turno");
  await editor.goto(2, 3);
  assert.deepEqual(await editor.caret(), { line: 2, column: 3 });
  assert.deepEqual(
    (await editor.lines()).map(({ text }) => text),
    ["first line", "second line", "third line", ""],
  );
  await layout.setTheme("light");
  await layout.setSideBarWidth(420);
  assert.ok((await layout.statusBar()).includes("Turno"));
}

for (const host of ["node", "web"] as const)
  describe(`VS Code with the ${host} extension host`, () => {
    it("opens a .turno file as Turno", () => drive("smoke", { host, files }, opensAsTurno));
  });
