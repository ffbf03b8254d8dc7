/** The extension's own texts in the person's language: English in the code, the others in l10n/. */
import { l10n } from "vscode";
import { toldIn } from "../views/machineWords.ts";
import type { Translate } from "../views/row.ts";

export const translate: Translate = (message, ...values) => l10n.t(message, ...values);

/** What the debugger says of the machine: it says it in English. */
export const told = (text: string): string => (l10n.bundle === undefined ? text : toldIn(text, translate));
