/**
 * How much memory of the host the state of the machines takes, and the end of a run that would take too much.
 *
 * Keeps true: the same run ends at the same place on every host, for what is measured is the state itself, at moments that the state
 * decides: whoever adds to it says how much, and when enough has been added, all of it is measured.
 */
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
function parts(world: World): (readonly [bytes: number, text: string])[] {
  const count = (n: number): string => n.toLocaleString("en-US");
  const messages = world.ipc.mailboxes.reduce(
    (sum, box) => sum + dequeLength(box.messages) + dequeLength(box.transit),
    0,
  );
  const words = world.files.reduce((sum, { words: own }) => sum + own.length, 0);
  return [
    [
      plainBytes(world.ipc, "all"),
      `${count(messages)} messages wait in ${count(world.ipc.mailboxes.length)} mailboxes and links`,
    ],
    [
      plainBytes(world.processes, "all") + plainBytes(world.threads, "all"),
      `${count(world.alive)} processes are alive, of ${count(world.processes.length - 1)}, with ${count(world.threads.length)} threads`,
    ],
    [plainBytes(world.nodes, "all"), "their memories are in use"],
    [plainBytes([world.files, world.openFiles, world.devices], "all"), `${count(words)} words stand in files`],
  ];
}

/** Measures the state, and ends the run if it takes too much. */
export function measure(sim: Simulation): void {
  const { world } = sim;
  world.grown = 0;
  if (plainBytes(world, "all") <= LIMITS.worldBytes) return;
  const [most] = parts(world).sort((a, b) => b[0] - a[0]);
  world.ended = Ended.limit;
  world.endReason = `the state of the machines takes more than ${LIMITS.worldBytes >> 20} MB: ${most![1]}`;
  emit(sim, EventKind.finished, 0, 0, 0, 0, 0);
}
