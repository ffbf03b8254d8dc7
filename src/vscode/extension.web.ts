/** The browser's entry: the extension host is a web worker. It must bundle without anything of Node. */
import type { ExtensionContext } from "vscode";
import { activateTurno } from "./activate.ts";

export function activate(context: ExtensionContext): void {
  activateTurno(context);
}
