/**
 * What may be written at the caret: settings and their words by context, declarations at the top, statements, built-ins and
 * names in code, expectations among expectations.
 *
 * Keeps true: it works in a broken text, from the last analysis that is at hand and the text before the caret; it offers
 * nothing in comments and texts, and nothing that this build gives no meaning to.
 */
import type { Analysis } from "../lang/analyse.ts";
import { METRICS } from "../lang/features.ts";
import { caretContext, settingsPlace, type CaretContext } from "./caretContext.ts";
import { explainCall, explainConstant, explainOption, explainSetting } from "./hover.ts";
import { declarationText, explainName, type Meaning } from "./names.ts";
import type { OptionWord, SettingWord, Vocabulary } from "./vocabulary.ts";

export type ProposalKind = "keyword" | "call" | "setting" | "option" | Meaning["kind"];

export interface Proposal {
  readonly label: string;
  readonly kind: ProposalKind;
  readonly detail: string;
  readonly markdown: string;
  /** What is written; `${1:x}` are places to fill when `isSnippet`. */
  readonly insert: string;
  readonly isSnippet: boolean;
  /** Smaller comes first. */
  readonly rank: number;
}

const DECLARATIONS =
  "machine process program function shared const enum semaphore mutex condition barrier rwlock mailbox expect import".split(
    " ",
  );
const STATEMENTS = "var if else while loop repeat until for break continue return assert atomic goto".split(" ");
const EXPECTATIONS = ["terminates", "no deadlock", "always", "finally", "output"];

const proposal = (label: string, kind: ProposalKind, rank: number, more: Partial<Proposal> = {}): Proposal => ({
  label,
  kind,
  detail: "",
  markdown: "",
  insert: label,
  isSnippet: false,
  rank,
  ...more,
});

const keywords = (words: readonly string[]): Proposal[] => words.map((word) => proposal(word, "keyword", 3));

function ofName(analysis: Analysis, symbol: Meaning): Proposal {
  const isCalled = symbol.kind === "function" || symbol.kind === "program";
  const params = isCalled ? symbol.node.params.map((param, k) => `\${${k + 1}:${param.text}}`).join(", ") : "";
  return proposal(symbol.name, symbol.kind, 1, {
    detail: declarationText(symbol),
    markdown: explainName(analysis, symbol),
    ...(isCalled ? { insert: `${symbol.name}(${params})`, isSnippet: true } : {}),
  });
}

function calls(vocabulary: Vocabulary): Proposal[] {
  return [...vocabulary.calls.values()]
    .filter((row) => row.since <= vocabulary.level)
    .map((row) =>
      proposal(row.name, "call", 2, {
        detail: row.signature,
        markdown: explainCall(row, vocabulary),
        insert: row.params.length === 0 ? `${row.name}()` : `${row.name}($1)`,
        isSnippet: true,
      }),
    );
}

function constants(vocabulary: Vocabulary): Proposal[] {
  return [...vocabulary.constants.values()].map((row) =>
    proposal(row.name, "constant", 4, { detail: String(row.value), markdown: explainConstant(row) }),
  );
}

function settings(rows: readonly SettingWord[], vocabulary: Vocabulary): Proposal[] {
  return rows
    .filter((row) => row.since <= vocabulary.level)
    .map((row) =>
      proposal(row.name, "setting", 0, {
        detail: row.value === "" ? row.form : `${row.form} (${row.value})`,
        markdown: explainSetting(row, vocabulary),
        insert: `${row.name}: `,
      }),
    );
}

function option(row: OptionWord, vocabulary: Vocabulary): Proposal {
  const args = row.settings.filter((each) => each.since <= vocabulary.level && each.value !== "").slice(0, 1);
  const filled = args.map((each, k) => `${each.name}: \${${k + 1}:${each.value}}`).join(", ");
  return proposal(row.name, "option", 0, {
    detail: row.doc,
    markdown: explainOption(row, vocabulary),
    ...(filled === "" ? {} : { insert: `${row.name}(${filled})`, isSnippet: true }),
  });
}

