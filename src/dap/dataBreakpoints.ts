/**
 * The requests about breakpoints on data: what can be watched, and which are set.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { DataBreakpoint } from "../debugger/breakpoints/dataBreakpoints.ts";
import { addressInfo, expressionInfo, variableInfo, type DataInfo } from "../debugger/breakpoints/dataInfo.ts";
import { NO_DEBUG, termsOf } from "./breakpoints.ts";
import type { Viewpoint } from "../debugger/inspect/evaluate.ts";
import type { Machine } from "./machine.ts";
import { readReference } from "./references.ts";

/** From where a container of the pane is seen. */
function viewOf({ session, stoppedAt }: Machine, reference: number): Viewpoint {
  const container = session.references.containers.get(reference);
  if (container === undefined || !("thread" in container)) return session.viewpoint(stoppedAt);
  const view = session.viewpoint(container.thread);
  return "frame" in container ? { ...view, frame: container.frame } : view;
}

/** What the client points at, as the debugger knows it. */
export function pointedAt(machine: Machine, args: DebugProtocol.DataBreakpointInfoArguments): DataInfo | string {
  const { session } = machine;
  const eachWrite = args.mode === "change" ? "never" : args.mode === "write";
  if (args.variablesReference !== undefined && args.variablesReference > 0) {
    const found = variableInfo(session, args.variablesReference, args.name, eachWrite);
    if (typeof found !== "string") return found;
    // Some clients say the expression of a variable in place of its name.
    const expressed = expressionInfo(viewOf(machine, args.variablesReference), args.name, eachWrite);
    return typeof expressed === "string" ? found : expressed;
  }
  const frame = args.frameId === undefined ? undefined : machine.frames.get(args.frameId);
  const view = session.viewpoint(frame?.thread ?? (machine.stoppedAt >= 0 ? machine.stoppedAt : undefined));
  if (args.asAddress !== true)
    return expressionInfo(frame === undefined ? view : { ...view, frame: frame.frame }, args.name, eachWrite);
  const found = readReference(args.name);
  if (found === undefined) return machine.conventions.words('"{0}" is no address.', args.name);
  return addressInfo(session.sim, found.pid ?? view.thread?.pid ?? 0, found.address, args.bytes ?? 4, eachWrite);
}

export function dataBreakpointInfo(
  machine: Machine,
  args: DebugProtocol.DataBreakpointInfoArguments,
): DebugProtocol.DataBreakpointInfoResponse["body"] {
  if (machine.launch.noDebug === true) return { dataId: null, description: machine.conventions.words(NO_DEBUG) };
  const found = pointedAt(machine, args);
  if (typeof found === "string") return { dataId: null, description: found };
  const { dataId, description, accesses, canPersist } = found;
  return { dataId, description, accessTypes: [...accesses], canPersist };
}

function toBreakpoint({ id, problem }: DataBreakpoint): DebugProtocol.Breakpoint {
  return problem === undefined ? { id, verified: true } : { id, verified: false, message: problem };
}

export function setDataBreakpoints(
  machine: Machine,
  { breakpoints: asked }: DebugProtocol.SetDataBreakpointsArguments,
): DebugProtocol.SetDataBreakpointsResponse["body"] {
  if (machine.launch.noDebug === true)
    return { breakpoints: asked.map(() => ({ verified: false, message: machine.conventions.words(NO_DEBUG) })) };
  const requests = asked.map((b) => ({ dataId: b.dataId, access: b.accessType ?? "write", ...termsOf(b) }));
  const made = machine.session.changeBreakpoints((set) => set.setData(requests));
  return { breakpoints: made.map(toBreakpoint) };
}
