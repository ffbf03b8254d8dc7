/** The extension's own texts in the person's language: English in the code, the others in l10n/. */
import { l10n } from "vscode";
import type { Translate } from "../views/row.ts";

export const translate: Translate = (message, ...values) => l10n.t(message, ...values);
