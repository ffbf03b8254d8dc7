/**
 * What is certain of a scenario before it runs, for those who say that something in it has no effect: which calls its programs
 * make, how many processes there can be, what is chosen by chance.
 *
 * Keeps true: a fact is certain. Where `asm` may call the system by number, every call may be made.
 */
import type { OperatorBlock } from "../isa/image.ts";
import type { Choice, MachineSettings, SettingValue } from "../isa/settings.ts";
import type { Checker } from "./checker.ts";
import type { Scenario } from "./scenario.ts";
import { eachExpression, eachStatement } from "./walk-bound.ts";

/** What is known. */
export interface Facts {
  readonly scenario: Scenario;
  /** Whether any program may make one of the calls. */
  readonly may: (...calls: readonly string[]) => boolean;
  readonly hasAssembly: boolean;
  /** Whether more processes may come into being than are declared. */
  readonly isOpen: boolean;
  /** Whether a thread may ever wait, yield or wake another, or a process come after the first tick. */
  readonly hasReturns: boolean;
  readonly hasSeveralThreads: boolean;
  readonly hasPriorities: boolean;
  /** The devices that programs name. */
  readonly devicesNamed: ReadonlySet<string>;
  /** Whether the operator, or a program, suspends. */
  readonly suspends: boolean;
}

/** Calls that make nobody wait and wake nobody. */
const ALONE: ReadonlySet<string> = new Set(["compute", "print", "pid", "ppid", "tid", "status", "exit"]);
const ALONE_GROUPS: ReadonlySet<string> = new Set(["facts", "atomics"]);

/** The word that a setting chose. */
export function wordOf(value: SettingValue | undefined): string {
  if (typeof value === "object" && "name" in value) return value.name;
  return typeof value === "string" ? value : "";
}

export function choiceIn(value: SettingValue | undefined): Choice | undefined {
  return typeof value === "object" && "name" in value ? value : undefined;
}

/** Whether the operator makes one of the calls. */
function operatorMay(operators: readonly OperatorBlock[], ...calls: readonly string[]): boolean {
  return operators.some(({ actions }) =>
    actions.some((action) => action.kind === "call" && calls.includes(action.call)),
  );
}

export function factsOf(checker: Checker, scenario: Scenario, operators: readonly OperatorBlock[]): Facts {
  const calls = new Set<string>();
  let waits = false;
  let hasAssembly = false;
  for (const { body } of checker.routines) {
    eachExpression(body, (e) => {
      if (e.kind !== "system") return;
      calls.add(e.call.name);
      waits ||= !ALONE.has(e.call.name) && !ALONE_GROUPS.has(e.call.group);
    });
    eachStatement(body, (s) => {
      hasAssembly ||= s.kind === "asm";
    });
  }
  const may = (...names: readonly string[]): boolean => hasAssembly || names.some((name) => calls.has(name));
  const { processes } = scenario;
  const isOpen = may("fork", "start", "start_on");
  const comesLater = processes.some(({ settings }) => settings.arrival > 0 || settings.period !== undefined);
  return {
    scenario,
    may,
    hasAssembly,
    isOpen,
    hasReturns: comesLater || hasAssembly || waits || operators.length > 0,
    hasSeveralThreads: processes.length > 1 || isOpen || may("spawn", "spawn_bound"),
    hasPriorities: new Set(processes.map(({ settings }) => settings.priority)).size > 1 || may("set_priority"),
    devicesNamed: new Set(
      checker.references.flatMap(({ symbol, role }) =>
        symbol.kind === "device" && role !== "declaration" ? [symbol.name] : [],
      ),
    ),
    suspends: may("suspend") || operatorMay(operators, "suspend"),
  };
}

/** The programs' processes on a machine, declared ones. */
export function declaredOn({ scenario }: Facts, machine: number): number {
  return scenario.processes.filter((process) => process.machine === machine).length;
}

/** The thread models that processes of a machine have. */
export function modelsOn({ scenario }: Facts, machine: number, settings: MachineSettings): readonly Choice[] {
  const own = scenario.processes.filter((process) => process.machine === machine).map(({ settings: s }) => s.threads);
  return own.map((model) => model ?? settings.threads);
}
