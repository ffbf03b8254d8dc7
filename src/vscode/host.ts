/**
 * What the two extension hosts, a Node process and a web worker, do differently: everything else in this folder is written
 * once for both. The entry files hand a host to `activateTurno`.
 */
import type { ExtensionContext } from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";

export interface Host {
  /** Does the work in a later turn of the event loop, after the messages that already wait. */
  readonly later: (work: () => void) => void;
  /** Makes a client with its language server, which runs outside the extension host's own thread. */
  readonly createLanguageClient: (
    context: ExtensionContext,
    options: LanguageClientOptions,
  ) => Promise<BaseLanguageClient>;
}
