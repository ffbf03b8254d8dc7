/**
 * What a request's handler may do with the adapter. The adapter is behind it.
 */
import type { Pieces } from "../base/pieces.ts";
import type { KeptBreakpoints } from "../debugger/breakpoints/breakpointSet.ts";
import type { StopInfo } from "../debugger/breakpoints/stops.ts";
import type { Task } from "./longWork.ts";
import type { Conventions, LaunchArguments, Machine } from "./machine.ts";

export interface AdapterControl {
  conventions: Conventions;
  readonly running: boolean;
  /** Whether `configurationDone` has been asked for: a restart then begins by itself. */
  readonly begun: boolean;
  /** The sentence of a stop that the console tells next: who asked for it need not be told it as well. */
  readonly toTell: string | undefined;
  /** The machine, for a request that needs one. */
  theMachine(command: string): Machine;
  /** The machine, standing still. */
  stoppedMachine(command: string): Machine;
  /** Loads the scenario and makes a session of it, with the breakpoints of another one if there is one. */
  launch(launch: LaunchArguments, kept?: KeptBreakpoints): Promise<void>;
  /** Sets the machine off: to the first statement, or on. */
  begin(): void;
  /** Resumes by `action`; at the end of the machine, says again that the run has ended. Of a task a person is told when it takes long. */
  resume(machine: Machine, action: () => void, task?: Task): void;
  /** Pauses a running machine: `stopped` follows. */
  pause(): void;
  /** A move that is done at once; its stop is told in a later turn. */
  moved(machine: Machine, stop: StopInfo): void;
  /** Goes a way through time, once the request has been answered; its stop is told in a later turn. */
  goes(machine: Machine, title: string, way: Pieces<StopInfo>): void;
  /**
   * Does long work before the answer, and lets the host do something else between its pieces; what is asked meanwhile waits for
   * its turn. Given up, the request is refused as cancelled.
   */
  inPieces<T>(title: string, work: Pieces<T>): Promise<T>;
  /** The client does not want a progress any more. */
  cancel(progressId: string | undefined): void;
  /** Ends the session. */
  end(): void;
}
