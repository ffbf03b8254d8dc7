/**
 * The scope of a place of the code: which names mean something there, and what. One table for all who ask: watches, hovers,
 * conditions, assignments, completion.
 *
 * Keeps true: the rows stand from the inside out: what the source means by a name at the place comes before what the debugger
 * adds, so that a name never means another thing than in the text.
 */
import type { VariableInfo } from "../../isa/image.ts";
import { registerNumber, REGISTER_NAMES } from "../../isa/registers.ts";
import { nearest } from "../../lang/scope.ts";
import { STATES } from "../../machine/states.ts";
import { routineAt, type CodeMap } from "./codeMap.ts";
import { CPUS } from "./cpuFields.ts";
import type { ScenarioName } from "./scenarioNames.ts";
import {
  dataPlace,
  frameVariable,
  isVisible,
  processNamed,
  seesData,
  sharedPlace,
  type Place,
  type Viewpoint,
} from "./viewpoint.ts";

/** A place of the code, as far as it is known. */
export interface Site {
  readonly map: CodeMap;
  /** The instruction; undefined: none, or any. */
  readonly index: number | undefined;
  /** The program whose data section is there; undefined: that of any. */
  readonly program: number | undefined;
}

/** What a name stands for. */
export type Meaning =
  | { readonly kind: "place"; readonly place: Place }
  | { readonly kind: "word"; readonly value: number }
  | Extract<ScenarioName, { kind: "enum" | "objects" }>
  | { readonly kind: "cpus" };

export interface ScopeName {
  readonly name: string;
  /** Indices that lead to a word of it, where that is known. */
  readonly dimensions?: number;
  readonly kind: "variable" | "constant" | "enum" | "process" | "object" | "machine" | "register" | "field";
}

/** A row of the table: names of one origin. */
interface Origin {
  /** The names that it has at a place. */
  names(site: Site): readonly ScopeName[];
  /** What one of them stands for, seen from there; nothing where it has no such name. */
  meaning(view: Viewpoint, name: string): Meaning | undefined;
}

type Kind = ScopeName["kind"];

/** Names as entries of one kind. */
export function named(kind: Kind, names: Iterable<string>): ScopeName[] {
  return [...names].map((name) => ({ name, kind }));
}

const asEntry = ({ name, type }: Pick<VariableInfo, "name" | "type">): ScopeName => ({
  name,
  kind: "variable",
  dimensions: type.lengths.length,
});

const atPlace = (place: Place | undefined): Meaning | undefined => place && { kind: "place", place };
const asWord = (value: number | undefined): Meaning | undefined =>
  value === undefined ? undefined : { kind: "word", value };

const LOCALS: Origin = {
  names: ({ map, index }) => {
    const seen = index === undefined ? [] : (routineAt(map, index)?.variables ?? []);
    const visible = seen.filter((v) => v.location.space === "frame" && isVisible(v, { index: index! }));
    // Of several with one name the innermost is declared last.
    return visible.reverse().map(asEntry);
  },
  meaning: (view, name) => atPlace(frameVariable(view, name)),
};

/** The data section where the source sees it, or where it does not: there by courtesy of the debugger, after all other names. */
const dataOrigin = (isSeen: boolean): Origin => ({
  names: ({ map, index, program }) => {
    const programs = map.image.programs.filter((each) => program === undefined || each.index === program);
    const found = programs.flatMap((each) =>
      each.variables.filter((v) => (index !== undefined && seesData(map, index, each.index, v)) === isSeen),
    );
    // Unseen, it may be that of one program or of another.
    return isSeen
      ? found.map(asEntry)
      : named(
          "variable",
          found.map(({ name }) => name),
        );
  },
  meaning: ({ sim, map, thread, frame }, name) => {
    if (!map.variables.has(name)) return undefined;
    const process = thread && sim.world.processes[thread.pid];
    const variable = process && sim.image.programs[process.program]?.variables.find((v) => v.name === name);
    if (process === undefined || variable === undefined) return undefined;
    const isHere = frame !== undefined && seesData(map, frame.index, process.program, variable);
    return isHere === isSeen ? atPlace(dataPlace(sim, process, name)) : undefined;
  },
});

