/** The desktop's entry: the extension host is a Node process. Only what needs Node differs from `extension.web.ts`. */
import type { ExtensionContext } from "vscode";
import { activateTurno } from "./activate.ts";

export function activate(context: ExtensionContext): void {
  activateTurno(context, {
    later: (work) => void setImmediate(work),
    createLanguageClient: async (...given) => (await import("./languageClient.node.ts")).createNodeClient(...given),
  });
}
