/**
 * What a request's handler may do with the adapter. The adapter is behind it.
 */
import type { Pieces } from "../base/pieces.ts";
import type { KeptBreakpoints } from "../debugger/breakpoints/breakpointSet.ts";
import type { StopInfo } from "../debugger/breakpoints/stops.ts";
import type { Conventions, LaunchArguments, Machine } from "./machine.ts";

export interface AdapterControl {
  conventions: Conventions;
  readonly running: boolean;
  /** Whether `configurationDone` has been asked for: a restart then begins by itself. */
  readonly begun: boolean;
  /** The machine, for a request that needs one. */
  theMachine(command: string): Machine;
  /** The machine, standing still. */
  stoppedMachine(command: string): Machine;
  /** Loads the scenario and makes a session of it, with the breakpoints of another one if there is one. */
  launch(launch: LaunchArguments, kept?: KeptBreakpoints): Promise<void>;
  /** Sets the machine off: to the first statement, or on. */
  begin(): void;
  /** Resumes by `action`; at the end of the machine, ends the session instead. */
  resume(machine: Machine, action: () => void): void;
  /** Pauses a running machine: `stopped` follows. */
  pause(): void;
  /** A move that is done at once; its stop is told in a later turn. */
  moved(machine: Machine, stop: StopInfo): void;
  /** Does long work, and lets the host do something else between its pieces; what is asked meanwhile waits for its turn. */
  inPieces<T>(work: Pieces<T>): Promise<T>;
  end(): void;
}