const SCENARIO: Origin = {
  names: ({ map }) =>
    [...map.names].map(([name, each]): ScopeName => {
      switch (each.kind) {
        case "shared":
          return asEntry(each.shared);
        case "object":
          return { name, kind: each.of === "machine" ? "machine" : "object", dimensions: 0 };
        case "objects":
          return { name, kind: "object", dimensions: 1 };
        default:
          return { name, kind: each.kind, dimensions: 0 };
      }
    }),
  meaning: ({ sim, map }, name) => {
    const found = map.names.get(name);
    switch (found?.kind) {
      case "shared":
        return atPlace(sharedPlace(sim, found.shared));
      case "constant":
        return asWord(found.value);
      case "object":
        return asWord(found.handle);
      case "enum":
      case "objects":
        return found;
      default:
        // Processes come and go, and others than those of the scenario have names, too.
        return asWord(processNamed(sim, name)?.pid);
    }
  },
};

/** Names of the machine itself. */
const MACHINE_NAMES: Readonly<Record<string, (view: Viewpoint) => number | undefined>> = {
  tick: (view) => view.sim.world.tick,
  who: (view) => view.thread?.pid,
  thread: (view) => view.thread?.number,
};

const MACHINE: Origin = {
  names: () => [{ name: CPUS, kind: "machine", dimensions: 1 }, ...named("constant", Object.keys(MACHINE_NAMES))],
  meaning: (view, name) => {
    if (name === CPUS) return { kind: "cpus" };
    return Object.hasOwn(MACHINE_NAMES, name) ? asWord(MACHINE_NAMES[name]?.(view)) : undefined;
  },
};

const REGISTERS: Origin = {
  names: () => named("register", REGISTER_NAMES),
  meaning: ({ thread }, name) => {
    const number = registerNumber(name);
    return number === undefined ? undefined : asWord(thread?.registers[number]);
  },
};

/** The states of a thread as words to compare with: `p.state == suspended_ready`. */
export const STATE_WORDS: ReadonlyMap<string, number> = new Map(
  STATES.map((row) => [row.name.replaceAll(" ", "_"), row.state]),
);

const WORDS: Origin = {
  names: () => named("constant", STATE_WORDS.keys()),
  meaning: (_view, name) => asWord(STATE_WORDS.get(name)),
};

const ORIGINS: readonly Origin[] = [LOCALS, dataOrigin(true), SCENARIO, dataOrigin(false), MACHINE, REGISTERS, WORDS];

const BEYOND_VARIABLES = ORIGINS.indexOf(SCENARIO);

/** What a name means from a viewpoint; nothing where it means nothing. */
export function meaningOf(view: Viewpoint, name: string): Meaning | undefined {
  const given = asWord(view.given?.get(name));
  if (given !== undefined) return given;
  // What no variable is called is looked for beyond them at once: conditions are asked often.
  for (let k = view.map.variables.has(name) ? 0 : BEYOND_VARIABLES; k < ORIGINS.length; k++) {
    const meaning = ORIGINS[k]!.meaning(view, name);
    if (meaning !== undefined) return meaning;
  }
  return undefined;
}

/** The viewpoint for what is indexed: names that are given are of words, and have no elements. */
export function ofArrays(view: Viewpoint): Viewpoint {
  return view.given === undefined ? view : { sim: view.sim, map: view.map, thread: view.thread, frame: view.frame };
}

/** The names at a place, the innermost first, each once. */
export function scopeNames(site: Site): ScopeName[] {
  const found = new Map<string, ScopeName>();
  for (const each of ORIGINS.flatMap((origin) => origin.names(site)))
    if (!found.has(each.name)) found.set(each.name, each);
  return [...found.values()];
}

/** The place of a viewpoint. */
export function siteOf({ sim, map, thread, frame }: Viewpoint): Site {
  return { map, index: frame?.index, program: thread && sim.world.processes[thread.pid]?.program };
}

/** `"Kind" has no member "pang": did you mean "ping"?` */
export function noMember({ words }: CodeMap, name: string, members: Iterable<string>, member: string): string {
  const all = [...members];
  const near = nearest(member, all);
  return near === undefined
    ? words('"{0}" has no member "{1}": its members are {2}', name, member, all.join(", "))
    : words('"{0}" has no member "{1}": did you mean "{2}"?', name, member, near);
}
