/**
 * A VS Code that is served to a browser, with either extension host, and Turno in it. Tests, drives and `npm start` all
 * begin here. Whoever serves also stops.
 */
import { serveNode } from "./node.ts";
import { serveWeb } from "./web.ts";

/** Which extension host runs the extension: a Node process, as on the desktop, or a web worker. */
export type Host = "node" | "web";

export interface ServeOptions {
  /** The folder that is opened. */
  folder: string;
  /** The extension from its sources' folder, or installed from a VSIX (Node host only). */
  extension: { development: string } | { vsix: string };
  /** A test bundle for the host to run as soon as it is up. */
  suite?: string;
  /** Where the server keeps its own data (Node host only). */
  dataFolder: string;
  port?: number;
}

export interface Served {
  readonly host: Host;
  readonly url: string;
  /** The path of the opened folder in the eyes of VS Code. */
  readonly root: string;
  stop(): Promise<void>;
}

export function serve(host: Host, options: ServeOptions): Promise<Served> {
  return host === "node" ? serveNode(options) : serveWeb(options);
}
