/**
 * Commands of the debug console, which begin with a colon: `:goto 120`, `:dispatch p`. One row each; what else is written there is
 * an expression. They are for clients without buttons of ours, and for fast fingers.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { SteeringDeed } from "../debugger/time/deeds.ts";
import { recordText } from "../debugger/time/choiceRecord.ts";
import { threadNumber } from "../debugger/inspect/threads.ts";
import type { AdapterControl } from "./control.ts";
import { RequestError } from "./errors.ts";
import { choose, deedOf, steer } from "./steering.ts";
import { setStepping, STEP_SCOPES } from "./stepping.ts";
import { goToTick, previousTick, stepTick } from "./ticks.ts";
import { consoleLines, goToLine, lastChange, lastWait } from "./travel.ts";

/** Columns of a command with its arguments, in the list. */
const MOST_USAGE = 28;

/** Lines that `:lines` shows at most. */
const MOST_LINES = 50;

/** A command: what follows its name in the usage, what it does, and what it answers. */
interface CommandRow {
  readonly args: string;
  readonly does: string;
  run(adapter: AdapterControl, words: readonly string[]): string | Promise<string>;
}

function wrong(detail: string): RequestError {
  return new RequestError("argument", detail);
}

function whole(word: string | undefined, what: string): number {
  if (word === undefined || !/^\d+$/.test(word)) throw wrong(`${what} is a whole number, as in ":goto 120".`);
  return Number(word);
}

/** The thread that a word means: a process by its name or pid (its main thread), or `pid.number`. */
function threadNamed(adapter: AdapterControl, word: string | undefined): number {
  const { world } = adapter.stoppedMachine("command").session.sim;
  const [name = "", number = "1"] = (word ?? "").split(".");
  const process = world.processes.find(({ pid, name: own }) => pid > 0 && (own === name || String(pid) === name));
  const id = process?.threads.find((each) => String(world.threads[each]!.number) === number);
  if (id === undefined) throw wrong(`"${word ?? ""}" names no thread: say a process by name or pid, or pid.thread.`);
  return threadNumber(id);
}

const deedRow = (kind: SteeringDeed["kind"], does: string): CommandRow => ({
  args: "THREAD",
  does,
  run: (adapter, [thread]) => {
    const machine = adapter.stoppedMachine(kind);
    return steer(adapter, deedOf(kind, machine, { threadId: threadNamed(adapter, thread) }));
  },
});

const waitRow = (which: "woke" | "blocked", does: string): CommandRow => ({
  args: "THREAD",
  does,
  run: async (adapter, [thread]) => (await lastWait(which)(adapter, { threadId: threadNamed(adapter, thread) })).text,
});

export const COMMANDS: Readonly<Record<string, CommandRow>> = {
  choose: {
    args: "THREAD",
    does: "gives the CPU to that one, when the machine asks",
    run: (adapter, [thread]) => {
      choose(adapter, threadNamed(adapter, thread));
      return "";
    },
  },
  dispatch: deedRow("dispatch", "that thread runs next: a new future"),
  hold: deedRow("hold", "that thread does not run until it is released"),
  release: deedRow("release", "ends that"),
  kill: deedRow("kill", "ends the process of that thread"),
  suspend: deedRow("suspend", "takes its process out of the competition"),
  resume: deedRow("resume", "lets its process compete again"),
  priority: {
    args: "THREAD N",
    does: "gives that thread another priority",
    run: (adapter, [thread, priority]) => {
      const machine = adapter.stoppedMachine("priority");
      const args = { threadId: threadNamed(adapter, thread), priority: whole(priority, "A priority") };
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
    does: "whose a step is: the thread's, its CPU's, the machine's, or the thread's alone",
    run: (adapter, [scope]) => {
      const wanted = STEP_SCOPES.find((each) => each === scope);
      if (wanted === undefined) throw wrong(`A step has the scope ${STEP_SCOPES.join(", ")}.`);
      return setStepping(adapter.theMachine("scope"), { scope: wanted }).text;
    },
  },
  follow: {
    args: "on|off",
    does: "whether the focus follows the CPU, or stays with your thread",
    run: (adapter, [word]) => {
      if (word !== "on" && word !== "off")
        throw wrong('The focus follows the CPU, or does not: ":follow on", ":follow off".');
      return setStepping(adapter.theMachine("follow"), { follow: word === "on" }).text;
    },
  },
  hex: {
    args: "on|off",
    does: "whether numbers are shown in hexadecimal",
    run: (adapter, [word]) => {
      if (word !== "on" && word !== "off") throw wrong('Numbers are hexadecimal, or not: ":hex on", ":hex off".');
      adapter.theMachine("hex").showsHex = word === "on";
      return word === "on" ? "numbers are shown in hexadecimal" : "numbers are shown in decimal";
    },
  },
  changed: {
    args: "EXPRESSION",
    does: "goes back to where that last changed; again, to the time before",
    run: async (adapter, words) => (await lastChange(adapter, { name: words.join(" ") })).text,
  },
  woke: waitRow("woke", "goes back to who woke that thread"),
  blocked: waitRow("blocked", "goes back to where that thread began to wait"),
  lines: {
    args: "[TEXT]",
    does: "the last lines that hold that text, with number and tick",
    run: (adapter, words) => {
      const { lines } = consoleLines(adapter.theMachine("lines"));
      const found = lines.filter(({ text }) => text.includes(words.join(" "))).slice(-MOST_LINES);
      return found.map(({ number, tick, text }) => `${number}  tick ${tick}  ${text}`).join("\n");
    },
  },
  line: {
    args: "NUMBER",
    does: "goes to where that line was printed",
    run: async (adapter, [number]) => (await goToLine(adapter, whole(number, "A line"))).text,
  },
  goto: {
    args: "TICK",
    does: "goes to a tick, of the past or to come",
    run: (adapter, [tick]) => {
      goToTick(adapter, { tick: whole(tick, "A tick") });
      return "";
    },
  },
  tick: {
    args: "",
    does: "goes on to the next tick",
    run: (adapter) => {
      stepTick(adapter);
      return "";
    },
  },
  back: {
    args: "",
    does: "goes back to the tick before",
    run: (adapter) => {
      previousTick(adapter);
      return "";
    },
  },
  help: {
    args: "",
    does: "this list",
    run: () =>
      Object.entries(COMMANDS)
        .map(([name, { args, does }]) => `${`:${name} ${args}`.padEnd(MOST_USAGE)} ${does}`)
        .join("\n"),
  },
};

/** Whether a text of the console is a command. */
export function isCommand(text: string): boolean {
  return text.trimStart().startsWith(":");
}

/** Carries out a command. */
export async function runCommand(
  adapter: AdapterControl,
  text: string,
): Promise<DebugProtocol.EvaluateResponse["body"]> {
  const [name = "", ...words] = text.trim().slice(1).trim().split(/\s+/);
  const row = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (row === undefined) throw wrong(`There is no command ":${name}": ":help" lists those that there are.`);
  return { result: await row.run(adapter, words), variablesReference: 0 };
}

/** The commands that a text may become. */
export function commandCompletions(text: string, column: number): DebugProtocol.CompletionItem[] {
  const start = column - text.trimStart().length;
  return Object.keys(COMMANDS)
    .filter((name) => `:${name}`.startsWith(text.trimStart()))
    .map((name) => ({ label: `:${name}`, type: "function" as const, start, length: text.trimStart().length }));
}
