/**
 * What is released works as installed: the VSIX, packaged now, wakes in a VS Code that has nothing else of the project.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { top } from "../served/places.ts";
import { drive } from "./workbench.ts";

function packaged(): string {
  const made = execFileSync("npm", ["run", "--silent", "package"], {
    cwd: top,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const file = readdirSync(path.join(top, "dist")).find((name) => name.endsWith(".vsix"));
  if (file === undefined) throw new Error(`No VSIX was made:\n${made}`);
  const vsix = path.join(top, "dist", file);
  // The list of what is in it stands in the archive as it is.
  assert.ok(
    readFileSync(vsix).includes("extension/dist/ThirdPartyNotices.txt"),
    "the notices of third parties are in it",
  );
  return vsix;
}

/** Tall, so that the list of running extensions is drawn whole. */
const size = { width: 1200, height: 3000 };

describe("the VSIX", () => {
  it("activates as installed", () =>
    drive("vsix", { host: "node", vsix: packaged(), files: { "smoke.turno": "x\n" }, size }, async (workbench) => {
      const { editor, palette, page } = workbench;
      await editor.open("smoke.turno");
      assert.equal(await editor.language(), "Turno");
      await palette.run("Developer: Show Running Extensions");
      const row = page.locator(".runtime-extensions-editor .monaco-list-row", { hasText: "Turno" }).first();
      await workbench.until(
        "Turno among the running extensions",
        () => row.innerText(),
        (text) => /Activat\w+.*\d+ ?ms/s.test(text),
      );
      console.log(`      ${(await row.innerText()).replace(/\s+/g, " ")}`);
    }));
});
