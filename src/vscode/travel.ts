/**
 * Going to where something happened: where a variable last changed, where a line of the console was printed. The adapter finds
 * it; here is only what a person points at.
 */
import { window, type QuickPickItem, type TextEditor } from "vscode";
import { expressionAt } from "../lsp/expressionAt.ts";
import { ask, askPast } from "./ask.ts";
import { translate } from "./words.ts";

/** What VS Code hands to an entry of the menu of a variable; of a watch it has no container. */
interface VariableArgument {
  readonly container?: { readonly variablesReference?: number };
  readonly variable?: { readonly name?: string; readonly evaluateName?: string };
}

/** What the caret is on, or what is selected. */
function pointedAt(editor: TextEditor | undefined): string | undefined {
  if (editor === undefined) return undefined;
  const { document, selection } = editor;
  if (!selection.isEmpty) return document.getText(selection);
  const { text } = document.lineAt(selection.active.line);
  const found = expressionAt(text, selection.active.character);
  return found === undefined ? undefined : text.slice(found.from, found.to);
}

/** Whether a container of variables is one of the present stop. */
async function isThere(variablesReference: number): Promise<boolean> {
  const answer = await ask<{ variables: readonly unknown[] }>("variables", { variablesReference });
  return answer !== undefined && answer.variables.length > 0;
}

/** How the adapter finds a variable: in its container, or by its expression. */
async function named({ container, variable }: VariableArgument): Promise<object> {
  const { name, evaluateName } = variable ?? {};
  const { variablesReference } = container ?? {};
  if (variablesReference === undefined) return { name: evaluateName ?? name };
  // What is shown may still be that of the stop before, whose containers are gone: an expression means the same now.
  const isGone = !(await isThere(variablesReference));
  return isGone && evaluateName !== undefined ? { name: evaluateName } : { name, variablesReference };
}

/** Back to where a variable of the variables view or a watch, or what the caret is on, last changed. */
export async function goToLastChange(argument: unknown): Promise<void> {
  const given = (argument ?? {}) as VariableArgument;
  if (given.variable?.name !== undefined) {
    await askPast("turno/lastChange", await named(given));
    return;
  }
  const pointed = pointedAt(window.activeTextEditor);
  const name =
    pointed ??
    (await window.showInputBox({
      title: translate("When Did This Last Change?"),
      placeHolder: "p.count",
      prompt: translate("A variable, a register or a field of a PCB."),
    }));
  if (name !== undefined && name !== "") await askPast("turno/lastChange", { name });
}

interface ConsoleLine {
  readonly number: number;
  readonly tick: number;
  readonly text: string;
  readonly line?: number;
}

interface LinePick extends QuickPickItem {
  readonly number: number;
}

/** To where one of the last lines of the console was printed, the newest first. */
export async function goToPrintedLine(): Promise<void> {
  const answer = await ask<{ lines: readonly ConsoleLine[] }>("turno/consoleLines");
  if (answer === undefined) return;
  const items = answer.lines.toReversed().map(({ number, tick, text, line }): LinePick => ({
    number,
    label: text.trim(),
    description: [translate("tick {0}", tick), line === undefined ? "" : translate("line {0}", line)]
      .filter((part) => part !== "")
      .join(" · "),
  }));
  const picked = await window.showQuickPick(items, {
    title: translate("Go to Where a Line Was Printed"),
    placeHolder: items.length === 0 ? translate("Nothing has been printed yet.") : "",
  });
  if (picked !== undefined) await askPast("turno/goToLine", { number: picked.number });
}