/** The names of the scenario that every place sees. */
function globals(analysis: Analysis): Meaning[] {
  const scope = analysis.checker.fileScopes[0];
  const outer = [...analysis.checker.outermost.names.values()].filter((symbol) => symbol.file >= 0);
  return scope === undefined ? outer : [...scope.names.values(), ...scope.functions.values(), ...outer];
}

/** The names that a routine declares, found by the head that the caret stands under. */
function locals(analysis: Analysis, { head }: CaretContext): Meaning[] {
  const [word, name] = head;
  const { programs, functions } = analysis.checker;
  const routine = (word === "program" ? programs : functions).find(
    (each) => each.file === 0 && each.name === name,
  )?.node;
  if (routine === undefined) return [];
  const found = analysis.checker.references
    .filter(
      ({ file, role, from }) => file === 0 && role === "declaration" && routine.from <= from && from <= routine.to,
    )
    .map((each) => each.symbol)
    .filter((symbol) => symbol.kind === "variable" || (symbol.kind === "function" && symbol.program !== undefined));
  return [...new Map(found.map((symbol): [string, Meaning] => [symbol.name, symbol])).values()];
}

function inSettings(context: CaretContext, analysis: Analysis, vocabulary: Vocabulary): Proposal[] | undefined {
  const place = settingsPlace(context, vocabulary);
  if (place === undefined) return undefined;
  const { current } = place;
  if (current === undefined) return settings(place.rows, vocabulary);
  if (current.options.length > 0)
    return current.options.filter((row) => row.since <= vocabulary.level).map((row) => option(row, vocabulary));
  const names = globals(analysis).filter((symbol) =>
    current.refersTo === undefined ? symbol.kind === "constant" : symbol.kind === current.refersTo,
  );
  return names.map((symbol) => ofName(analysis, symbol));
}

function inExpectations(context: CaretContext, analysis: Analysis): Proposal[] {
  if (context.last === ".") return METRICS.map((row) => proposal(row.name, "setting", 0, { markdown: row.doc }));
  if (context.last === "average" || context.opens.at(-1)?.word === "average")
    return METRICS.filter((row) => row.mean).map((row) => proposal(row.name, "setting", 0, { markdown: row.doc }));
  const values = globals(analysis).filter(
    ({ kind }) => kind === "variable" || kind === "constant" || kind === "process",
  );
  return [...keywords([...EXPECTATIONS, "average"]), ...values.map((symbol) => ofName(analysis, symbol))];
}

function atTop(context: CaretContext, analysis: Analysis): Proposal[] {
  const [word] = context.head;
  if (word === "process" && context.last === "=")
    return analysis.checker.programs.map((symbol) => ofName(analysis, symbol));
  if (context.last === ":") return [proposal("int", "keyword", 0), proposal("bool", "keyword", 0)];
  if (context.last === "=") {
    return globals(analysis)
      .filter((symbol) => symbol.kind === "constant")
      .map((symbol) => ofName(analysis, symbol));
  }
  return keywords(DECLARATIONS);
}

function inCode(context: CaretContext, analysis: Analysis, vocabulary: Vocabulary): Proposal[] {
  const names = [...locals(analysis, context), ...globals(analysis)];
  const seen = new Set<string>();
  const own = names.filter(({ name }) => !seen.has(name) && seen.add(name)).map((symbol) => ofName(analysis, symbol));
  const isStatement = context.opens.at(-1)?.bracket === "{";
  return [...own, ...calls(vocabulary), ...(isStatement ? keywords(STATEMENTS) : []), ...constants(vocabulary)];
}

/** What may be written at the offset of the text; the analysis may be of an earlier text. */
export function proposalsAt(text: string, offset: number, analysis: Analysis, vocabulary: Vocabulary): Proposal[] {
  const context = caretContext(text, offset);
  const [word] = context.head;
  if (context.isHidden || word === "import") return [];
  if (context.opens.length === 0) return atTop(context, analysis);
  if (word === "expect") return inExpectations(context, analysis);
  if (context.last === ".") return [];
  const inside = inSettings(context, analysis, vocabulary);
  if (inside !== undefined) return inside;
  const isNewName = ["var", "for", "program", "function", "const", "enum"].includes(context.last);
  return isNewName ? [] : inCode(context, analysis, vocabulary);
}
