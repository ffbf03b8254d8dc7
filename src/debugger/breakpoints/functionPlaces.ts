/**
 * Where a function breakpoint stands: the entry of a program or function by its name, or every place that calls a built-in.
 */
import { codeAddress } from "../../isa/image.ts";
import { Op } from "../../isa/instructions.ts";
import { SYSCALLS } from "../../isa/syscalls.ts";
import { nearest } from "../../lang/scope.ts";
import { indexAt, spanAt, spanOf, type BreakLocation, type CodeMap } from "../inspect/codeMap.ts";

/** The built-ins that compile to instructions of their own. */
const INSTRUCTION_CALLS: ReadonlyMap<string, readonly number[]> = new Map([
  ["compute", [Op.work, Op.worki]],
  ["test_and_set", [Op.tas]],
  ["compare_and_swap", [Op.cas]],
  ["fetch_and_add", [Op.faa]],
  ["swap", [Op.swp]],
]);

function located(map: CodeMap, index: number): BreakLocation[] {
  const span = spanAt(map, index);
  return span === undefined ? [] : [{ index, span }];
}

/** The entries of the routines with a name: `producer`, `refill`, or `producer.refill` for one function of one program. */
function routinePlaces(map: CodeMap, name: string): BreakLocation[] {
  const { programs, routines } = map.image;
  const [last = "", program] = name.split(".").reverse();
  return routines
    .filter((routine) => routine.name === last)
    .filter(({ kind, program: owner }) => {
      if (program === undefined) return true;
      return kind === "function" && owner !== undefined && programs[owner]?.name === program;
    })
    .map((routine) => ({ index: routine.entry, isEntry: true, span: spanOf(map, routine.nameRange) }));
}

/** The calls of a built-in: what it is said to stop at is the moment before it does anything. */
function callPlaces(map: CodeMap, name: string): BreakLocation[] {
  const call = SYSCALLS.find((row) => row.name === name);
  if (call === undefined) return [];
  const { code } = map.image;
  const own = INSTRUCTION_CALLS.get(name);
  const found: BreakLocation[] = [];
  for (let index = 0; index * 2 < code.length; index++) {
    const op = code[index * 2]! & 255;
    const isCall = own === undefined ? op === Op.sys && code[index * 2 + 1] === call.number : own.includes(op);
    if (isCall) found.push(...located(map, index));
  }
  return found;
}

/** The places that a function's name means, or a sentence that says why there are none. */
export function functionPlaces(map: CodeMap, name: string): readonly BreakLocation[] | string {
  const routines = routinePlaces(map, name);
  if (routines.length > 0) return routines;
  const calls = callPlaces(map, name);
  if (calls.length > 0) return calls;
  return SYSCALLS.some((row) => row.name === name)
    ? map.words('Nothing in this scenario calls "{0}".', name)
    : unknownText(map, name);
}

/** That there is nothing of a name, with the nearest name that there is. */
function unknownText(map: CodeMap, name: string): string {
  const near = nearest(name, [...routineNames(map), ...SYSCALLS.map((row) => row.name)]);
  return near === undefined
    ? map.words('There is no program, function or built-in "{0}".', name)
    : map.words('There is no program, function or built-in "{0}": did you mean "{1}"?', name, near);
}

/** The place of the instruction at an address, or a sentence that says why there is none. */
export function instructionPlaces(map: CodeMap, address: number): readonly BreakLocation[] | string {
  const found = located(map, indexAt(map, address));
  if (found.length > 0) return found;
  return map.words("There is no instruction at {0}.", `0x${(address >>> 0).toString(16).padStart(4, "0")}`);
}

/** The address of the instruction of a place. */
export function addressOf({ index }: Pick<BreakLocation, "index">): number {
  return codeAddress(index);
}

/** The names that function breakpoints can have: programs, functions, functions of a program, and the built-ins that are called. */
export function routineNames(map: CodeMap): readonly string[] {
  const { programs, routines } = map.image;
  const owned = routines.flatMap(({ kind, name, program }) => {
    const owner = program === undefined ? undefined : programs[program]?.name;
    return kind === "function" && owner !== undefined ? [name, `${owner}.${name}`] : [name];
  });
  const called = SYSCALLS.map(({ name }) => name).filter((name) => callPlaces(map, name).length > 0);
  return [...new Set([...owned, ...called])];
}
