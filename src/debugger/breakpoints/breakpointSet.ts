/**
 * All breakpoints of a session: those in the code by the instruction that they stand at, those on data, those on machine events.
 *
 * Keeps true: a breakpoint that is asked for again as it was keeps its id and its hits; an id is never used for another one;
 * what stands at an instruction is found without looking at the rest.
 */
import type { EventKind } from "../../machine/events.ts";
import type { Simulation } from "../../machine/simulation.ts";
import {
  makeFunctionBreakpoint,
  makeInstructionBreakpoint,
  makeSourceBreakpoint,
  type CodeBreakpoint,
  type FunctionBreakpointRequest,
  type InstructionBreakpointRequest,
  type SourceBreakpoint,
  type SourceBreakpointRequest,
} from "./breakpoints.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import { makeDataBreakpoint, type DataBreakpoint, type DataBreakpointRequest } from "./dataBreakpoints.ts";
import { makeEventBreakpoint, stopsAtEvent, type EventBreakpoint, type FilterRequest } from "./eventBreakpoints.ts";
import type { HitCount } from "./hits.ts";
import type { Moment } from "../time/moments.ts";
import { Mark } from "../time/stepping.ts";

/** A request with the id that it was given, and the thread that was in view. */
interface Numbered<Request> {
  readonly id: number;
  readonly request: Request;
  readonly thread: number | undefined;
}

/** Whose list a breakpoint is in: what the client sets leaves alone what a person asked for in the console. */
export type Owner = "client" | "console";

type Owned<Each> = Readonly<Record<Owner, readonly Each[]>>;

/**
 * The lists of breakpoints on machine events, each replaced as a whole: by exception filters, of the long tail, and of the console.
 */
export type EventList = "filters" | "tail" | "console";

type EventLists<Each> = Readonly<Record<EventList, readonly Each[]>>;

/** Breakpoints as a session of the same scenario can be given them again: sources by name, ids as they are. */
export interface KeptBreakpoints {
  readonly sources: readonly { readonly uri: string; readonly breakpoints: readonly SourceBreakpoint[] }[];
  readonly functions: Owned<CodeBreakpoint<FunctionBreakpointRequest>>;
  readonly instructions: readonly CodeBreakpoint<InstructionBreakpointRequest>[];
  readonly data: Owned<DataBreakpoint>;
  readonly asked: EventLists<Numbered<FilterRequest>>;
  readonly nextId: number;
}

/** What was made for requests that are asked for again; the rest is made anew. */
function again<Request, Made extends { readonly request: Request }>(
  old: readonly Made[],
  requests: readonly Request[],
  make: (request: Request) => Made,
): readonly Made[] {
  const left = [...old];
  return requests.map((request) => {
    const place = left.findIndex((each) => JSON.stringify(each.request) === JSON.stringify(request));
    const [same] = place < 0 ? [] : left.splice(place, 1);
    return same ?? make(request);
  });
}

const mapped = <From, To>({ client, console }: Owned<From>, make: (from: From) => To): Owned<To> => ({
  client: client.map(make),
  console: console.map(make),
});

const NONE: readonly CodeBreakpoint[] = [];

/** The id of what nobody set. */
export const NO_ID = 0;

export class BreakpointSet {
  private readonly sources = new Map<number, readonly SourceBreakpoint[]>();
  private functions: Owned<CodeBreakpoint<FunctionBreakpointRequest>> = { client: [], console: [] };
  private instructions: readonly CodeBreakpoint<InstructionBreakpointRequest>[] = [];
  private readonly byIndex = new Map<number, CodeBreakpoint[]>();
  private asked: EventLists<Numbered<FilterRequest>> = { filters: [], tail: [], console: [] };
  private nextId = 1;
  /** Those on machine events, wrong ones included: they never stop. */
  events: readonly EventBreakpoint[] = [];
  private watched: Owned<DataBreakpoint> = { client: [], console: [] };

  /**
   * @param threadInView the thread that is in view, for breakpoints that hold for it alone
   * @param implied filters at which the session stops without being asked; their breakpoints have no id
   */
  constructor(
    private readonly sim: Simulation,
    private readonly map: CodeMap,
    private readonly threadInView: () => number | undefined,
    private readonly implied: readonly string[] = [],
  ) {
    this.makeEvents();
  }

  /** Replaces the breakpoints of a source; answers with one for each request, in order. */
  setSource(source: number, requests: readonly SourceBreakpointRequest[]): readonly SourceBreakpoint[] {
    const make = makeSourceBreakpoint(source);
    const made = again(this.sources.get(source) ?? [], requests, (request) =>
      make(this.map, this.nextId++, request, this.threadInView()),
    );
    this.sources.set(source, made);
    this.refresh();
    return made;
  }

  /** Those on data, wrong ones included. */
  get data(): readonly DataBreakpoint[] {
    const { client, console } = this.watched;
    return console.length === 0 ? client : [...client, ...console];
  }

  setFunctions(requests: readonly FunctionBreakpointRequest[], owner: Owner = "client"): readonly CodeBreakpoint[] {
    const made = again(this.functions[owner], requests, (request) =>
      makeFunctionBreakpoint(this.map, this.nextId++, request, this.threadInView()),
    );
    this.functions = { ...this.functions, [owner]: made };
    this.refresh();
    return made;
  }

