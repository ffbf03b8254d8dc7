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

function endCase(outcome: Outcome): TestCase {
  const isPassed = outcome.ended === "finished";
  return {
    name: "ends without fault or deadlock",
    line: 1,
    isPassed,
    detail: isPassed ? "" : endLines(outcome).join("\n"),
  };
}

function casesOf(outcome: Outcome): TestCase[] {
  const cases = outcome.verdicts.map(({ text, line, holds, detail }) => ({
    name: text,
    line,
    isPassed: holds === true,
    detail,
  }));
  return cases.length === 0 || outcome.ended !== "finished" ? [...cases, endCase(outcome)] : cases;
}

async function testFile(console: Console, path: string, seed: number | undefined): Promise<FileResult> {
  const broken = (code: ExitCode, problem: string): FileResult => ({ path, code, problem, cases: [] });
  try {
    const { image, diagnostics, explain } = compileFile(path);
    console.err.write(explain(console.err));
    if (image === undefined) {
      const errors = diagnostics.filter((each) => each.severity === "error");
      return broken(EXIT.errors, errors.map((each) => `${each.code}: ${each.message}`).join("\n"));
    }
    const cases = casesOf(
      await runToEnd(new Run(image, seed === undefined ? {} : { seed }), [console.out, console.err]),
    );
    return { path, code: cases.every((each) => each.isPassed) ? EXIT.fine : EXIT.failed, problem: undefined, cases };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return broken(EXIT.usage, error.message);
  }
}

/** Tests files, with a seed instead of their own if one is given. */
export async function testFiles(
  console: Console,
  paths: readonly string[],
  name: ReporterName,
  seed: number | undefined,
): Promise<ExitCode> {
  const reporter = REPORTERS[name];
  const results: FileResult[] = [];
  for (const path of paths) {
    const result = await testFile(console, path, seed);
    results.push(result);
    console.out.write(reporter.file?.(result, results, console.out) ?? "");
    await console.out.drain();
  }
  console.out.write(reporter.end(results, console.out));
  return severest(results.map((result) => result.code));
}
