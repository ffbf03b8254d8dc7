/**
 * Commands of the debug console, which begin with a colon: `:goto 120`, `:dispatch p`. One row each; what else is written there is
 * an expression. They are for clients without buttons of ours, and for fast fingers.
 */
import { phrase, type Words } from "../base/words.ts";
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

/** A number; `problem` says what it is, with an example. */
function whole(word: string | undefined, problem: string): number {
  if (word === undefined || !/^\d+$/.test(word)) throw wrong(problem);
  return Number(word);
}

/** One of some words; `problem` says which there are. */
function oneOf<T extends string>(all: readonly T[], word: string | undefined, problem: string): T {
  const found = all.find((each) => each === word);
  if (found === undefined) throw wrong(problem, all.join(", "));
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
  if (id === undefined) throw wrong('"{0}" names no thread: say a process by name or pid, or pid.thread.', word);
  return threadNumber(id);
}

/** The CPU that a word means, by its number in the machine of a thread; without a word any. */
function cpuNamed({ session: { sim } }: Machine, number: number, word: string | undefined): number {
  if (word === undefined) return -1;
  const wanted = whole(word, phrase('A CPU is a whole number, as in ":dispatch p 0".'));
  const found = cpuOfMachine(sim, number - 1, wanted);
  if (found === undefined) throw wrong("Its machine has no CPU {0}.", wanted);
  return found;
}

const deedRow = (kind: SteeringDeed["kind"], does: string): CommandRow => ({
  args: phrase("THREAD"),
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
  args: phrase("THREAD"),
  takes: "thread",
  does,
  run: async (adapter, [thread]) => (await lastWait(which)(adapter, { threadId: threadNamed(adapter, thread) })).text,
});

