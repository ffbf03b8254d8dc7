/**
 * `turno check FILE…`: says what is wrong with each file, and runs nothing. Errors alone make it fail.
 */
import { compileFile } from "./compileFile.ts";
import type { Console } from "./console.ts";
import { EXIT, severest, UsageError, type ExitCode } from "./exitCodes.ts";
import { rootFolder, type RootFlag } from "./sourceFile.ts";

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** Checks files, each whatever became of the others. */
export function checkFiles(console: Console, paths: readonly string[], { root: confinedTo }: RootFlag = {}): ExitCode {
  const root = confinedTo === undefined ? undefined : rootFolder(confinedTo);
  let errors = 0;
  let warnings = 0;
  const codes = paths.map((path): ExitCode => {
    try {
      const file = compileFile(path, root);
      console.out.write(file.explain(console.out));
      errors += file.diagnostics.filter((each) => each.severity === "error").length;
      warnings += file.diagnostics.filter((each) => each.severity === "warning").length;
      return file.image === undefined ? EXIT.errors : EXIT.fine;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      console.err.write(`turno: ${error.message}\n`);
      return EXIT.usage;
    }
  });
  console.out.write(`${counted(paths.length, "file")}: ${counted(errors, "error")}, ${counted(warnings, "warning")}\n`);
  return severest(codes);
}
