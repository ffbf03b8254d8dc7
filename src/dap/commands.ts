/**
 * Commands of the debug console, which begin with a colon: `:goto 120`, `:dispatch p`. One row each; what else is written there is
 * an expression. They are for clients without buttons of ours, and for fast fingers.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { SteeringDeed } from "../debugger/time/deeds.ts";
import { recordText } from "../debugger/time/choiceRecord.ts";
import { cpuOfMachine, threadNames, threadNumber } from "../debugger/inspect/threads.ts";
import { wrong, type CommandRow } from "./commandRow.ts";
import type { AdapterControl } from "./control.ts";
import { RequestError } from "./errors.ts";
import { setExpression } from "./inspect.ts";
import type { Machine } from "./machine.ts";
import { choose, deedOf, steer } from "./steering.ts";
import { STOP_COMMANDS } from "./stopCommands.ts";
import { setStepping, STEP_SCOPES } from "./stepping.ts";
import {
  goToTick,
  nextContextSwitch,
  nextEvent,
  previousContextSwitch,
  previousEvent,
  previousTick,
  stepTick,
} from "./ticks.ts";
import { consoleLines, goToLine, lastChange, lastWait } from "./travel.ts";

/** Columns of a command with its arguments, in the list. */
const MOST_USAGE = 28;

/** Names of threads that are offered at most. */
const MOST_NAMES = 200;

/** Lines that `:lines` shows at most. */
const MOST_LINES = 50;

function whole(word: string | undefined, what: string, example: string): number {
  if (word === undefined || !/^\d+$/.test(word)) throw wrong(`${what} is a whole number, as in "${example}".`);
  return Number(word);
}

/** One of some words, or a sentence that says which there are. */
function oneOf<T extends string>(words: readonly T[], word: string | undefined, what: string): T {
  const found = words.find((each) => each === word);
  if (found === undefined) throw wrong(`${what}: ${words.join(", ")}.`);
  return found;
}

/** The frame of a request, where there is one. */
const seenFrom = (frameId: number | undefined): { frameId?: number } => (frameId === undefined ? {} : { frameId });

const ON_OFF = ["on", "off"] as const;

/** The thread that a word means: a process by its name or pid (its main thread), or `pid.number`. */
function threadNamed(adapter: AdapterControl, word: string | undefined): number {
  const { world } = adapter.stoppedMachine("command").session.sim;
  const [name = "", number = "1"] = (word ?? "").split(".");
  const process = world.processes.find(({ pid, name: own }) => pid > 0 && (own === name || String(pid) === name));
  const id = process?.threads.find((each) => String(world.threads[each]!.number) === number);
  if (word === undefined) throw wrong("Say which thread: a process by name or pid, or pid.thread.");
  if (id === undefined) throw wrong(`"${word}" names no thread: say a process by name or pid, or pid.thread.`);
  return threadNumber(id);
}

/** The CPU that a word means, by its number in the machine of a thread; without a word any. */
function cpuNamed({ session: { sim } }: Machine, number: number, word: string | undefined): number {
  if (word === undefined) return -1;
  const wanted = whole(word, "A CPU", ":dispatch p 0");
  const found = cpuOfMachine(sim, number - 1, wanted);
  if (found === undefined) throw wrong(`Its machine has no CPU ${wanted}.`);
  return found;
}

const deedRow = (kind: SteeringDeed["kind"], does: string): CommandRow => ({
  args: "THREAD",
  takes: "thread",
  does,
  run: (adapter, [thread]) => {
    const machine = adapter.stoppedMachine(kind);
    return steer(adapter, deedOf(kind, machine, { threadId: threadNamed(adapter, thread) }));
  },
});

/** A move of the machine: its stop says where that led. */
const moveRow = (does: string, move: (adapter: AdapterControl) => void): CommandRow => ({
  args: "",
  does,
  run: (adapter) => {
    move(adapter);
    return "";
  },
});

/** To where the machine is moved back, by the word for it. */
const BACK = { tick: previousTick, switch: previousContextSwitch, event: previousEvent } as const;

const waitRow = (which: "woke" | "blocked", does: string): CommandRow => ({
  args: "THREAD",
  takes: "thread",
  does,
  run: async (adapter, [thread]) => (await lastWait(which)(adapter, { threadId: threadNamed(adapter, thread) })).text,
});

