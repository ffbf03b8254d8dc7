/**
 * Data races as people read them: the two accesses with thread, line and tick, and what would have ordered them.
 *
 * `detectRaces(sim)` begins to look, in a run or a session; `raceReports` tells what was found, at any time.
 *
 * Keeps true: plain data; looking for races changes no outcome.
 * Follows: Flanagan and Freund 2009 (FastTrack).
 */
import type { Words } from "../../base/words.ts";
import { readHandle } from "../../isa/handles.ts";
import type { ProgramInfo, SharedInfo } from "../../isa/image.ts";
import { EventKind } from "../../machine/events.ts";
import type { Access, Race, RaceDetector } from "../../machine/ipc/race.ts";
import { processName, showWord } from "../../machine/names.ts";
import { threadAt, type Simulation } from "../../machine/simulation.ts";
import { createCodeMap, placeText, spanAt, type CodeMap } from "../inspect/codeMap.ts";
import { threadLabel } from "../inspect/names.ts";

/** One of the two accesses. */
export interface AccessReport {
  /** The machine's id of the thread, and its label. */
  readonly thread: number;
  readonly label: string;
  readonly verb: "reads" | "writes";
  readonly tick: number;
  /** The number of the instruction, and where its statement stands; line 0: nowhere. */
  readonly index: number;
  readonly uri: string;
  readonly line: number;
  /** The same as people read it. */
  readonly place: string;
}

export interface RaceReport {
  /** The shared word: `count`, `buffer[3]`; of the data section of a process: `p.count`, `p.buffer[3]`. */
  readonly variable: string;
  readonly first: AccessReport;
  readonly second: AccessReport;
  /** What would have ordered them. */
  readonly remedy: string;
  /** All of it in one sentence. */
  readonly text: string;
}

/** The name of the word that a race is about. */
function wordName(sim: Simulation, { address, section }: Race): string {
  const { image } = sim;
  if (section !== undefined)
    return `${processName(sim, section.pid)}.${dataName(image.programs[section.program]!, address)}`;
  const shared = image.shared.find((each) => address >= each.address && address < each.address + each.words * 4);
  return shared === undefined
    ? `0x${address.toString(16)}`
    : shared.name + indices(shared, (address - shared.address) / 4);
}

/** The name of the word at an address of a program's data section. */
function dataName({ variables }: ProgramInfo, address: number): string {
  for (const { name, type, location } of variables) {
    const words = type.lengths.reduce((product, length) => product * length, 1);
    if (location.space !== "data" || address < location.address || address >= location.address + words * 4) continue;
    return name + indices({ type }, (address - location.address) / 4);
  }
  return `0x${address.toString(16)}`;
}

function indices({ type }: Pick<SharedInfo, "type">, place: number): string {
  let rest = place;
  let text = "";
  for (const length of [...type.lengths].reverse()) {
    text = `[${rest % length}]${text}`;
    rest = Math.floor(rest / length);
  }
  return text;
}

function accessReport(sim: Simulation, map: CodeMap, access: Access): AccessReport {
  const { thread, tick, index } = access;
  const span = spanAt(map, index);
  return {
    thread,
    label: threadLabel(sim, threadAt(sim, thread)),
    verb: access.writes ? "writes" : "reads",
    tick,
    index,
    uri: span === undefined ? "" : sim.image.sources[span.source]!.uri,
    line: span?.start.line ?? 0,
    place: placeText(map, span),
  };
}

/** The locks that a thread held at an access, by name. */
function heldNames(sim: Simulation, access: Access): string[] {
  return access.held
    .filter((word) => ["mutex", "rwlock"].includes(readHandle(word)?.kind ?? ""))
    .map((word) => showWord(sim, word));
}

/** What would have ordered the two. */
function remedyText(sim: Simulation, race: Race): string {
  const first = heldNames(sim, race.first);
  const second = heldNames(sim, race.second);
  const both = first.find((name) => second.includes(name));
  const { words } = sim;
  if (both !== undefined) return words("both hold {0}, but to read: who writes should hold it to write", both);
  const isHalf = (first.length === 0) !== (second.length === 0);
  const lock = first[0] ?? second[0];
  if (isHalf) return words("only one of them holds {0}: both should", lock!);
  if (lock !== undefined)
    return words("one holds {0}, the other {1}: both should hold the same", first.join(", "), second.join(", "));
  return words("one mutex or semaphore around both would, or a message from the first to the second");
}

/** `1 a writes count at line 4, tick 12`. */
function accessText(words: Words, { label, verb, place, tick }: AccessReport, variable: string): string {
  return verb === "writes"
    ? words("{0} writes {1} at {2}, tick {3}", label, variable, place, tick)
    : words("{0} reads {1} at {2}, tick {3}", label, variable, place, tick);
}

/** Both accesses, a sentence each. */
export function accessTexts(
  words: Words,
  { first, second, variable }: RaceReport,
): readonly [first: string, second: string] {
  return [accessText(words, first, variable), accessText(words, second, variable)];
}

function raceReport(sim: Simulation, map: CodeMap, race: Race): RaceReport {
  const variable = wordName(sim, race);
  const first = accessReport(sim, map, race.first);
  const second = accessReport(sim, map, race.second);
  const remedy = remedyText(sim, race);
  const { words } = sim;
  const [one, other] = [accessText(words, first, variable), accessText(words, second, variable)];
  const text = words("{0}, and {1}: nothing orders them; {2}", one, other, remedy);
  return { variable, first, second, remedy, text };
}

/** The races that were found so far, in the order of their second access. */
export function raceReports(sim: Simulation, detector: RaceDetector): RaceReport[] {
  const map = createCodeMap(sim.image, sim.words);
  return detector.races.map((race) => raceReport(sim, map, race));
}

/** One race. */
export function raceReportOf(sim: Simulation, race: Race): RaceReport {
  return raceReport(sim, createCodeMap(sim.image, sim.words), race);
}

/** The race that an event tells of, asked while it is told. */
export function raceOfEvent(sim: Simulation, kind: EventKind): Race | undefined {
  return kind === EventKind.raceFound ? sim.races?.races.at(-1) : undefined;
}
