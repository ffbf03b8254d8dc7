/**
 * What the adapter says that it can do, held to what it does: each capability is honoured, and nothing is done unannounced.
 */
import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { english } from "../../src/base/words.ts";
import { capabilitiesIn, SEVERAL_SOURCES } from "../../src/dap/capabilities.ts";
import { HANDLERS } from "../../src/dap/requests.ts";
import { Client } from "./client.ts";
import { ADDERS } from "./scenarios.ts";

type Capability = keyof DebugProtocol.Capabilities;

/** The requests that a capability announces. */
const REQUESTS: Readonly<Partial<Record<Capability, readonly string[]>>> = {
  supportsConfigurationDoneRequest: ["configurationDone"],
  supportsFunctionBreakpoints: ["setFunctionBreakpoints"],
  supportsStepBack: ["stepBack", "reverseContinue"],
  supportsSetVariable: ["setVariable"],
  supportsRestartFrame: ["restartFrame"],
  supportsGotoTargetsRequest: ["gotoTargets", "goto"],
  supportsStepInTargetsRequest: ["stepInTargets"],
  supportsCompletionsRequest: ["completions"],
  supportsModulesRequest: ["modules"],
  supportsRestartRequest: ["restart"],
  supportsExceptionInfoRequest: ["exceptionInfo"],
  supportsLoadedSourcesRequest: ["loadedSources"],
  supportsTerminateThreadsRequest: ["terminateThreads"],
  supportsSetExpression: ["setExpression"],
  supportsTerminateRequest: ["terminate"],
  supportsDataBreakpoints: ["dataBreakpointInfo", "setDataBreakpoints"],
  supportsReadMemoryRequest: ["readMemory"],
  supportsWriteMemoryRequest: ["writeMemory"],
  supportsDisassembleRequest: ["disassemble"],
  supportsCancelRequest: ["cancel"],
  supportsBreakpointLocationsRequest: ["breakpointLocations"],
  supportsInstructionBreakpoints: ["setInstructionBreakpoints"],
};

/** The requests that every adapter of a launched program has. */
const ALWAYS = [
  "initialize",
  "launch",
  "disconnect",
  "setBreakpoints",
  "setExceptionBreakpoints",
  "continue",
  "next",
  "stepIn",
  "stepOut",
  "pause",
  "threads",
  "stackTrace",
  "scopes",
  "variables",
  "source",
  "evaluate",
  "locations",
];

const ANNOUNCED: DebugProtocol.Capabilities = { ...capabilitiesIn(english), ...SEVERAL_SOURCES };
const SOURCE = { path: "adders.turno" };

/** Begins a session with these breakpoints at lines; the reasons and lines of its first stops. */
async function stopsWith(breakpoints: readonly object[], count: number): Promise<string[]> {
  const client = new Client({ "adders.turno": ADDERS });
  await client.begin("adders.turno", { stopOnEntry: false }, () =>
    client.request("setBreakpoints", { source: SOURCE, breakpoints }),
  );
  const stops: string[] = [];
  for (let k = 0; k < count; k++) {
    const { reason, threadId } = client.stopped;
    stops.push(`${reason} ${(await client.stackLines(threadId))[0]}`);
    await client.request("continue", { threadId });
  }
  return stops;
}

async function begun(): Promise<Client> {
  const client = new Client({ "adders.turno": ADDERS });
  await client.begin("adders.turno");
  return client;
}

interface Evaluated {
  readonly result: string;
}

