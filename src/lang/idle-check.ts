/**
 * Warns where a setting has no effect, and where the operator acts upon a process that is not there yet or no more.
 *
 * Keeps true: it warns only of what is certain, once at each setting; a setting that says no more than "nothing" (0, none,
 * unlimited) needs nothing. What settings need is in idle-settings.ts.
 */
import type { OperatorAction, OperatorBlock } from "../isa/image.ts";
import type { SettingValue } from "../isa/settings.ts";
import { report, type Checker } from "./checker.ts";
import { deviceEntries } from "./declare.ts";
import { hasErrors } from "./diagnostics.ts";
import { choiceIn, factsOf, wordOf, type Facts } from "./idle-facts.ts";
import { NEEDS, type Own } from "./idle-settings.ts";
import type { Scenario } from "./scenario.ts";
import type { DeclarationOf, Name, Settings, Value } from "./tree.ts";

interface Context {
  readonly checker: Checker;
  readonly facts: Facts;
  /** The file in which the settings stand. */
  readonly file: number;
}

type Values = Own["values"];

/** Words that ask for nothing. */
const NOTHING: ReadonlySet<string> = new Set(["none", "unlimited", "unbounded", "kernel", "global"]);

const isNothing = (value: SettingValue | undefined): boolean => value === 0 || NOTHING.has(wordOf(value));

function checkSetting(context: Context, path: string, key: Name, own: Own, value: SettingValue | undefined): boolean {
  const need = NEEDS[path];
  if (need === undefined || isNothing(value)) return false;
  const found = need(own, context.facts);
  if (found === undefined) return false;
  report(context, "withoutEffect", key, { name: key.text, why: found.why }, { hint: found.hint });
  return true;
}

/** The settings of a choice that was made: `library(cooperative, quantum: 3)`. */
function checkArguments(
  context: Context,
  path: string,
  value: Value,
  own: Own,
  chosen: SettingValue | undefined,
): void {
  const choice = choiceIn(chosen);
  if (value.kind !== "call" || choice === undefined) return;
  for (const { key, value: inner } of value.args)
    if (key !== undefined) {
      const argument = choice.args[key.text];
      const inside = `${path}.${choice.name}.${key.text}`;
      if (!checkSetting(context, inside, key, own, argument)) checkArguments(context, inside, inner, own, argument);
    }
}

function checkSettings(context: Context, owner: string, settings: Settings | undefined, own: Own): void {
  for (const { key, value } of settings?.entries ?? []) {
    const path = `${owner}.${key.text}`;
    const given = own.values[key.text];
    if (!checkSetting(context, path, key, own, given)) checkArguments(context, path, value, own, given);
  }
}

function ownOf({ scenario }: Facts, values: Values, machine: number, name = ""): Own | undefined {
  const info = scenario.machines[machine] ?? scenario.machines[0];
  return info === undefined ? undefined : { values, name, machine: { ...info.settings, index: info.index } };
}

function checkMachine(context: Context, node: DeclarationOf<"machine">, index: number): void {
  const { scenario } = context.facts;
  const info = scenario.machines[index];
  if (info === undefined) return;
  const own = ownOf(context.facts, info.settings as unknown as Values, index);
  if (own !== undefined) checkSettings(context, "machine", node.settings, own);
  for (const { key, value } of deviceEntries(node.settings)) {
    const device = scenario.devices.find((each) => each.machine === index && each.name === key.text);
    if (device === undefined || value.kind !== "call") continue;
    const values = device.settings as unknown as Values;
    const entries = value.args.flatMap((arg) => (arg.key === undefined ? [] : [{ ...arg, key: arg.key }]));
    const beside = ownOf(context.facts, values, index, key.text);
    if (beside !== undefined) checkSettings(context, "device", { ...value, kind: "settings", entries }, beside);
  }
}

function checkProcess(context: Context, node: DeclarationOf<"process">, index: number): void {
  const info = context.facts.scenario.processes[index];
  const own = info && ownOf(context.facts, info.settings as unknown as Values, info.machine, info.name);
  if (own !== undefined) checkSettings(context, "process", node.settings, own);
}

function checkObject(context: Context, node: DeclarationOf<"object">): void {
  const { file, facts } = context;
  const isIt = ({ from, source }: { readonly from: number; readonly source: number }): boolean =>
    from === node.from && source === file;
  const info = facts.scenario.objects.find(({ kind, range }) => kind === node.word && isIt(range));
  const own = info && ownOf(facts, info.settings, info.machine, info.name);
  if (own !== undefined) checkSettings(context, node.word, node.settings, own);
}

/** Looks at every setting of the scenario. */
export function checkIdle(checker: Checker, scenario: Scenario, operators: readonly OperatorBlock[]): void {
  // Where something is wrong, what a setting needs may be what was meant.
  if (hasErrors(checker.diagnostics)) return;
  const facts = factsOf(checker, scenario, operators);
  checker.files.forEach(({ tree, index: file }) => {
    const context: Context = { checker, facts, file };
    let [machines, processes] = [0, 0];
    for (const node of tree.declarations) {
      if (node.kind === "object") checkObject(context, node);
      else if (file === 0 && node.kind === "machine") checkMachine(context, node, machines++);
      else if (file === 0 && node.kind === "process") checkProcess(context, node, processes++);
    }
  });
  checkOperators(checker, scenario, operators);
}

/** The declared process that an action is about; -1: that is not known. */
function processOf(scenario: Scenario, action: Extract<OperatorAction, { kind: "call" }>): number {
  const [who] = action.args;
  if (who?.kind === "int") return who.value - 1;
  if (who?.kind !== "name" || scenario.shared.some(({ name }) => name === who.name)) return -1;
  return scenario.processes.findIndex(({ name }) => name === who.name);
}

/** What the operator does to processes that are not there: blocks in the order of their ticks. */
function checkOperators(checker: Checker, scenario: Scenario, operators: readonly OperatorBlock[]): void {
  const killed = new Map<number, number>();
  for (const { tick, actions } of operators) {
    for (const action of actions) {
      if (action.kind !== "call" || !["kill", "suspend", "resume"].includes(action.call)) continue;
      const index = processOf(scenario, action);
      const process = scenario.processes[index];
      if (process === undefined) continue;
      const why = whyAbsent(process, tick, killed.get(index));
      if (why !== undefined) {
        const { range } = action;
        report({ checker, file: range.source }, "withoutEffect", range, { name: action.call, why: why.why }, why);
      } else if (action.call === "kill") killed.set(index, tick);
    }
  }
}

function whyAbsent(
  { name, settings: { arrival } }: Scenario["processes"][number],
  tick: number,
  killed: number | undefined,
): { readonly why: string; readonly hint: string } | undefined {
  const later = `Let the block be at a tick after ${arrival}.`;
  if (tick < arrival) return { why: `'${name}' arrives at tick ${arrival}, after this`, hint: later };
  if (tick === arrival)
    return { why: `'${name}' arrives at tick ${arrival}, and the operator acts first`, hint: later };
  if (killed === undefined) return undefined;
  return { why: `the operator has ended '${name}' at tick ${killed}`, hint: "Take one of the two away." };
}
