/**
 * `turno test FILES…`: runs each file and reports its expectations as the cases of a test.
 *
 * Keeps true: every file is tried, whatever became of the others; each expectation is a case; a file that expects nothing,
 * or ends by a fault, a deadlock or a limit, has a case for its end; what could not be decided does not pass.
 */
import { Run, type Outcome } from "../debugger/outcome/outcome.ts";
import { compileFile } from "./compileFile.ts";
import type { Console } from "./console.ts";
import { EXIT, severest, UsageError, type ExitCode } from "./exitCodes.ts";
import { REPORTERS, type FileResult, type ReporterName, type TestCase } from "./reporters.ts";
import { endLines, runToEnd } from "./runCommand.ts";

export interface TestFlags {
  readonly reporter: ReporterName;
  /** A seed instead of the files' own. */
  readonly seed?: number;
  /** Whether data races are looked for, and are a failure. */
  readonly races?: boolean;
}

function endCase(outcome: Outcome): TestCase {
  const isPassed = outcome.ended === "finished";
  return {
    name: "ends without fault or deadlock",
    line: 1,
    isPassed,
    detail: isPassed ? "" : endLines(outcome).join("\n"),
  };
}

/** Whether there are data races, where somebody asked. */
function raceCase(races: Outcome["races"]): TestCase {
  const texts = (races ?? []).map(({ text }) => text);
  return { name: "no data race", line: 1, isPassed: texts.length === 0, detail: texts.join("\n") };
}

function casesOf(outcome: Outcome, races: boolean): TestCase[] {
  const cases = outcome.verdicts.map(({ text, line, holds, detail }) => ({
    name: text,
    line,
    isPassed: holds === true,
    detail,
  }));
  if (cases.length === 0 || outcome.ended !== "finished") cases.push(endCase(outcome));
  return races ? [...cases, raceCase(outcome.races)] : cases;
}

async function testFile(console: Console, path: string, { seed, races = false }: TestFlags): Promise<FileResult> {
  const broken = (code: ExitCode, problem: string): FileResult => ({ path, code, problem, cases: [] });
  try {
    const { image, diagnostics, explain } = compileFile(path);
    console.err.write(explain(console.err));
    if (image === undefined) {
      const errors = diagnostics.filter((each) => each.severity === "error");
      return broken(EXIT.errors, errors.map((each) => `${each.code}: ${each.message}`).join("\n"));
    }
    const run = new Run(image, { races, ...(seed === undefined ? {} : { seed }) });
    const cases = casesOf(await runToEnd(run, [console.out, console.err]), races);
    return { path, code: cases.every((each) => each.isPassed) ? EXIT.fine : EXIT.failed, problem: undefined, cases };
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
