/** The extension is there, sleeps until a `.turno` file is opened, and then wakes, in either host. */
import * as vscode from "vscode";
import { equal, holds } from "./expect.ts";
import { say } from "./report.ts";

const extensionId = "turno.turno";

describe("the extension", () => {
  it("wakes when a .turno file is opened, and not before", async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    holds(extension, `${extensionId} to be installed`);
    equal(extension.isActive, false, "active before it is needed");
    const folder = vscode.workspace.workspaceFolders?.[0];
    holds(folder, "a folder to be open");

    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, "smoke.turno"));
    const start = performance.now();
    await extension.activate();
    say(`activation: ${Math.round(performance.now() - start)} ms`);

    equal(document.languageId, "turno", "language");
    equal(extension.isActive, true, "active");
  });
});