  setInstructions(requests: readonly InstructionBreakpointRequest[]): readonly CodeBreakpoint[] {
    this.instructions = again(this.instructions, requests, (request) =>
      makeInstructionBreakpoint(this.map, this.nextId++, request, this.threadInView()),
    );
    this.refresh();
    return this.instructions;
  }

  setData(requests: readonly DataBreakpointRequest[], owner: Owner = "client"): readonly DataBreakpoint[] {
    const make = (request: DataBreakpointRequest): DataBreakpoint =>
      makeDataBreakpoint(this.sim, this.map, this.nextId++, request);
    this.watched = { ...this.watched, [owner]: again(this.watched[owner], requests, make) };
    return this.watched[owner];
  }

  /** Replaces a list of breakpoints on machine events; answers with one for each request, undefined for an unknown filter. */
  setEvents(list: EventList, requests: readonly FilterRequest[]): readonly (EventBreakpoint | undefined)[] {
    const number = (request: FilterRequest): Numbered<FilterRequest> => ({
      id: this.nextId++,
      request,
      thread: this.threadInView(),
    });
    this.asked = { ...this.asked, [list]: again(this.asked[list], requests, number) };
    return this.makeEvents()[list];
  }

  /** The code breakpoints that stand at an instruction. */
  at(index: number): readonly CodeBreakpoint[] {
    return this.byIndex.get(index) ?? NONE;
  }

  /** Those that an event stops at, their hit counts aside. */
  atEvent(kind: EventKind, tick: number, fields: readonly number[]): readonly EventBreakpoint[] {
    return this.events.filter((breakpoint) => stopsAtEvent(this.sim, this.map, breakpoint, kind, tick, fields));
  }

  /** Whether a word of memory is watched; of what is no word, whether its name is. */
  isWatched(address: number | undefined, pid: number | undefined, name: string | undefined): boolean {
    return this.data.some(({ target }) => {
      if (target === undefined) return false;
      if (target.kind !== "words") return name !== undefined && target.name === name;
      const place = address === undefined ? -1 : address - target.address;
      return place >= 0 && place < target.count * 4 && (pid === undefined || pid === target.pid);
    });
  }

  /** Marks the instructions that breakpoints stand at. */
  mark(marks: Uint8Array): void {
    for (const index of this.byIndex.keys()) marks[index] = marks[index]! | Mark.breakpoint;
  }

  /** Whether any hit is counted. */
  get isCounting(): boolean {
    return this.counts().length > 0;
  }

  /** The run goes on from a moment: hits that came after it are forgotten. */
  goOnFrom(now: Moment): void {
    for (const { log } of this.counts()) log.goOnFrom(now);
  }

  keep(): KeptBreakpoints {
    const sources = [...this.sources].map(([source, breakpoints]) => ({
      uri: this.map.image.sources[source]!.uri,
      breakpoints,
    }));
    const { functions, instructions, watched, asked, nextId } = this;
    return { sources, functions, instructions, data: watched, asked, nextId };
  }

  /** Takes over what another set kept; answers with its code breakpoints as they are here, to be told where they moved. */
  restore(kept: KeptBreakpoints): readonly CodeBreakpoint[] {
    this.nextId = kept.nextId;
    for (const { uri, breakpoints } of kept.sources) {
      const source = this.map.image.sources.findIndex((each) => each.uri === uri);
      if (source < 0) continue;
      const make = makeSourceBreakpoint(source);
      const made = breakpoints.map(({ id, request, thread }) => make(this.map, id, request, thread));
      this.sources.set(source, made);
    }
    const { map } = this;
    this.functions = mapped(kept.functions, (b) => makeFunctionBreakpoint(map, b.id, b.request, b.thread));
    this.instructions = kept.instructions.map((b) => makeInstructionBreakpoint(map, b.id, b.request, b.thread));
    this.watched = mapped(kept.data, ({ id, request }) => makeDataBreakpoint(this.sim, map, id, request));
    this.refresh();
    this.asked = kept.asked;
    this.makeEvents();
    return this.codeBreakpoints();
  }

  private codeBreakpoints(): readonly CodeBreakpoint[] {
    return [
      ...[...this.sources.values()].flat(),
      ...this.functions.client,
      ...this.functions.console,
      ...this.instructions,
    ];
  }

  private counts(): readonly HitCount[] {
    const all = [...this.codeBreakpoints(), ...this.events, ...this.data];
    return all.map(({ hits }) => hits).filter((hits) => hits !== undefined);
  }

  private makeEvents(): EventLists<EventBreakpoint | undefined> {
    const { map } = this;
    const make = ({ request, id, thread }: Numbered<FilterRequest>): EventBreakpoint | undefined =>
      this.events.find((each) => each.id === id) ?? makeEventBreakpoint(map, id, request, thread);
    const { filters, tail, console } = this.asked;
    const made = { filters: filters.map(make), tail: tail.map(make), console: console.map(make) };
    const own = this.implied.map((filter) => makeEventBreakpoint(map, NO_ID, { filter }, undefined));
    this.events = [...made.filters, ...made.tail, ...made.console, ...own].filter(
      (breakpoint) => breakpoint !== undefined,
    );
    return made;
  }

  private refresh(): void {
    this.byIndex.clear();
    for (const breakpoint of this.codeBreakpoints()) {
      for (const { index } of breakpoint.locations) {
        const here = this.byIndex.get(index);
        if (here === undefined) this.byIndex.set(index, [breakpoint]);
        else here.push(breakpoint);
      }
    }
  }
}
