/**
 * All that a run stops at, as a person reads it and names it: the list of breakpoints of every kind with their numbers, and the
 * events by their names.
 *
 * Keeps true: a breakpoint's number is its id, the one that a stop tells; an event is found by its id or its label, however it is
 * spaced and capitalised.
 */
import { phrase, type Words } from "../../base/words.ts";
import { nearest } from "../../lang/scope.ts";
import { placeText } from "../inspect/codeMap.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import type { CodeBreakpoint, FunctionBreakpointRequest } from "./breakpoints.ts";
import type { BreakpointSet } from "./breakpointSet.ts";
import { dataNameOf, type DataBreakpoint } from "./dataBreakpoints.ts";
import type { EventBreakpoint, FilterRequest } from "./eventBreakpoints.ts";
import { NAMED_FILTERS, type FilterRow } from "./filters.ts";
import { TAIL_FILTERS } from "./tailFilters.ts";

/** A breakpoint in words. */
export interface StopRow {
  readonly id: number;
  readonly text: string;
  /** Whether it was asked for in the console; else it is of the client. */
  readonly isOwn: boolean;
}

interface Terms {
  readonly condition?: string;
  readonly hitCondition?: string;
  readonly logMessage?: string;
}

/** What it stops at, with its terms and what is wrong with it. */
function described(
  words: Words,
  what: string,
  { condition, hitCondition, logMessage }: Terms,
  problem: string | undefined,
): string {
  const given = (text: string | undefined): text is string => text !== undefined && text.trim() !== "";
  return [
    what,
    ...(given(condition) ? [`if ${condition.trim()}`] : []),
    ...(given(hitCondition) ? [words("hits {0}", hitCondition.trim())] : []),
    ...(given(logMessage) ? [words("says {0}", JSON.stringify(logMessage))] : []),
    ...(problem === undefined ? [] : [words("(not set: {0})", problem)]),
  ].join(" ");
}

function codeText(map: CodeMap, { kind, request, locations, problem }: CodeBreakpoint): string {
  const asked = request as { readonly line?: number; readonly name?: string; readonly address?: number };
  const { words } = map;
  const line = locations[0] === undefined ? words("line {0}", asked.line ?? "?") : placeText(map, locations[0].span);
  const address = words("instruction {0}", `0x${((asked.address ?? 0) >>> 0).toString(16).padStart(4, "0")}`);
  const what = { source: line, function: words("routine {0}", asked.name ?? "?"), instruction: address }[kind];
  return described(words, what, request, problem);
}

const ACCESSES = {
  read: phrase("reads of {0}"),
  write: phrase("changes of {0}"),
  readWrite: phrase("reads and writes of {0}"),
} as const;

function dataText(words: Words, { request, target, problem }: DataBreakpoint): string {
  const name = target?.name ?? dataNameOf(request.dataId) ?? "?";
  return described(words, words(ACCESSES[request.access], name), request, problem);
}

/** All breakpoints of a session by their numbers. */
export function stopList(set: BreakpointSet, map: CodeMap): StopRow[] {
  const { sources, functions, instructions, data, asked } = set.keep();
  const code = (isOwn: boolean, all: readonly CodeBreakpoint[]): StopRow[] =>
    all.map((each) => ({ id: each.id, text: codeText(map, each), isOwn }));
  const watched = (isOwn: boolean, all: readonly DataBreakpoint[]): StopRow[] =>
    all.map((each) => ({ id: each.id, text: dataText(map.words, each), isOwn }));
  const events = (
    isOwn: boolean,
    all: readonly { readonly id: number; readonly request: FilterRequest }[],
  ): StopRow[] =>
    all.flatMap(({ id, request }) => {
      const made = set.events.find((each) => each.id === id);
      if (made === undefined) return [];
      return [{ id, text: described(map.words, map.words(made.filter.label), request, made.problem), isOwn }];
    });
  return [
    ...sources.flatMap(({ breakpoints }) => code(false, breakpoints)),
    ...code(false, functions.client),
    ...code(true, functions.console),
    ...code(false, instructions),
    ...watched(false, data.client),
    ...watched(true, data.console),
    ...events(false, [...asked.filters, ...asked.tail]),
    ...events(true, asked.console),
  ].sort((a, b) => a.id - b.id);
}

