/**
 * The `turno` command: its commands, options and help, and the exit code of whatever happens.
 *
 * Keeps true: what was written is flushed before the code is returned; a mistake of the person is a line, ours a stack and
 * the wish to hear of it.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { version } from "../../package.json";
import { LIMITS } from "../base/limits.ts";
import { checkFiles } from "./checkCommand.ts";
import type { Console } from "./console.ts";
import { serveDap, type DapFlags } from "./dapCommand.ts";
import { disassembleFile } from "./disasmCommand.ts";
import { EXIT, UsageError, type ExitCode } from "./exitCodes.ts";
import { REPORTERS } from "./reporters.ts";
import { runFile, type RunFlags } from "./runCommand.ts";
import type { RootFlag } from "./sourceFile.ts";
import { testFiles, type TestFlags } from "./testCommand.ts";

const MOST_SEED = 2 ** 32 - 1;
const MOST_PORT = 65_535;

/** What a flag does that several commands have. */
const RACES = "look for data races too: two accesses to a shared word, one of them a write, that nothing orders";

const ROOT = ["--root <folder>", "import no file from outside this folder"] as const;

const EPILOGUE = `
Exit codes: 0 fine · 1 the program has errors · 2 the command was not understood, or a file cannot be read ·
3 an expectation or assertion failed, a fault, a deadlock or a limit ended the run, or --races found some ·
4 undecided: --until or a limit came before an expectation was decided, and none failed ·
130 interrupted (Ctrl+C) · 70 a bug of Turno`;

/** Reads a whole number within bounds. */
function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value <= most)) throw new InvalidArgumentError(`It must be a whole number from 0 to ${most}.`);
    return value;
  };
}

type Finish = (code: ExitCode) => void;

function addRun(program: Command, console: Console, finish: Finish): void {
  program
    .command("run")
    .description("run a scenario: what it prints, the metrics of its processes, the verdict")
    .argument("<file>", "a .turno file")
    .option("--json", "one JSON object instead of text")
    .option("--gantt", "with a Gantt chart")
    .option("--trace", "with the log of all events")
    .option("--races", RACES)
    .option(...ROOT)
    .option("--until <tick>", "stop before the boundary of this tick", wholeNumber(LIMITS.ticks))
    .option("--seed <number>", "the seed of everything random", wholeNumber(MOST_SEED))
    .addOption(new Option("--choices <file>", "make the choices of this record again").conflicts("seed"))
    .option("--record <file>", "keep the choices of the run in this file")
    .action(async (file: string, flags: RunFlags) => finish(await runFile(console, file, flags)));
}

function addOthers(program: Command, console: Console, finish: Finish): void {
  program
    .command("check")
    .description("say what is wrong with files, without running them")
    .argument("<files...>", ".turno files")
    .option(...ROOT)
    .action((files: string[], flags: RootFlag) => finish(checkFiles(console, files, flags)));
  program
    .command("test")
    .description("run files and report their expectations")
    .argument("<files...>", ".turno files")
    .addOption(new Option("--reporter <name>", "how to report").choices(Object.keys(REPORTERS)).default("spec"))
    .option("--seed <number>", "the seed of everything random", wholeNumber(MOST_SEED))
    .option("--races", RACES)
    .option("--root <folder>", `${ROOT[1]}; without it, of each file its own`)
    .action(async (files: string[], flags: TestFlags) => finish(await testFiles(console, files, flags)));
  program
    .command("disasm")
    .description("show the machine instructions beside the source")
    .argument("<file>", "a .turno file")
    .option(...ROOT)
    .action((file: string, flags: RootFlag) => finish(disassembleFile(console, file, flags)));
  program
    .command("dap")
    .description("serve the Debug Adapter Protocol, on the standard streams or a TCP port of this machine")
    .option("--port <number>", "listen here, one client after another; 0: at any free port", wholeNumber(MOST_PORT))
    .option(...ROOT)
    .action(async (flags: DapFlags) => finish(await serveDap(console, flags)));
}

function createProgram(console: Console, finish: Finish): Command {
  const program = new Command("turno")
    .description("Runs, checks and debugs a simulated multiprogrammed machine, described in .turno files.")
    .addHelpText("after", EPILOGUE)
    .version(version, "--version", "show the version of Turno")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => console.out.write(text),
      writeErr: (text) => console.err.write(text),
      getOutHelpWidth: () => console.out.columns,
      getErrHelpWidth: () => console.err.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  addRun(program, console, finish);
  addOthers(program, console, finish);
  return program;
}

function codeOf(console: Console, error: unknown): ExitCode {
  // Commander has already said what it has to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  if (error instanceof UsageError) {
    console.err.write(`turno: ${error.message}\n`);
    return EXIT.usage;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.err.write(
    `turno: this is a bug of Turno itself; please report it, with the file and these lines:\n${stack}\n`,
  );
  return EXIT.bug;
}

/** Does what the arguments say, and returns the exit code. */
export async function turno(console: Console, args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.fine;
  try {
    await createProgram(console, (result) => {
      code = result;
    }).parseAsync(args, { from: "user" });
  } catch (error) {
    code = codeOf(console, error);
  }
  await console.out.drain();
  await console.err.drain();
  return code;
}
