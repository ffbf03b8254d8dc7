/**
 * How a run ended, as a sentence: made when it is asked for, from what the machine keeps of its end.
 */
import { phrase, say } from "../../base/words.ts";
import { deadlockText } from "../../machine/ipc/deadlock.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { Ended } from "../../machine/state.ts";

/** What is said of a scenario in which nobody could run. */
export const NOTHING_RAN = phrase("Nothing ran: the scenario declares no process");

/** How a run ended, as a sentence without its end. */
export function endSentence(sim: Simulation): string {
  const { world, words } = sim;
  const { processes, ended, tick, deadlock, endSaid } = world;
  if (ended === Ended.deadlock) return deadlockText(sim, deadlock);
  if (ended !== Ended.finished) return say(words, endSaid);
  return processes.length <= 1 ? words(NOTHING_RAN) : words("Every process has ended, at tick {0}", tick);
}
