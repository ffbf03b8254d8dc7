/**
 * How `turno test` tells its results: for people, as TAP, as JUnit's XML.
 *
 * Keeps true: each case appears once; a file that could not be run is a failure of its own; the text is in the format's
 * characters (escaped in XML, indented in TAP's YAML blocks).
 * Follows: the Test Anything Protocol, version 14; the JUnit XML schema as build servers read it.
 */
import { paint, type Sink } from "./console.ts";
import type { Worth } from "../debugger/outcome/verdict.ts";
import type { ExitCode } from "./exitCodes.ts";

/** A case of a test. What is undecided has not passed, and has not failed. */
export interface TestCase {
  readonly name: string;
  readonly line: number;
  readonly worth: Worth;
  readonly detail: string;
}

/** What became of a file. `problem`: why it could not be run. */
export interface FileResult {
  readonly path: string;
  readonly code: ExitCode;
  readonly problem: string | undefined;
  readonly cases: readonly TestCase[];
}

interface Reporter {
  /** What to write after each file. */
  file?(result: FileResult, all: readonly FileResult[], sink: Sink): string;
  end(results: readonly FileResult[], sink: Sink): string;
}

/** The cases of a file; one that could not be run is a case that failed. */
function casesOf({ cases, problem }: FileResult): readonly TestCase[] {
  return problem === undefined ? cases : [{ name: "can be run", line: 1, worth: "failed", detail: problem }];
}

/** How many of the cases are worth that. */
const countOf = (cases: readonly TestCase[], worth: Worth): number =>
  cases.filter((each) => each.worth === worth).length;

/** The mark and the colour of what has not passed. */
const MARKS = { failed: ["red", "✗"], undecided: ["yellow", "?"] } as const;

const indented = (text: string, margin: string): string => text.replace(/^/gm, margin);

const spec: Reporter = {
  file(result, _all, sink) {
    const lines = casesOf(result).map((each) => {
      if (each.worth === "fine") return `  ${paint(sink, "green", "✓")} ${each.name}\n`;
      const [style, sign] = MARKS[each.worth];
      const mark = paint(sink, style, sign);
      const word = each.worth === "undecided" ? ": undecided" : "";
      return `  ${mark} ${each.name} (line ${each.line})${word}\n${indented(each.detail, "      ")}\n`;
    });
    return `${paint(sink, "bold", result.path)}\n${lines.join("")}`;
  },
  end(results, sink) {
    const cases = results.flatMap(casesOf);
    const [failed, undecided] = [countOf(cases, "failed"), countOf(cases, "undecided")];
    const open = undecided === 0 ? "" : `, ${undecided} undecided`;
    const words = `${countOf(cases, "fine")} passed, ${failed} failed${open}`;
    const style = failed > 0 ? "red" : undecided > 0 ? "yellow" : "green";
    return `\n${paint(sink, style, words)}\n`;
  },
};

const TAP_VERSION = "TAP version 14\n";

/** Marks what TAP reads as a directive or an escape. */
const tapText = (text: string): string => text.replace(/[\\#]/g, "\\$&").replace(/\s+/g, " ");

function tapCase(path: string, each: TestCase, number: number): string {
  const title = `${each.worth === "fine" ? "ok" : "not ok"} ${number} - ${tapText(`${path}:${each.line}: ${each.name}`)}\n`;
  if (each.worth === "fine") return title;
  const severity = each.worth === "undecided" ? "  severity: undecided\n" : "";
  return `${title}  ---\n  message: ${JSON.stringify(each.detail)}\n${severity}  at: ${JSON.stringify(`${path}:${each.line}`)}\n  ...\n`;
}

const tap: Reporter = {
  file(result, all) {
    const before = all.slice(0, -1).reduce((count, each) => count + casesOf(each).length, 0);
    const lines = casesOf(result).map((each, k) => tapCase(result.path, each, before + k + 1));
    return (all.length === 1 ? TAP_VERSION : "") + lines.join("");
  },
  end: (results) => `1..${results.flatMap(casesOf).length}\n`,
};

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
};

/** A text as the value of an attribute; characters that XML does not know are left out. */
function xml(text: string): string {
  const known = Array.from(text, (each) => (each >= " " || each === "\n" || each === "\t" ? each : "")).join("");
  return known.replace(/[&<>"\n]/g, (each) => ESCAPES[each]!);
}

function junitSuite(result: FileResult): string {
  const cases = casesOf(result);
  const [failures, errors] = [countOf(cases, "failed"), countOf(cases, "undecided")];
  const attributes = `name="${xml(result.path)}" tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="0"`;
  const lines = cases.map((each) => {
    const head = `    <testcase classname="${xml(result.path)}" name="${xml(each.name)}" line="${each.line}"`;
    if (each.worth === "fine") return `${head}/>\n`;
    const [element, word] = each.worth === "undecided" ? ["error", "undecided: "] : ["failure", ""];
    return `${head}>\n      <${element} message="${xml(word + each.detail)}"/>\n    </testcase>\n`;
  });
  return `  <testsuite ${attributes}>\n${lines.join("")}  </testsuite>\n`;
}

const junit: Reporter = {
  end(results) {
    const cases = results.flatMap(casesOf);
    const [failures, errors] = [countOf(cases, "failed"), countOf(cases, "undecided")];
    const undecided = errors === 0 ? "" : ` errors="${errors}"`;
    const suites = results.map(junitSuite).join("");
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="turno" tests="${cases.length}" failures="${failures}"${undecided}>\n${suites}</testsuites>\n`;
  },
};

/** The reporters by name. */
export const REPORTERS = { spec, tap, junit } satisfies Readonly<Record<string, Reporter>> as Readonly<
  Record<"spec" | "tap" | "junit", Reporter>
>;

export type ReporterName = keyof typeof REPORTERS;
