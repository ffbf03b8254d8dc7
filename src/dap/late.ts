/**
 * Questions that come when the session is over: a client asks for what it is about to show before it has heard of the end, most
 * of all where a run without debugging is done in a moment. They are answered with nothing, because an error would be shown to
 * a person who has asked for nothing; what a person does asks for more than that, and is refused.
 */
import { phrase, type Words } from "../base/words.ts";
import type { DebugProtocol } from "@vscode/debugprotocol";

const NOTHING = phrase("The session is over.");

type Late = (args: object, words: Words) => unknown;

/** One answer for each breakpoint that was to be set. */
const unset: Late = (args, words) => {
  const {
    breakpoints = [],
    filters = [],
    filterOptions = [],
  } = args as Partial<DebugProtocol.SetBreakpointsArguments & DebugProtocol.SetExceptionBreakpointsArguments>;
  return {
    breakpoints: [...breakpoints, ...filters, ...filterOptions].map(() => ({
      verified: false,
      message: words(NOTHING),
    })),
  };
};

export const LATE: Readonly<Record<string, Late>> = {
  threads: () => ({ threads: [] }),
  stackTrace: () => ({ stackFrames: [], totalFrames: 0 }),
  scopes: () => ({ scopes: [] }),
  variables: () => ({ variables: [] }),
  modules: () => ({ modules: [], totalModules: 0 }),
  loadedSources: () => ({ sources: [] }),
  completions: () => ({ targets: [] }),
  gotoTargets: () => ({ targets: [] }),
  stepInTargets: () => ({ targets: [] }),
  disassemble: () => ({ instructions: [] }),
  breakpointLocations: () => ({ breakpoints: [] }),
  dataBreakpointInfo: (_args, words) => ({ dataId: null, description: words(NOTHING) }),
  setBreakpoints: unset,
  setFunctionBreakpoints: unset,
  setInstructionBreakpoints: unset,
  setDataBreakpoints: unset,
  setExceptionBreakpoints: unset,
  configurationDone: () => undefined,
  pause: () => undefined,
};
