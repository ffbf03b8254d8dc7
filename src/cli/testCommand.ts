/**
 * `turno test FILES…`: runs each file and reports its expectations as the cases of a test.
 *
 * Keeps true: every file is tried, whatever became of the others; each expectation is a case; a file that expects nothing,
 * or ends by a fault, a deadlock or a limit, has a case for its end; what could not be decided does not pass.
 */
import { Run, type Outcome } from "../debugger/outcome/outcome.ts";
import type { Verdict } from "../debugger/outcome/expectations.ts";
import { worthOf } from "../debugger/outcome/verdict.ts";
import { compileFile } from "./compileFile.ts";
import type { Console } from "./console.ts";
import { EXIT, severest, UsageError, type ExitCode } from "./exitCodes.ts";
import { REPORTERS, type FileResult, type ReporterName, type TestCase } from "./reporters.ts";
import { endLines, runToEnd } from "./runCommand.ts";
import { folderOf, rootFolder, type RootFlag } from "./sourceFile.ts";

export interface TestFlags extends RootFlag {
  readonly reporter: ReporterName;
  /** A seed instead of the files' own. */
  readonly seed?: number;
  /** Whether data races are looked for, and are a failure. */
  readonly races?: boolean;
}

const ofVerdict = ({ text, line, holds, detail }: Verdict): TestCase => ({
  name: text,
  line,
  worth: holds === null ? "undecided" : holds ? "fine" : "failed",
  detail: holds === true ? "" : detail,
});

function endCase(outcome: Outcome): TestCase {
  const isPassed = outcome.ended === "finished";
  const worth = isPassed
    ? "fine"
    : worthOf(
        outcome.ended,
        outcome.verdicts.filter(({ holds }) => holds !== false),
      );
  return {
    name: "ends without fault or deadlock",
    line: 1,
    worth,
    detail: isPassed ? "" : endLines(outcome).join("\n"),
  };
}

/** Whether there are data races, where somebody asked. */
function raceCase({ ended, races, tick }: Outcome): TestCase {
  const base = { name: "no data race", line: 1 };
  const texts = (races ?? []).map(({ text }) => text);
  if (texts.length > 0) return { ...base, worth: "failed", detail: texts.join("\n") };
  if (ended !== "limit") return { ...base, worth: "fine", detail: "" };
  return { ...base, worth: "undecided", detail: `none was found up to tick ${tick}, where a limit ended the run` };
}

function casesOf(outcome: Outcome, races: boolean): TestCase[] {
  const cases = outcome.verdicts.map(ofVerdict);
  if (cases.length === 0 || outcome.ended !== "finished") cases.push(endCase(outcome));
  return races ? [...cases, raceCase(outcome)] : cases;
}

/** What a file is worth: one broken case breaks it. */
function codeOf(cases: readonly TestCase[]): ExitCode {
  return severest(cases.map(({ worth }) => EXIT[worth]));
}

async function testFile(console: Console, path: string, flags: TestFlags): Promise<FileResult> {
  const { seed, races = false } = flags;
  const broken = (code: ExitCode, problem: string): FileResult => ({ path, code, problem, cases: [] });
  try {
    const { image, diagnostics, explain } = compileFile(
      path,
      flags.root === undefined ? folderOf(path) : rootFolder(flags.root),
    );
    console.err.write(explain(console.err));
    if (image === undefined) {
      const errors = diagnostics.filter((each) => each.severity === "error");
      return broken(EXIT.errors, errors.map((each) => `${each.code}: ${each.message}`).join("\n"));
    }
    const run = new Run(image, { races, ...(seed === undefined ? {} : { seed }) });
    const cases = casesOf(await runToEnd(run, [console.out, console.err]), races);
    return { path, code: codeOf(cases), problem: undefined, cases };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return broken(EXIT.usage, error.message);
  }
}

/** Tests files. */
export async function testFiles(console: Console, paths: readonly string[], flags: TestFlags): Promise<ExitCode> {
  const reporter = REPORTERS[flags.reporter];
  const results: FileResult[] = [];
  for (const path of paths) {
    const result = await testFile(console, path, flags);
    results.push(result);
    console.out.write(reporter.file?.(result, results, console.out) ?? "");
    await console.out.drain();
  }
  console.out.write(reporter.end(results, console.out));
  return severest(results.map((result) => result.code));
}