export const COMMANDS: Readonly<Record<string, CommandRow>> = {
  choose: {
    args: "THREAD",
    takes: "thread",
    does: "gives the CPU to that one, when the machine asks",
    run: (adapter, [thread]) => {
      choose(adapter, threadNamed(adapter, thread));
      return "";
    },
  },
  dispatch: {
    args: "THREAD [CPU]",
    takes: "thread",
    does: "that thread runs next, on any CPU or on that one: a new future",
    run: (adapter, [thread, cpu]) => {
      const machine = adapter.stoppedMachine("dispatch");
      const number = threadNamed(adapter, thread);
      return steer(adapter, deedOf("dispatch", machine, { threadId: number, cpu: cpuNamed(machine, number, cpu) }));
    },
  },
  hold: deedRow("hold", "that thread does not run until it is released"),
  release: deedRow("release", "ends that"),
  kill: deedRow("kill", "ends the process of that thread"),
  suspend: deedRow("suspend", "takes its process out of the competition"),
  resume: deedRow("resume", "lets its process compete again"),
  priority: {
    args: "THREAD N",
    takes: "thread",
    does: "gives that thread another priority",
    run: (adapter, [thread, priority]) => {
      const machine = adapter.stoppedMachine("priority");
      const args = { threadId: threadNamed(adapter, thread), priority: whole(priority, "A priority", ":priority p 3") };
      return steer(adapter, deedOf("priority", machine, args));
    },
  },
  choices: {
    args: "",
    does: "the choices that led here, as a record that a launch can repeat",
    run: (adapter) => recordText(adapter.stoppedMachine("choices").session.record()),
  },
  scope: {
    args: STEP_SCOPES.join("|"),
    takes: STEP_SCOPES,
    does: "whose a step is: the thread's, its CPU's, the machine's, or the thread's alone",
    run: (adapter, [scope]) => {
      const wanted = oneOf(STEP_SCOPES, scope, "The scope of a step is one of these");
      return setStepping(adapter.theMachine("scope"), { scope: wanted }).text;
    },
  },
  follow: {
    args: "on|off",
    takes: ON_OFF,
    does: "whether the focus follows the CPU, or stays with your thread",
    run: (adapter, [word]) => {
      const wanted = oneOf(ON_OFF, word, "The focus follows the CPU, or does not");
      return setStepping(adapter.theMachine("follow"), { follow: wanted === "on" }).text;
    },
  },
  hex: {
    args: "on|off",
    takes: ON_OFF,
    does: "whether numbers are shown in hexadecimal",
    run: (adapter, [word]) => {
      adapter.theMachine("hex").showsHex = oneOf(ON_OFF, word, "Numbers are hexadecimal, or not") === "on";
      return word === "on" ? "numbers are shown in hexadecimal" : "numbers are shown in decimal";
    },
  },
  set: {
    args: "PLACE = EXPRESSION",
    takes: "expression",
    does: "gives a variable, a register or a field of a PCB another value: a new future",
    run: (adapter, words, frameId) => {
      const [, expression, value] = /^([^=]*[^=<>!\s])\s*=(?!=)(.*)$/.exec(words.join(" ")) ?? [];
      if (expression === undefined || value === undefined)
        throw wrong('Say what is to have which value, as in ":set count = 3".');
      const machine = adapter.stoppedMachine("set");
      return `${expression} is ${setExpression(machine, { expression, value, ...seenFrom(frameId) }).value} now`;
    },
  },
  changed: {
    args: "EXPRESSION",
    takes: "expression",
    does: "goes back to where that last changed; again, to the time before",
    run: async (adapter, words, frameId) =>
      (await lastChange(adapter, { name: words.join(" "), ...seenFrom(frameId) })).text,
  },
  woke: waitRow("woke", "goes back to who woke that thread"),
  blocked: waitRow("blocked", "goes back to where that thread began to wait"),
  ...STOP_COMMANDS,
  lines: {
    args: "[TEXT]",
    does: "the last lines that hold that text, with number and tick",
    run: (adapter, words) => {
      const { lines } = consoleLines(adapter.theMachine("lines"));
      const found = lines.filter(({ text }) => text.includes(words.join(" "))).slice(-MOST_LINES);
      if (found.length === 0) return words.length === 0 ? "nothing has been printed yet" : "there is no such line";
      return found.map(({ number, tick, text }) => `${number}  tick ${tick}  ${text}`).join("\n");
    },
  },
  line: {
    args: "NUMBER",
    does: "goes to where that line was printed",
    run: async (adapter, [number]) => (await goToLine(adapter, whole(number, "A line", ":line 3"))).text,
  },
  goto: {
    args: "TICK",
    does: "goes to a tick, of the past or to come",
    run: (adapter, [tick]) => {
      goToTick(adapter, { tick: whole(tick, "A tick", ":goto 120") });
      return "";
    },
  },
  tick: moveRow("goes on to the next tick", stepTick),
  switch: moveRow("goes on to the next context switch", nextContextSwitch),
  event: moveRow("goes on to whatever happens next in the machine", nextEvent),
  back: {
    args: "[tick|switch|event]",
    takes: ["tick", "switch", "event"],
    does: "goes back to the tick before, to the context switch or whatever happened before",
    run: (adapter, [word = "tick"]) => {
      BACK[oneOf(["tick", "switch", "event"], word, "Back is to one of these")](adapter);
      return "";
    },
  },
  help: {
    args: "[COMMAND]",
    does: "this list",
    run: (_adapter, [wanted]) => helpText(wanted),
  },
};