/** A breakpoint that a person asks for by words. */
export type OwnRequest =
  | { readonly kind: "event"; readonly request: FilterRequest }
  | { readonly kind: "function"; readonly request: FunctionBreakpointRequest }
  | { readonly kind: "data"; readonly request: DataBreakpoint["request"] };

type Made = EventBreakpoint | CodeBreakpoint | DataBreakpoint | undefined;

/** Sets the console's breakpoints of a kind to these; answers with the last of them. */
function replaced(set: BreakpointSet, kind: OwnRequest["kind"], requests: readonly OwnRequest["request"][]): Made {
  switch (kind) {
    case "event":
      return set.setEvents("console", requests as readonly FilterRequest[]).at(-1);
    case "function":
      return set.setFunctions(requests as readonly FunctionBreakpointRequest[], "console").at(-1);
    case "data":
      return set.setData(requests as readonly DataBreakpoint["request"][], "console").at(-1);
  }
}

interface OwnBreakpoint {
  readonly id: number;
  readonly kind: OwnRequest["kind"];
  readonly request: OwnRequest["request"];
}

function ownOf(set: BreakpointSet): OwnBreakpoint[] {
  const { functions, data, asked } = set.keep();
  const of = (kind: OwnBreakpoint["kind"], all: readonly Pick<OwnBreakpoint, "id" | "request">[]): OwnBreakpoint[] =>
    all.map(({ id, request }) => ({ id, kind, request }));
  return [...of("event", asked.console), ...of("function", functions.console), ...of("data", data.console)];
}

/**
 * Adds a breakpoint to those of the console.
 * @returns its number, or why it cannot be; nothing has changed then
 */
export function addOwn(words: Words, set: BreakpointSet, { kind, request }: OwnRequest): number | string {
  const before = ownOf(set).filter((each) => each.kind === kind);
  const same = before.find((each) => JSON.stringify(each.request) === JSON.stringify(request));
  if (same !== undefined) return words("That is set already, as number {0}.", same.id);
  const requests = before.map((each) => each.request);
  const made = replaced(set, kind, [...requests, request]);
  if (made?.problem === undefined && made !== undefined) return made.id;
  replaced(set, kind, requests);
  return made?.problem ?? words("There is no such event.");
}

/** Takes breakpoints of the console away, by their numbers; answers with those that there were. */
export function removeOwn(set: BreakpointSet, ids: readonly number[]): readonly number[] {
  const own = ownOf(set);
  for (const kind of ["event", "function", "data"] as const) {
    const ofKind = own.filter((each) => each.kind === kind);
    const left = ofKind.filter(({ id }) => !ids.includes(id));
    if (left.length < ofKind.length)
      replaced(
        set,
        kind,
        left.map(({ request }) => request),
      );
  }
  return own.map(({ id }) => id).filter((id) => ids.includes(id));
}

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{Nd}]/gu, "");

/** All events by the names that they are asked for with. */
export const STOP_EVENTS: readonly FilterRow[] = [
  ...NAMED_FILTERS,
  ...TAIL_FILTERS.filter(({ label }) => NAMED_FILTERS.every((named) => named.label !== label)),
];

/** Names that an error offers at most. */
const MOST_NEAR = 4;

/** The event of a name: `contextSwitch`, `Context switch`; a sentence with the nearest names where there is none. */
export function eventNamed(words: Words, name: string): FilterRow | string {
  const wanted = plain(name);
  const found =
    STOP_EVENTS.find(({ id, label }) => [id, label, words(label)].map(plain).includes(wanted)) ??
    TAIL_FILTERS.find((row) => plain(row.id) === wanted);
  if (found !== undefined) return found;
  const ids = STOP_EVENTS.map(({ id }) => id);
  const alike = nearest(wanted, ids);
  const holding = ids.filter((id) => wanted.length > 2 && plain(id).includes(wanted));
  const near = [...new Set([...(alike === undefined ? [] : [alike]), ...holding])].slice(0, MOST_NEAR);
  if (near.length === 0) return words('There is no event "{0}".', name);
  const named = near.reduce((text, each) => words("{0} or {1}", text, each));
  return words('There is no event "{0}": did you mean {1}?', name, named);
}
