/**
 * All breakpoints of a session: those in the source by the instruction that they stand at, and those on machine events.
 *
 * Keeps true: a breakpoint that is asked for again as it was keeps its id and its hits; an id is never used for another one;
 * what stands at an instruction is found without looking at the rest.
 */
import type { EventKind } from "../machine/events.ts";
import {
  makeEventBreakpoint,
  makeSourceBreakpoint,
  stopsAtEvent,
  type EventBreakpoint,
  type SourceBreakpoint,
  type SourceBreakpointRequest,
} from "./breakpoints.ts";
import type { CodeMap } from "./codeMap.ts";
import { Mark } from "./stepping.ts";

/** A filter to stop at, with a condition over its event's fields. */
export interface FilterRequest {
  readonly filter: string;
  readonly condition?: string;
}

/** The two lists of breakpoints on machine events, each replaced as a whole: by exception filters, and of the long tail. */
export type EventList = "filters" | "tail";

interface KeptEvent {
  readonly request: FilterRequest;
  readonly id: number;
}

/** Breakpoints as a session of the same scenario can be given them again: sources by name, ids as they are. */
export interface KeptBreakpoints {
  readonly sources: readonly { readonly uri: string; readonly breakpoints: readonly SourceBreakpoint[] }[];
  readonly asked: Readonly<Record<EventList, readonly KeptEvent[]>>;
  readonly nextId: number;
}

function isSame(a: SourceBreakpointRequest, b: SourceBreakpointRequest): boolean {
  return (
    a.line === b.line &&
    a.column === b.column &&
    a.condition === b.condition &&
    a.hitCondition === b.hitCondition &&
    a.logMessage === b.logMessage
  );
}

const NONE: readonly SourceBreakpoint[] = [];

/** The id of what nobody set. */
export const NO_ID = 0;

export class BreakpointSet {
  private readonly sources = new Map<number, readonly SourceBreakpoint[]>();
  private readonly byIndex = new Map<number, SourceBreakpoint[]>();
  private asked: Record<EventList, readonly KeptEvent[]> = { filters: [], tail: [] };
  private nextId = 1;
  /** Those on machine events, wrong ones included: they never stop. */
  events: readonly EventBreakpoint[] = [];

  /**
   * @param implied filters at which the session stops without being asked; their breakpoints have no id
   */
  constructor(
    private readonly map: CodeMap,
    private readonly implied: readonly string[] = [],
  ) {
    this.makeEvents();
  }

  /** Replaces the breakpoints of a source; answers with one for each request, in order. */
  setSource(source: number, requests: readonly SourceBreakpointRequest[]): readonly SourceBreakpoint[] {
    const old = [...(this.sources.get(source) ?? [])];
    const made = requests.map((request) => {
      const place = old.findIndex((o) => isSame(o.request, request));
      const [same] = place < 0 ? [] : old.splice(place, 1);
      return same ?? makeSourceBreakpoint(this.map, source, this.nextId++, request);
    });
    this.sources.set(source, made);
    this.refresh();
    return made;
  }

  /** Replaces a list of breakpoints on machine events; answers with one for each request, undefined for an unknown filter. */
  setEvents(list: EventList, requests: readonly FilterRequest[]): readonly (EventBreakpoint | undefined)[] {
    const old = [...this.asked[list]];
    this.asked[list] = requests.map((request) => {
      const place = old.findIndex(
        (o) => o.request.filter === request.filter && o.request.condition === request.condition,
      );
      const [same] = place < 0 ? [] : old.splice(place, 1);
      return same ?? { request, id: this.nextId++ };
    });
    return this.makeEvents()[list];
  }

  /** The source breakpoints that stand at an instruction. */
  at(index: number): readonly SourceBreakpoint[] {
    return this.byIndex.get(index) ?? NONE;
  }

  /** Those that an event stops at. */
  atEvent(kind: EventKind, tick: number, fields: readonly number[]): readonly EventBreakpoint[] {
    return this.events.filter((breakpoint) => stopsAtEvent(breakpoint, kind, tick, fields));
  }

  /** Whether anything could stop a run. */
  get isEmpty(): boolean {
    return this.byIndex.size === 0 && this.events.length === 0;
  }

  /** Marks the instructions that breakpoints stand at. */
  mark(marks: Uint8Array): void {
    for (const index of this.byIndex.keys()) marks[index] = marks[index]! | Mark.breakpoint;
  }

  keep(): KeptBreakpoints {
    const sources = [...this.sources].map(([source, breakpoints]) => ({
      uri: this.map.image.sources[source]!.uri,
      breakpoints,
    }));
    return { sources, asked: { ...this.asked }, nextId: this.nextId };
  }

  /** Takes over what another set kept; answers with its source breakpoints as they are here, to be told where they moved. */
  restore(kept: KeptBreakpoints): readonly SourceBreakpoint[] {
    this.nextId = kept.nextId;
    for (const { uri, breakpoints } of kept.sources) {
      const source = this.map.image.sources.findIndex((each) => each.uri === uri);
      if (source < 0) continue;
      const made = breakpoints.map(({ id, request }) => makeSourceBreakpoint(this.map, source, id, request));
      this.sources.set(source, made);
    }
    this.refresh();
    this.asked = { ...kept.asked };
    this.makeEvents();
    return [...this.sources.values()].flat();
  }

  private makeEvents(): Readonly<Record<EventList, readonly (EventBreakpoint | undefined)[]>> {
    const make = ({ request, id }: KeptEvent): EventBreakpoint | undefined =>
      makeEventBreakpoint(this.map.image, id, request.filter, request.condition);
    const made = { filters: this.asked.filters.map(make), tail: this.asked.tail.map(make) };
    const own = this.implied.map((filter) => makeEventBreakpoint(this.map.image, NO_ID, filter, undefined));
    this.events = [...made.filters, ...made.tail, ...own].filter((breakpoint) => breakpoint !== undefined);
    return made;
  }

  private refresh(): void {
    this.byIndex.clear();
    for (const breakpoint of [...this.sources.values()].flat()) {
      if (breakpoint.location === undefined) continue;
      const { index } = breakpoint.location;
      const here = this.byIndex.get(index);
      if (here === undefined) this.byIndex.set(index, [breakpoint]);
      else here.push(breakpoint);
    }
  }
}
