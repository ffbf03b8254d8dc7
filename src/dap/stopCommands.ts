/**
 * Commands of the console that ask for stops: at events, at changes of data, at routines. For clients that have no other way to ask:
 * some send no conditions of filters, and know no function and no data breakpoints.
 *
 * Keeps true: what is asked for here stays until it is cleared here, whatever lists the client sends, over a restart, too; a wrong
 * event, routine, expression or condition is told at once, and changes nothing.
 */
import { phrase, type Words } from "../base/words.ts";
import { conditionFields } from "../debugger/breakpoints/eventFields.ts";
import { conditionRow } from "../debugger/breakpoints/filters.ts";
import { DATA_NAMES, type DataBreakpointRequest } from "../debugger/breakpoints/dataBreakpoints.ts";
import { functionPlaces, routineNames } from "../debugger/breakpoints/functionPlaces.ts";
import {
  addOwn,
  eventNamed,
  removeOwn,
  STOP_EVENTS,
  stopList,
  type OwnRequest,
} from "../debugger/breakpoints/stopList.ts";
import { namesAt } from "../debugger/inspect/scopeNames.ts";
import { NO_DEBUG } from "./breakpoints.ts";
import { wrong, type CommandRow } from "./commandRow.ts";
import type { AdapterControl } from "./control.ts";
import { pointedAt } from "./dataBreakpoints.ts";
import type { RequestError } from "./errors.ts";
import type { Machine } from "./machine.ts";

/** Columns of a name in a list. */
const NAME_WIDTH = 22;

/** `EVENT if CONDITION`, taken apart. */
function parted(parts: readonly string[]): { readonly what: string; readonly condition?: string } {
  const [, what = "", rest] = /^(.*?)(?:(?:^|\s)if(?:\s+(.*))?)?$/s.exec(parts.join(" ")) ?? [];
  if (parts.includes("if") && (rest === undefined || rest === "")) throw wrong('A condition follows "if".');
  return rest === undefined ? { what } : { what, condition: rest };
}

/** The machine, if it stops at anything. */
function debugged(adapter: AdapterControl, command: string): Machine {
  const machine = adapter.theMachine(command);
  if (machine.launch.noDebug === true) throw wrong(NO_DEBUG);
  return machine;
}

function listed({ session, conventions: { words } }: Machine, wanted: (id: number) => boolean): string {
  const rows = stopList(session.breakpoints, session.map).filter(({ id }) => wanted(id));
  return rows.map(({ id, text, isOwn }) => `${id}  ${text}${isOwn ? "" : `  · ${words("of the editor")}`}`).join("\n");
}

/** Adds a breakpoint, and says what it is. */
function added(machine: Machine, request: OwnRequest): string {
  const made = machine.session.changeBreakpoints((set) => addOwn(machine.conventions.words, set, request));
  if (typeof made === "string") throw wrong(made);
  return listed(machine, (id) => id === made);
}

const eventList = (words: Words): string =>
  STOP_EVENTS.map(({ id, label }) => `${id.padEnd(NAME_WIDTH)} ${words(label)}`).join("\n");

/** What is read of a data breakpoint, by the word for it. */
const ACCESSES: Readonly<Record<string, DataBreakpointRequest["access"]>> = { read: "read", access: "readWrite" };

/** `read count`: the access, where a word says it, and the expression. */
function watched(what: string): { readonly access: DataBreakpointRequest["access"]; readonly name: string } {
  const [, word = "", rest = ""] = /^(\w+)\s+(?=[\p{L}_])(.*)$/su.exec(what) ?? [];
  const access = Object.hasOwn(ACCESSES, word) ? ACCESSES[word] : undefined;
  return access === undefined ? { access: "write", name: what } : { access, name: rest };
}

/** What stands before the condition of a command. */
const beforeIf = (written: string): string => written.replace(/\sif\s.*$/s, "").trimEnd();

/** The names that a condition on an event may hold: its fields, and those of the scenario. */
function eventNames({ session }: Machine, written: string): readonly string[] {
  const found = eventNamed(session.map.words, beforeIf(written));
  const fields = typeof found === "string" ? [] : conditionFields(conditionRow(found));
  return [...fields.filter((name) => /^\w+$/.test(name)), ...session.map.names.keys()];
}

const namesOf = (names: readonly { readonly name: string }[]): readonly string[] => names.map(({ name }) => name);