export const COMMANDS: Readonly<Record<string, CommandRow>> = {
  choose: {
    args: phrase("THREAD"),
    takes: "thread",
    does: phrase("gives the CPU to that one, when the machine asks"),
    run: (adapter, [thread]) => {
      choose(adapter, threadNamed(adapter, thread));
      return "";
    },
  },
  dispatch: {
    args: phrase("THREAD [CPU]"),
    takes: "thread",
    does: phrase("that thread runs next, on any CPU or on that one: a new future"),
    run: (adapter, [thread, cpu]) => {
      const machine = adapter.stoppedMachine("dispatch");
      const number = threadNamed(adapter, thread);
      return steer(adapter, deedOf("dispatch", machine, { threadId: number, cpu: cpuNamed(machine, number, cpu) }));
    },
  },
  hold: deedRow("hold", phrase("that thread does not run until it is released")),
  release: deedRow("release", phrase("ends that")),
  kill: deedRow("kill", phrase("ends the process of that thread")),
  suspend: deedRow("suspend", phrase("takes its process out of the competition")),
  resume: deedRow("resume", phrase("lets its process compete again")),
  priority: {
    args: phrase("THREAD N"),
    takes: "thread",
    does: phrase("gives that thread another priority"),
    run: (adapter, [thread, priority]) => {
      const machine = adapter.stoppedMachine("priority");
      const threadId = threadNamed(adapter, thread);
      const wanted = whole(priority, phrase('A priority is a whole number, as in ":priority p 3".'));
      return steer(adapter, deedOf("priority", machine, { threadId, priority: wanted }));
    },
  },
  choices: {
    args: "",
    does: phrase("the choices that led here, as a record that a launch can repeat"),
    run: (adapter) => recordText(adapter.stoppedMachine("choices").session.record()),
  },
  scope: {
    args: STEP_SCOPES.join("|"),
    takes: STEP_SCOPES,
    does: phrase("whose a step is: the thread's, its CPU's, the machine's, or the thread's alone"),
    run: (adapter, [scope]) => {
      const wanted = oneOf(STEP_SCOPES, scope, phrase("The scope of a step is one of these: {0}."));
      return setStepping(adapter.theMachine("scope"), { scope: wanted }).text;
    },
  },
  follow: {
    args: "on|off",
    takes: ON_OFF,
    does: phrase("whether the focus follows the CPU, or stays with your thread"),
    run: (adapter, [word]) => {
      const wanted = oneOf(ON_OFF, word, phrase("The focus follows the CPU, or does not: {0}."));
      return setStepping(adapter.theMachine("follow"), { follow: wanted === "on" }).text;
    },
  },
  hex: {
    args: "on|off",
    takes: ON_OFF,
    does: phrase("whether numbers are shown in hexadecimal"),
    run: (adapter, [word]) => {
      const { words } = adapter.conventions;
      const wanted = oneOf(ON_OFF, word, phrase("Numbers are hexadecimal, or not: {0}."));
      adapter.theMachine("hex").showsHex = wanted === "on";
      return wanted === "on" ? words("numbers are shown in hexadecimal") : words("numbers are shown in decimal");
    },
  },
  set: {
    args: phrase("PLACE = EXPRESSION"),
    takes: "expression",
    does: phrase("gives a variable, a register or a field of a PCB another value: a new future"),
    run: (adapter, parts, frameId) => {
      const [, expression, value] = /^([^=]*[^=<>!\s])\s*=(?!=)(.*)$/.exec(parts.join(" ")) ?? [];
      if (expression === undefined || value === undefined)
        throw wrong('Say what is to have which value, as in ":set count = 3".');
      const machine = adapter.stoppedMachine("set");
      const now = setExpression(machine, { expression, value, ...seenFrom(frameId) }).value;
      return adapter.conventions.words("{0} is {1} now", expression, now);
    },
  },
  changed: {
    args: phrase("EXPRESSION"),
    takes: "expression",
    does: phrase("goes back to where that last changed; again, to the time before"),
    run: async (adapter, parts, frameId) =>
      (await lastChange(adapter, { name: parts.join(" "), ...seenFrom(frameId) })).text,
  },
  woke: waitRow("woke", phrase("goes back to who woke that thread")),
  blocked: waitRow("blocked", phrase("goes back to where that thread began to wait")),
  ...STOP_COMMANDS,
  lines: {
    args: phrase("[TEXT]"),
    does: phrase("the last lines that hold that text, with number and tick"),
    run: (adapter, parts) => {
      const { words } = adapter.conventions;
      const { lines } = consoleLines(adapter.theMachine("lines"));
      const found = lines.filter(({ text }) => text.includes(parts.join(" "))).slice(-MOST_LINES);
      if (found.length === 0)
        return parts.length === 0 ? words("nothing has been printed yet") : words("there is no such line");
      return found.map(({ number, tick, text }) => `${number}  ${words("tick {0}", tick)}  ${text}`).join("\n");
    },
  },
  line: {
    args: phrase("NUMBER"),
    does: phrase("goes to where that line was printed"),
    run: async (adapter, [number]) =>
      (await goToLine(adapter, whole(number, phrase('A line is a whole number, as in ":line 3".')))).text,
  },
  goto: {
    args: phrase("TICK"),
    does: phrase("goes to a tick, of the past or to come"),
    run: (adapter, [tick]) => {
      goToTick(adapter, { tick: whole(tick, phrase('A tick is a whole number, as in ":goto 120".')) });
      return "";
    },
  },
  tick: moveRow(phrase("goes on to the next tick"), stepTick),
  switch: moveRow(phrase("goes on to the next context switch"), nextContextSwitch),
  event: moveRow(phrase("goes on to whatever happens next in the machine"), nextEvent),
  back: {
    args: "[tick|switch|event]",
    takes: ["tick", "switch", "event"],
    does: phrase("goes back to the tick before, to the context switch or whatever happened before"),
    run: (adapter, [word = "tick"]) => {
      BACK[oneOf(["tick", "switch", "event"], word, phrase("Back is to one of these: {0}."))](adapter);
      return "";
    },
  },
  help: {
    args: phrase("[COMMAND]"),
    does: phrase("this list"),
    run: ({ conventions }, [wanted]) => helpText(conventions.words, wanted),
  },
};

function helpText(words: Words, wanted = ""): string {
  const name = wanted.replace(/^:/, "");
  const rows = Object.entries(COMMANDS).filter(([each]) => name === "" || each === name);
  if (rows.length === 0) throw unknownCommand(name);
  return rows
    .map(([each, { args, does }]) => `${`:${each} ${words(args)}`.padEnd(MOST_USAGE)} ${words(does)}`)
    .join("\n");
}

function unknownCommand(name: string): RequestError {
  return wrong('There is no command ":{0}": ":help" lists those that there are.', name);
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
export function notEvaluated(words: Words, text: string, error: RequestError): DebugProtocol.EvaluateResponse["body"] {
  const asked = HELP.exec(text);
  if (asked !== null) return { result: helpText(words, asked[1]), variablesReference: 0 };
  const [name = ""] = text.trim().split(/\s/);
  if (!Object.hasOwn(COMMANDS, name)) throw error;
  const template = phrase('{0} As a command it begins with a colon: ":{1}".');
  throw new RequestError("evaluate", template, error.toldIn(words), text.trim());
}

/** Carries out a command. */
export async function runCommand(
  adapter: AdapterControl,
  text: string,
  frameId?: number,
): Promise<DebugProtocol.EvaluateResponse["body"]> {
  const [name = "", ...parts] = text.trim().slice(1).trim().split(/\s+/);
  const row = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (row === undefined) throw unknownCommand(name);
  const result = await row.run(adapter, parts, frameId);
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
    ).map((item) => ({ ...item, detail: machine.conventions.words(COMMANDS[item.label.slice(1)]!.does) }));
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