function helpText(wanted = ""): string {
  const name = wanted.replace(/^:/, "");
  const rows = Object.entries(COMMANDS).filter(([each]) => name === "" || each === name);
  if (rows.length === 0) throw unknownCommand(name);
  return rows.map(([each, { args, does }]) => `${`:${each} ${args}`.padEnd(MOST_USAGE)} ${does}`).join("\n");
}

function unknownCommand(name: string): RequestError {
  return wrong(`There is no command ":${name}": ":help" lists those that there are.`);
}

/** Whether a text of the console is a command. */
export function isCommand(text: string): boolean {
  return text.trimStart().startsWith(":");
}

/** What people write who do not know the colon yet: `help`, `help goto`, `?`. */
const HELP = /^\s*(?:\?|help\b)\s*:?(\w*)\s*$/i;

/**
 * A text of the console that cannot be evaluated: help where that is what it asks for; what it would be as a command.
 * @param error why it cannot be evaluated
 */
export function notEvaluated(text: string, error: RequestError): DebugProtocol.EvaluateResponse["body"] {
  const asked = HELP.exec(text);
  if (asked !== null) return { result: helpText(asked[1]), variablesReference: 0 };
  const [name = ""] = text.trim().split(/\s/);
  if (!Object.hasOwn(COMMANDS, name)) throw error;
  throw new RequestError("evaluate", `${error.message} As a command it begins with a colon: ":${text.trim()}".`);
}

/** Carries out a command. */
export async function runCommand(
  adapter: AdapterControl,
  text: string,
  frameId?: number,
): Promise<DebugProtocol.EvaluateResponse["body"]> {
  const [name = "", ...words] = text.trim().slice(1).trim().split(/\s+/);
  const row = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (row === undefined) throw unknownCommand(name);
  const result = await row.run(adapter, words, frameId);
  return { result: result === adapter.toTell ? "" : result, variablesReference: 0 };
}

/** What a client may put in the place of the last word of a text. */
function targetsOf(labels: readonly string[], written: string, column: number): DebugProtocol.CompletionItem[] {
  const start = column - written.length;
  const found = labels.filter((label) => label.toLowerCase().startsWith(written.toLowerCase()));
  return found.map((label) => ({ label, type: "function" as const, start, length: written.length }));
}

/**
 * What a text of the console that begins with a colon may become: a command, or its argument.
 * @param ofExpression how an expression may go on
 */
export function commandCompletions(
  machine: Machine,
  text: string,
  column: number,
  ofExpression: () => DebugProtocol.CompletionItem[],
): DebugProtocol.CompletionItem[] {
  const [, name, written] = /^\s*:\s*(\w+)\s+(.*)$/.exec(text) ?? [];
  if (name === undefined || written === undefined)
    return targetsOf(
      Object.keys(COMMANDS).map((each) => `:${each}`),
      text.trimStart(),
      column,
    ).map((item) => ({ ...item, detail: COMMANDS[item.label.slice(1)]!.does }));
  const { takes, conditionNames } = (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined) ?? {};
  if (conditionNames !== undefined && /\sif\s/.test(written)) {
    const [word, point] = /(\.\s*)?[\p{L}\p{Nd}_]*$/u.exec(written)!;
    return point === undefined ? targetsOf(conditionNames(machine, written), word, column) : ofExpression();
  }
  if (takes === "expression") return ofExpression();
  if (takes === undefined || written.includes(" ")) return [];
  if (typeof takes === "function") return targetsOf(takes(machine), written, column);
  return targetsOf(takes === "thread" ? threadNames(machine.session.sim, MOST_NAMES) : takes, written, column);
}
