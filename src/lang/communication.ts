/**
 * What can be known of a scenario's messages before it runs: calls that cannot succeed, mailboxes that nobody receives from or
 * sends to.
 *
 * Keeps true: it warns only of what is certain. A mailbox that is passed on as a value may be used anywhere, so nothing is said
 * of it; a file without processes is a library, and others may do what it leaves out.
 */
import { handleIndex } from "../isa/handles.ts";
import type { ObjectInfo } from "../isa/image.ts";
import type { SettingValue } from "../isa/settings.ts";
import type { Bound, BoundOf, BoundRoutine } from "./bound.ts";
import { report, type Checker } from "./checker.ts";
import type { Scenario } from "./scenario.ts";
import type { ObjectSymbol } from "./symbols.ts";
import { eachExpression } from "./walk-bound.ts";

/** Where each call has its receiver, the words of the message behind it, and where its source. */
const SENDS: Readonly<Partial<Record<string, number>>> = { send: 0, try_send: 0, request: 0, send_within: 1 };
const RECEIVES: Readonly<Partial<Record<string, number>>> = { receive: 0, try_receive: 0, receive_within: 1 };

/** How often a mailbox is named: to send to, to receive from, at all. */
interface Uses {
  readonly symbol: ObjectSymbol;
  sends: number;
  receives: number;
  mentions: number;
  /** The routines that do so. */
  readonly routines: Set<BoundRoutine>;
}

interface Context {
  readonly checker: Checker;
  readonly scenario: Scenario;
  readonly uses: ReadonlyMap<ObjectSymbol, Uses>;
  /** The declared mailboxes by the numbers of their boxes, with the settings of each. */
  readonly boxes: ReadonlyMap<number, ObjectSymbol>;
  readonly settings: ReadonlyMap<number, ObjectInfo["settings"]>;
  /** Whether every process has one thread only. */
  readonly isSingleThreaded: boolean;
  /** Whether there are no processes but those that the scenario declares. */
  readonly isClosed: boolean;
}

/** The mailboxes that are declared, with how often each is named. */
function mailboxUses({ references }: Checker): Map<ObjectSymbol, Uses> {
  const uses = new Map<ObjectSymbol, Uses>();
  for (const { symbol, role } of references) {
    if (symbol.kind !== "object" || symbol.word !== "mailbox") continue;
    const found = uses.get(symbol) ?? { symbol, sends: 0, receives: 0, mentions: 0, routines: new Set() };
    if (role !== "declaration") found.mentions++;
    uses.set(symbol, found);
  }
  return uses;
}

/** Each box of the mailboxes that are declared, with its declaration. */
function boxesOf(symbols: Iterable<ObjectSymbol>): Map<number, ObjectSymbol> {
  const boxes = new Map<number, ObjectSymbol>();
  for (const symbol of symbols) for (let k = 0; k < (symbol.length ?? 1); k++) boxes.set(symbol.first + k, symbol);
  return boxes;
}

/** The mailbox, or the array of them, that an argument names. */
function mailboxOf({ uses, boxes }: Context, target: Bound | undefined): Uses | undefined {
  if (target?.kind === "element") return uses.get(target.object);
  if (target?.kind !== "constant" || target.type !== "mailbox") return undefined;
  const symbol = boxes.get(handleIndex(target.value, "mailbox"));
  return symbol && uses.get(symbol);
}

/** A setting of a mailbox. */
function settingOf({ settings }: Context, { symbol }: Uses, name: string): SettingValue | undefined {
  return settings.get(symbol.first)?.[name];
}

const isOwnPid = (target: Bound | undefined): boolean => target?.kind === "system" && target.call.name === "pid";

/** Why a call that sends can never do it, as the error that it returns. */
function sendError(context: Context, e: BoundOf<"system">, place: number): { error: string; why: string } | undefined {
  const target = e.args[place];
  const box = mailboxOf(context, target);
  const words = e.args.length - place - 1;
  const size = box === undefined ? undefined : settingOf(context, box, "message");
  if (box !== undefined && typeof size === "number" && size !== words)
    return { error: "ERR_SIZE", why: `a message of '${box.symbol.name}' has ${countText(size)}, not ${words}` };
  const capacity = context.scenario.machines[0]?.settings.direct_capacity;
  const waits = e.call.name === "send" || e.call.name === "request";
  const isStuck = isOwnPid(target) && waits && (capacity === 0 || e.call.name === "request");
  return isStuck && context.isSingleThreaded
    ? { error: "ERR_DEADLOCK", why: "a process cannot meet itself" }
    : undefined;
}

const countText = (count: number): string => (count === 1 ? "1 word" : `${count} words`);

function checkCall(context: Context, routine: BoundRoutine, e: BoundOf<"system">): void {
  const { name } = e.call;
  const receives = RECEIVES[name];
  const from = receives === undefined ? undefined : mailboxOf(context, e.args[receives]);
  from?.routines.add(routine);
  if (from !== undefined) from.receives++;
  const sends = SENDS[name];
  if (sends === undefined) return;
  const to = mailboxOf(context, e.args[sends]);
  to?.routines.add(routine);
  if (to !== undefined) to.sends++;
  const found = sendError(context, e, sends);
  const at = { checker: context.checker, file: routine.symbol.file };
  if (found !== undefined) report(at, "certainError", e.span, found);
}

/** The only process that uses a mailbox, if that is known. */
function soleUser({ scenario, isSingleThreaded, isClosed }: Context, { routines }: Uses): string | undefined {
  const [{ symbol } = { symbol: undefined }, ...others] = routines;
  if (symbol?.kind !== "program" || others.length > 0 || !isSingleThreaded || !isClosed) return undefined;
  const [process, ...more] = scenario.processes.filter(({ program }) => program === symbol.index);
  return more.length === 0 ? process?.name : undefined;
}

/** Warns where one side of a mailbox is missing, or both are one process that would have to meet itself. */
function checkSides(context: Context, uses: Uses): void {
  const { checker } = context;
  const { symbol, sends, receives, mentions } = uses;
  if (mentions === 0 || mentions > sends + receives) return;
  const at = { checker, file: symbol.file };
  if (receives === 0) report(at, "noReceiver", symbol.nameSpan, { name: symbol.name });
  if (sends === 0) report(at, "noSender", symbol.nameSpan, { name: symbol.name });
  if (sends === 0 || receives === 0 || settingOf(context, uses, "capacity") !== 0) return;
  const process = soleUser(context, uses);
  if (process !== undefined) report(at, "meetsItself", symbol.nameSpan, { name: symbol.name, process });
}

/** Looks at all calls of a scenario that has processes. */
export function checkCommunication(checker: Checker, scenario: Scenario): void {
  const calls = checker.routines.flatMap((routine) => {
    const found: BoundOf<"system">[] = [];
    eachExpression(routine.body, (e) => {
      if (e.kind === "system") found.push(e);
    });
    return found.map((call) => ({ routine, call }));
  });
  const none = (names: readonly string[]): boolean => calls.every(({ call }) => !names.includes(call.call.name));
  const uses = mailboxUses(checker);
  const boxes = scenario.objects.filter(({ kind }) => kind === "mailbox");
  const context: Context = {
    checker,
    scenario,
    uses,
    boxes: boxesOf(uses.keys()),
    settings: new Map(boxes.map(({ index, settings }) => [index, settings])),
    isSingleThreaded: none(["spawn", "spawn_bound"]),
    isClosed: none(["fork", "start", "start_on", "exec"]),
  };
  for (const { routine, call } of calls) checkCall(context, routine, call);
  if (scenario.processes.length > 0) for (const each of uses.values()) checkSides(context, each);
}
