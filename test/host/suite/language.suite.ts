/** The language server, in a process or a worker, through VS Code's own commands. */
import * as vscode from "vscode";
import { equal, holds } from "./expect.ts";
import { startPulse } from "./pulse.ts";
import { say } from "./report.ts";
import { findings, show } from "./support.ts";

const scenario = `// Adds up.
shared total = 0
program adder(times) {
  var done = 0
  while done < times {
    total = total + 1
    compute(2)
    done = done + 1
  }
}
process a = adder(3)
`;

const long = Array.from(
  { length: 1000 },
  (_none, n) => `program p${n}(times) {\n  var x = ${n}\n  while x < times { x = x + 1 }\n  compute(x)\n}`,
).join("\n");

describe("the language", () => {
  it("is checked while it is typed", async () => {
    const editor = await show("typed.turno", scenario);
    const { uri } = editor.document;
    await editor.edit((edit) => edit.insert(new vscode.Position(5, 4), "totl = 1\n    "));
    const [wrong] = await findings(uri, (all) => all.some((each) => each.range.start.line === 5));
    equal(wrong?.severity, vscode.DiagnosticSeverity.Error, "severity");
    holds(typeof wrong?.code === "string" && /^TURNO\d+$/.test(wrong.code), "a stable code");
    await vscode.commands.executeCommand("undo");
    await findings(uri, (all) => all.every((each) => each.severity !== vscode.DiagnosticSeverity.Error));
  });

  it("has an outline, hovers, definitions and proposals", async () => {
    const { document } = await show("outline.turno", scenario);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    equal(
      symbols.map((each) => each.name),
      ["total", "adder", "a"],
      "the outline",
    );
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      new vscode.Position(6, 6),
    );
    const [words] = hover?.contents ?? [];
    holds(words instanceof vscode.MarkdownString && words.value.includes("Holds the CPU"), "a hover on compute");
    const [definition] = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      "vscode.executeDefinitionProvider",
      document.uri,
      new vscode.Position(5, 5),
    );
    holds(definition, "a definition of total");
    const range = "range" in definition ? definition.range : definition.targetRange;
    equal(range.start.line, 1, "the line of the definition");
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      new vscode.Position(7, 4),
    );
    holds(
      items.some((item) => item.label === "compute"),
      "compute among the proposals",
    );
  });

  it("does not hold up VS Code in a file of 5,000 lines", async () => {
    const editor = await show("long.turno", `${long}\nvar wrong\n`);
    const pulse = startPulse();
    const start = performance.now();
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "// x\n"));
    await findings(editor.document.uri, (all) => all.some((each) => each.range.start.line === 5001));
    say(`5,000 lines: findings after ${Math.round(performance.now() - start)} ms; longest hold-up ${pulse.stop()} ms`);
  });
});
