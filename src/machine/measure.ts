/**
 * How much memory of the host the state of the machines takes, and the end of a run that would take too much.
 *
 * Keeps true: the same run ends at the same place on every host, for what is measured is the state itself, at moments that the state
 * decides: whoever adds to it says how much, and when enough has been added, all of it is measured.
 */
import { english, phrase, say, type Said } from "../base/words.ts";
import { dequeLength } from "../base/deque.ts";
import { LIMITS } from "../base/limits.ts";
import { plainBytes } from "../base/plain.ts";
import { EventKind } from "./events.ts";
import { emit, type Simulation } from "./simulation.ts";
import { Ended, type World } from "./state.ts";

/** The state is measured each time that so many bytes may have been added to it. */
const MEASURED_EVERY = 1 << 24;

/** Whether it is time to measure. */
export function isGrown(world: World): boolean {
  return world.grown > MEASURED_EVERY;
}

/** What takes memory, in words, with the bytes that it takes. */
function parts(world: World): (readonly [bytes: number, said: Said])[] {
  const count = (n: number): string => n.toLocaleString("en-US");
  const messages = world.ipc.mailboxes.reduce(
    (sum, box) => sum + dequeLength(box.messages) + dequeLength(box.transit),
    0,
  );
  const words = world.files.reduce((sum, { words: own }) => sum + own.length, 0);
  return [
    [
      plainBytes(world.ipc, "all"),
      [phrase("{0} messages wait in {1} mailboxes and links"), count(messages), count(world.ipc.mailboxes.length)],
    ],
    [
      plainBytes(world.processes, "all") + plainBytes(world.threads, "all"),
      [
        phrase("{0} processes are alive, of {1}, with {2} threads"),
        count(world.alive),
        count(world.processes.length - 1),
        count(world.threads.length),
      ],
    ],
    [plainBytes(world.nodes, "all"), [phrase("their memories are in use")]],
    [
      plainBytes([world.files, world.openFiles, world.devices], "all"),
      [phrase("{0} words stand in files"), count(words)],
    ],
  ];
}

/** Measures the state, and ends the run if it takes too much. */
export function measure(sim: Simulation): void {
  const { world } = sim;
  world.grown = 0;
  if (plainBytes(world, "all") <= LIMITS.worldBytes) return;
  const [most] = parts(world).sort((a, b) => b[0] - a[0]);
  world.ended = Ended.limit;
  world.endSaid = [phrase("the state of the machines takes more than {0} MB: {1}"), LIMITS.worldBytes >> 20, most![1]];
  world.endReason = say(english, world.endSaid);
  emit(sim, EventKind.finished, 0, 0, 0, 0, 0);
}
