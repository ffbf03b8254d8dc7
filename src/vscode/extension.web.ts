/** The browser's entry: the extension host is a web worker. It must bundle without anything of Node. */
import type { ExtensionContext } from "vscode";
import { activateTurno } from "./activate.ts";

/** A browser's timers wait four milliseconds; a message to oneself does not. */
function laterByMessage(): (work: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return (work) => {
    waiting.push(work);
    port2.postMessage(undefined);
  };
}

export function activate(context: ExtensionContext): void {
  activateTurno(context, {
    later: laterByMessage(),
    createLanguageClient: async (...given) => (await import("./languageClient.web.ts")).createWebClient(...given),
  });
}
