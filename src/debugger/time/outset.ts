/**
 * From where a person set out to go on, until the run stops: what was done there before is done again, and where the run stops is
 * known as where this step led.
 */
import type { Simulation } from "../../machine/simulation.ts";
import { stopHere } from "../breakpoints/eventStops.ts";
import type { StopInfo } from "../breakpoints/stops.ts";
import { threadLabel } from "../inspect/names.ts";
import type { Course } from "./course.ts";
import type { Plan } from "./stepping.ts";
import { madeStep, stepOf, type MadeStep, type Origin } from "./trail.ts";

export class Outset {
  private origin: Origin | undefined;
  /** The thread that was put elsewhere as before. */
  private moved: number | undefined;
  /** The thread in view where the last step was undone; -1: the world is not there any more. */
  retraced = -1;

  constructor(
    private readonly sim: Simulation,
    private readonly course: Course,
  ) {}

  /** Somebody sets out, with a thread in view, threads that stand before a mark, and what was under way. */
  begin(focus: number, standing: Iterable<number>, interrupted: Plan | undefined): void {
    if (this.origin !== undefined) return;
    this.retraced = -1;
    this.origin = { from: this.course.spot(), focus, standing: [...standing], interrupted };
    this.moved = this.course.redoHere(true);
  }

  /** Where a thread was put elsewhere as before, a step with it has been made: its stop. */
  movedStop(plan: Plan): StopInfo | undefined {
    const { moved, sim } = this;
    this.moved = undefined;
    if (moved === undefined || stepOf(plan) === undefined) return undefined;
    this.origin = undefined;
    const { words, world } = sim;
    const text = words("{0} goes on here, as before, at tick {1}", threadLabel(sim, world.threads[moved]!), world.tick);
    return stopHere(sim, "goto", words("Moved"), text, moved);
  }

  /** The run has come to a stop: by a step, perhaps, and to where something was done. */
  arrive(plan: Plan, stop: StopInfo): StopInfo {
    const { origin } = this;
    this.origin = undefined;
    if (origin === undefined) return stop;
    // Of nobody's stop people look at the last thread.
    const step = madeStep(origin, plan, stop.thread >= 0 ? stop.thread : this.sim.world.threads.length - 1);
    if (step !== undefined) this.course.stepped(step);
    this.course.redoHere(false);
    return stop;
  }

  /** The world is elsewhere in time. */
  leave(): void {
    this.origin = undefined;
    this.moved = undefined;
    this.retraced = -1;
  }

  /** The world is where a step began: it is undone. */
  undone(step: MadeStep): void {
    this.retraced = step.focus;
    this.course.undone(step);
  }
}
