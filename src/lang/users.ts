/**
 * Who uses which semaphore, condition, barrier and mailbox, by program: what can be known before the run of who may end a wait.
 *
 * Keeps true: a program is named if its code, or code that it calls, spawns or starts, may give to the object or take from it;
 * nothing is said of an object that is passed on as a value, nor where assembly calls the system: then it may be anybody.
 */
import { handleIndex } from "../isa/handles.ts";
import type { ObjectInfo, ObjectKind, ObjectUsers } from "../isa/image.ts";
import { Op } from "../isa/instructions.ts";
import type { Bound, BoundOf, BoundRoutine } from "./bound.ts";
import type { Checker } from "./checker.ts";
import type { Scenario } from "./scenario.ts";
import { eachExpression, eachStatement } from "./walk-bound.ts";

type Role = keyof ObjectUsers;

const KINDS: ReadonlySet<string> = new Set<ObjectKind>(["semaphore", "condition", "barrier", "mailbox"]);

/** The calls that give to their object, and those that take from it. */
const CALLS: Readonly<Record<Role, ReadonlySet<string>>> = {
  givers: new Set([
    ...["up", "V", "signal", "cond_signal", "cond_broadcast", "barrier_wait"],
    ...["send", "try_send", "send_within", "request", "mailbox_destroy"],
  ]),
  takers: new Set([
    ...["down", "P", "wait", "try_down", "cond_wait"],
    ...["receive", "try_receive", "receive_within", "mailbox_destroy"],
  ]),
};
const ROLES = Object.keys(CALLS) as Role[];

/** Who shows an object does nothing with it. */
const SHOWS = "print";

/** Objects of one declaration. */
interface Group {
  readonly objects: readonly ObjectInfo[];
  /** The routines that give and take themselves. */
  readonly routines: Readonly<Record<Role, Set<number>>>;
  isPassedOn: boolean;
}

/** The objects by kind and index, each with its declaration's group. */
function groupsOf(objects: readonly ObjectInfo[]): Map<string, Group> {
  const declared = new Map<string, ObjectInfo[]>();
  for (const object of objects) {
    const key = `${object.kind} ${object.range.source} ${object.range.from}`;
    const list = declared.get(key) ?? [];
    declared.set(key, list);
    list.push(object);
  }
  const groups = new Map<string, Group>();
  for (const list of declared.values()) {
    const group: Group = { objects: list, routines: { givers: new Set(), takers: new Set() }, isPassedOn: false };
    for (const { kind, index } of list) groups.set(`${kind} ${index}`, group);
  }
  return groups;
}

/** The group of the object that an expression names. */
function namedBy(groups: ReadonlyMap<string, Group>, e: Bound): Group | undefined {
  if (!KINDS.has(e.type)) return undefined;
  if (e.kind === "element") return groups.get(`${e.type} ${e.object.first}`);
  if (e.kind !== "constant") return undefined;
  return groups.get(`${e.type} ${handleIndex(e.value, e.type as ObjectKind)}`);
}

/** Notes what a routine does with objects, and which routines it may set going. */
function look(groups: ReadonlyMap<string, Group>, routine: BoundRoutine): number[] {
  const inPlace = new Set<Bound>();
  const goes: number[] = [];
  const lookAtCall = ({ call, args }: BoundOf<"system">): void => {
    const roles = ROLES.filter((role) => CALLS[role].has(call.name));
    args.forEach((arg, k) => {
      const group = namedBy(groups, arg);
      const isItsObject = roles.length > 0 && call.params[k]?.kinds.some((kind) => kind === arg.type) === true;
      if (group === undefined || (!isItsObject && call.name !== SHOWS)) return;
      inPlace.add(arg);
      for (const role of roles) group.routines[role].add(routine.symbol.routine);
    });
  };
  eachExpression(routine.body, (e) => {
    if (e.kind === "system") lookAtCall(e);
    if (e.kind === "call") goes.push(e.callee.routine);
    if (e.kind === "routine") goes.push(e.routine.routine);
    const group = inPlace.has(e) ? undefined : namedBy(groups, e);
    if (group !== undefined) group.isPassedOn = true;
  });
  return goes;
}

/** Each routine with all that it may set going, itself included. */
function reached(from: number, goes: ReadonlyMap<number, readonly number[]>): Set<number> {
  const found = new Set([from]);
  for (const routine of found) for (const next of goes.get(routine) ?? []) found.add(next);
  return found;
}

function callsInAssembly({ body }: BoundRoutine): boolean {
  let found = false;
  eachStatement(body, (s) => {
    if (s.kind !== "asm") return;
    found ||= s.lines.some((line) => line.kind === "instruction" && line.instruction.op === Op.sys);
  });
  return found;
}

/** Programs times routines: with more of them it would take too long to know who uses what. */
const MOST_REACHED = 4_000_000;

/** The objects of a scenario, each with its users where they are known. */
export function withUsers(checker: Checker, { objects, processes, shared }: Scenario): ObjectInfo[] {
  if (checker.routines.length * checker.programs.length > MOST_REACHED) return objects;
  if (checker.routines.some(callsInAssembly)) return objects;
  const groups = groupsOf(objects);
  const goes = new Map(checker.routines.map((routine) => [routine.symbol.routine, look(groups, routine)]));
  for (const value of [...processes.flatMap(({ args }) => args), ...shared.flatMap(({ init }) => init)]) {
    const group = value === undefined ? undefined : namedBy(groups, value);
    if (group !== undefined) group.isPassedOn = true;
  }
  const programs = checker.programs.map(({ index, routine }) => ({ index, routines: reached(routine, goes) }));
  const users = new Map<Group, ObjectUsers>();
  for (const group of new Set(groups.values())) {
    const by = (role: Role): number[] => {
      const own = [...group.routines[role]];
      if (own.length === 0) return [];
      return programs.filter(({ routines }) => own.some((each) => routines.has(each))).map(({ index }) => index);
    };
    if (!group.isPassedOn) users.set(group, { givers: by("givers"), takers: by("takers") });
  }
  return objects.map((object) => {
    const known = KINDS.has(object.kind) ? users.get(groups.get(`${object.kind} ${object.index}`)!) : undefined;
    return known === undefined ? object : { ...object, users: known };
  });
}
