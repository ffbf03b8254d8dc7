/**
 * The pictures that the README shows are made by the drives: into `docs/images` when `DOCS_IMAGES=1` asks for it, else beside
 * the other screenshots, which git ignores.
 */
import path from "node:path";
import { top } from "../served/places.ts";
import type { Workbench } from "./workbench.ts";

/** Few, so that the repository stays small. */
const IN_DOCS: ReadonlySet<string> = new Set(["producer-consumer", "three-level-queues", "deadlock-light"]);

export async function picture(workbench: Workbench, name: string): Promise<string> {
  // The pointer rests where it shows nothing of its own.
  await workbench.page.mouse.move(1, 1);
  const forDocs = process.env["DOCS_IMAGES"] === "1" && IN_DOCS.has(name);
  return workbench.screenshot(forDocs ? path.join(top, "docs", "images", `${name}.png`) : `${name} ${workbench.host}`);
}