/** Those of a condition at a routine: that are known at its entry. */
function entryNames({ session: { map } }: Machine, written: string): readonly string[] {
  const places = functionPlaces(map, beforeIf(written).trim());
  return typeof places === "string" ? [] : namesOf(namesAt(map, places[0]?.index));
}

const ownNumbers = ({ session }: Machine): readonly string[] =>
  stopList(session.breakpoints, session.map).flatMap(({ id, isOwn }) => (isOwn ? [String(id)] : []));

export const STOP_COMMANDS: Readonly<Record<string, CommandRow>> = {
  stop: {
    args: phrase("EVENT [if CONDITION]"),
    takes: () => STOP_EVENTS.map(({ id }) => id),
    conditionNames: eventNames,
    does: phrase("stops at a machine event, if that holds; alone it lists the events"),
    run: (adapter, parts) => {
      const machine = debugged(adapter, "stop");
      const { words } = machine.conventions;
      const { what, condition } = parted(parts);
      if (what === "") return eventList(words);
      const event = eventNamed(words, what);
      if (typeof event === "string") throw wrong('{0} ":stop" lists the events.', event);
      return added(machine, {
        kind: "event",
        request: { filter: event.id, ...(condition === undefined ? {} : { condition }) },
      });
    },
  },
  watch: {
    args: phrase("EXPR [if CONDITION]"),
    takes: "expression",
    conditionNames: ({ session }) => [...DATA_NAMES, ...namesOf(namesAt(session.map, undefined))],
    does: phrase('stops when that changes; after "read" when it is read, after "access" at both'),
    run: (adapter, parts, frameId) => {
      const machine = debugged(adapter, "watch");
      const { what, condition } = parted(parts);
      if (what === "") throw wrong('Say what to watch, as in ":watch count".');
      const { access, name } = watched(what);
      const found = pointedAt(machine, { name, ...(frameId === undefined ? {} : { frameId }) });
      if (typeof found === "string") throw wrong(found);
      const request = { dataId: found.dataId, access, ...(condition === undefined ? {} : { condition }) };
      return added(machine, { kind: "data", request });
    },
  },
  break: {
    args: phrase("NAME [if CONDITION]"),
    takes: ({ session }) => routineNames(session.map),
    conditionNames: entryNames,
    does: phrase("stops at the entry of a program or function, or before each call of a built-in"),
    run: (adapter, parts) => {
      const machine = debugged(adapter, "break");
      const { what: name, condition } = parted(parts);
      if (name === "") throw wrong('Say at which program, function or built-in, as in ":break producer".');
      return added(machine, { kind: "function", request: { name, ...(condition === undefined ? {} : { condition }) } });
    },
  },
  stops: {
    args: "",
    does: phrase("lists all that the machine stops at, with numbers"),
    run: (adapter) => {
      const list = listed(debugged(adapter, "stops"), () => true);
      if (list !== "") return list;
      return adapter.conventions.words("nothing: ask with :stop EVENT, :watch EXPRESSION or :break ROUTINE");
    },
  },
  clear: {
    args: phrase("NUMBER|all"),
    takes: (machine) => ["all", ...ownNumbers(machine)],
    does: phrase("takes back what was asked for in the console, by its number"),
    run: (adapter, parts) => {
      const machine = debugged(adapter, "clear");
      const { words } = machine.conventions;
      const own = ownNumbers(machine);
      if (parts.length === 0) throw wrong('Say which, as in ":clear 3" or ":clear all"; ":stops" lists them.');
      const asked = parts[0] === "all" ? own : parts;
      const unknown = asked.find((word) => !own.includes(word));
      if (unknown !== undefined) throw notOwn(machine, unknown);
      const gone = listed(machine, (id) => asked.includes(String(id)));
      machine.session.changeBreakpoints((set) => removeOwn(set, asked.map(Number)));
      return gone === "" ? words("nothing was asked for here") : `${words("cleared:")}\n${gone}`;
    },
  },
};

/** Why a number cannot be cleared. */
function notOwn({ session }: Machine, word: string): RequestError {
  const isOfEditor = stopList(session.breakpoints, session.map).some(({ id }) => String(id) === word);
  return isOfEditor
    ? wrong("Number {0} is of your editor: take it away there.", word)
    : wrong('"{0}" is no number of what was asked for here: ":stops" lists them.', word);
}
