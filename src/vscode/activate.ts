/**
 * What the extension does when VS Code activates it, on the desktop and in the browser alike. The entry files differ
 * only in what they hand to it. Everything made here is disposed of by the context.
 */
import type { ExtensionContext } from "vscode";

export const activateTurno = (_context: ExtensionContext): void => {};
