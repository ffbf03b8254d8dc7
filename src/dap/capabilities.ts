/**
 * What the adapter tells a client that it can do: no more than it does, in the language of the client.
 */
import type { Words } from "../base/words.ts";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { breakpointModes, exceptionFilters } from "./breakpoints.ts";

export function capabilitiesIn(words: Words): DebugProtocol.Capabilities {
  return {
    supportsConfigurationDoneRequest: true,
    supportsConditionalBreakpoints: true,
    supportsHitConditionalBreakpoints: true,
    supportsLogPoints: true,
    supportsBreakpointLocationsRequest: true,
    supportsFunctionBreakpoints: true,
    supportsInstructionBreakpoints: true,
    supportsDataBreakpoints: true,
    supportsDataBreakpointBytes: true,
    breakpointModes: breakpointModes(words),
    supportsExceptionFilterOptions: true,
    exceptionBreakpointFilters: exceptionFilters(words),
    supportsExceptionInfoRequest: true,
    supportsSteppingGranularity: true,
    supportsStepBack: true,
    supportsRestartFrame: true,
    supportsGotoTargetsRequest: true,
    supportsStepInTargetsRequest: true,
    supportsDelayedStackTraceLoading: true,
    supportsModulesRequest: true,
    supportsValueFormattingOptions: true,
    supportsSingleThreadExecutionRequests: true,
    supportsEvaluateForHovers: true,
    supportsClipboardContext: true,
    supportsCompletionsRequest: true,
    completionTriggerCharacters: [".", ":"],
    supportsSetVariable: true,
    supportsSetExpression: true,
    supportsDisassembleRequest: true,
    supportsReadMemoryRequest: true,
    supportsWriteMemoryRequest: true,
    supportsRestartRequest: true,
    supportsCancelRequest: true,
    supportsTerminateRequest: true,
    supportsTerminateThreadsRequest: true,
  };
}

/** What is told once a scenario is known to have several files: for one, a list of its sources would only take room. */
export const SEVERAL_SOURCES: DebugProtocol.Capabilities = { supportsLoadedSourcesRequest: true };