/** What else a capability promises, tried. */
const TRIED: Readonly<Partial<Record<Capability, () => Promise<void>>>> = {
  supportsConditionalBreakpoints: async () => {
    assert.deepEqual(await stopsWith([{ line: 11, condition: "1 == 2" }], 1), ["pause 0"]);
    assert.deepEqual(await stopsWith([{ line: 11, condition: "1 == 1" }], 1), ["breakpoint 11"]);
  },
  supportsHitConditionalBreakpoints: async () => {
    const all = await stopsWith([{ line: 11 }], 3);
    assert.deepEqual(all, ["breakpoint 11", "breakpoint 11", "breakpoint 11"]);
    assert.equal((await stopsWith([{ line: 11, hitCondition: "> 1000" }], 1))[0], "pause 0");
  },
  supportsLogPoints: async () => {
    const client = new Client({ "adders.turno": ADDERS });
    await client.begin("adders.turno", { stopOnEntry: false }, () =>
      client.request("setBreakpoints", { source: SOURCE, breakpoints: [{ line: 11, logMessage: "here at {tick}" }] }),
    );
    assert.equal(client.stopped.reason, "pause");
    assert.ok(client.events("output").some((body) => /here at \d/.test((body as { output: string }).output)));
  },
  supportsDataBreakpointBytes: async () => {
    const client = await begun();
    const body = await client.request("dataBreakpointInfo", { name: "0x100000", asAddress: true, bytes: 4 });
    assert.notEqual((body as { dataId: string | null }).dataId, null);
  },
  supportsExceptionFilterOptions: async () => {
    const client = new Client({ "adders.turno": ADDERS });
    await client.begin("adders.turno", { stopOnEntry: false }, () =>
      client.request("setExceptionBreakpoints", {
        filters: [],
        filterOptions: [{ filterId: "processEnded", condition: "process == q" }],
      }),
    );
    assert.equal(client.stopped.reason, "exception");
    assert.match(client.stopped.text, /process q/);
  },
  supportsSteppingGranularity: async () => {
    const client = await begun();
    const pointer = async (): Promise<unknown> => {
      const body = (await client.request("stackTrace", { threadId: 1 })) as { stackFrames: object[] };
      return (body.stackFrames[0] as { instructionPointerReference: string }).instructionPointerReference;
    };
    const before = Number(await pointer());
    await client.request("next", { threadId: 1, granularity: "instruction" });
    assert.equal(Number(await pointer()), before + 8);
  },
  supportsSingleThreadExecutionRequests: async () => {
    const client = await begun();
    await client.request("next", { threadId: 2, singleThread: true });
    const { threads } = (await client.request("threads")) as { threads: { name: string }[] };
    assert.match(threads[0]!.name, /held$/);
  },
  supportsEvaluateForHovers: async () => {
    const body = await (await begun()).request("evaluate", { expression: "1 + 1", context: "hover" });
    assert.equal((body as Evaluated).result, "2");
  },
  supportsClipboardContext: async () => {
    const body = await (await begun()).request("evaluate", { expression: "1 + 1", context: "clipboard" });
    assert.equal((body as Evaluated).result, "2");
  },
  supportsDelayedStackTraceLoading: async () => {
    const client = await begun();
    const body = await client.request("stackTrace", { threadId: 1, startFrame: 0, levels: 1 });
    assert.deepEqual(
      [(body as { stackFrames: object[] }).stackFrames.length, Object.keys(body as object)[1]],
      [1, "totalFrames"],
    );
  },
  supportsValueFormattingOptions: async () => {
    const asked = { expression: "10 + 6", context: "watch", format: { hex: true } };
    assert.match(((await (await begun()).request("evaluate", asked)) as Evaluated).result, /0x0*10/);
  },
};

/** Lists that come with the capabilities, and are tried with what they are for. */
const LISTS: readonly Capability[] = ["exceptionBreakpointFilters", "breakpointModes", "completionTriggerCharacters"];

describe("capabilities", () => {
  it("are each known here, and true", () => {
    const known = new Set([...Object.keys(REQUESTS), ...Object.keys(TRIED), ...LISTS]);
    for (const [name, value] of Object.entries(ANNOUNCED)) {
      assert.ok(known.has(name), `nothing tries ${name}`);
      assert.ok(value !== false, name);
    }
  });

  it("announce all requests that are answered, and no others", () => {
    const announced = Object.keys(ANNOUNCED).flatMap((name) => REQUESTS[name as Capability] ?? []);
    const answered = Object.keys(HANDLERS).filter((name) => !name.startsWith("turno/"));
    assert.deepEqual([...answered].sort(), [...ALWAYS, ...announced].sort());
  });

  it("say nothing of requests that are refused as unknown", async () => {
    const client = await begun();
    for (const [name, commands] of Object.entries(REQUESTS)) {
      for (const command of commands) {
        const isKnown = async (): Promise<boolean> => {
          const seen = client.received.length;
          await client.request(command, {});
          return !client.received
            .slice(seen)
            .some(({ message = "" }) => message.includes("is not known to this adapter"));
        };
        if (ANNOUNCED[name as Capability] === undefined) assert.equal(await isKnown(), false, command);
      }
    }
  });

  for (const [name, tries] of Object.entries(TRIED)) {
    it(`keep ${name}`, async () => {
      assert.ok(Object.hasOwn(ANNOUNCED, name));
      await tries();
    });
  }
});
