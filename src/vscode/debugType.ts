/**
 * The debug type `turno`: every session gets an adapter of its own, in this process.
 *
 * Keeps true: the adapter, and with it the compiler and the machine, are loaded when the first session begins: that takes
 * longer than all of activation.
 */
import { debug, DebugAdapterInlineImplementation, type Disposable } from "vscode";
import type { Host } from "./host.ts";
import type { RunTexts } from "./runTexts.ts";
import type { Scenarios } from "./scenarios.ts";

export function provideAdapter(host: Host, scenarios: Scenarios, texts: RunTexts): Disposable {
  return debug.registerDebugAdapterDescriptorFactory("turno", {
    createDebugAdapterDescriptor: async ({ id }) => {
      const { InlineAdapter } = await import("./inlineAdapter.ts");
      return new DebugAdapterInlineImplementation(new InlineAdapter(host.later, scenarios, id, texts));
    },
  });
}
