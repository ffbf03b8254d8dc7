/** The TextMate grammar: it colours what the language's own lists say, and names as names. */
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { IGrammar, IRawGrammar } from "vscode-textmate";
import { ASSERT_FAILED, SYSCALLS } from "../../src/isa/syscalls.ts";
import { OPERATOR_CALLS } from "../../src/lang/features.ts";
import { CONTEXTUAL, RESERVED } from "../../src/lang/keywords.ts";
import { compileText } from "./marks.ts";

const require = createRequire(import.meta.url);
// Both packages are CommonJS, whose names a module cannot import one by one.
const textmate = require("vscode-textmate") as typeof import("vscode-textmate");
const oniguruma = require("vscode-oniguruma") as typeof import("vscode-oniguruma");

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

let grammar: IGrammar;

async function loadGrammar(): Promise<IGrammar> {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM({ data: wasm });
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => oniguruma.createOnigScanner(patterns),
      createOnigString: (text) => oniguruma.createOnigString(text),
    }),
    loadGrammar: () => Promise.resolve(JSON.parse(read("syntaxes/turno.tmLanguage.json")) as IRawGrammar),
  });
  const loaded = await registry.loadGrammar("source.turno");
  assert(loaded !== null);
  return loaded;
}

/** The innermost scope of each token of the last line, without its end, as `text:scope`; plain punctuation is left out. */
function tokens(text: string): string[] {
  let state = textmate.INITIAL;
  let found: string[] = [];
  for (const line of text.split("\n")) {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    found = result.tokens.flatMap((token) => {
      const scope = token.scopes.at(-1)?.replace(/\.turno$/, "") ?? "";
      const word = line.slice(token.startIndex, token.endIndex).trim();
      return scope === "source" || word === "" ? [] : [`${word}:${scope}`];
    });
  }
  return found;
}

/** The scope of `word` in `text`. */
function scopeOf(text: string, word: string): string | undefined {
  return tokens(text)
    .find((token) => token.startsWith(`${word}:`))
    ?.slice(word.length + 1);
}

describe("highlighting", () => {
  before(async () => (grammar = await loadGrammar()));

  const lines: readonly (readonly [text: string, expected: string])[] = [
    ["x = 1 // note", "x:variable.other =:keyword.operator 1:constant.numeric // note:comment.line.double-slash"],
    ["program pump(n) {", "program:storage.type pump:entity.name.function n:variable.other"],
    [
      "process p = pump(3)",
      "process:storage.type p:entity.name.process =:keyword.operator pump:entity.name.function 3:constant.numeric",
    ],
    ["búfer[in] = niño2", "búfer:variable.other in:variable.other =:keyword.operator niño2:variable.other"],
    ["lock(lock)", "lock:support.function lock:variable.other"],
    ["mine(true, ERR_FULL)", "mine:entity.name.function true:constant.language ERR_FULL:constant.language"],
    [
      "a = 0xff + 0b1_0 - 1__2",
      "a:variable.other =:keyword.operator 0xff:constant.numeric +:keyword.operator 0b1_0:constant.numeric -:keyword.operator 1__2:invalid.illegal.number",
    ],
    [
      'print("a\\n\\q")',
      'print:support.function ":string.quoted.double a:string.quoted.double \\n:constant.character.escape \\q:invalid.illegal.escape ":string.quoted.double',
    ],
    [
      "shared a: int[N] = [1]",
      "shared:storage.type a:variable.other ::punctuation.separator.type int:support.type N:variable.other =:keyword.operator 1:constant.numeric",
    ],
    [
      "link alpha <-> beta { loss: 1 }",
      "link:storage.type alpha:entity.name.type <->:keyword.operator beta:entity.name.type loss:variable.other.property 1:constant.numeric",
    ],
    ["at 50 { crash(alpha) }", "at:storage.type 50:constant.numeric crash:support.function alpha:variable.other"],
    ["condition c", "condition:storage.type c:variable.other"],
    [
      "asm { tas r0, turn",
      "asm:keyword.control tas:keyword.mnemonic r0:variable.language.register turn:variable.other",
    ],
    [
      "asm {\nagain: mov r1, 5",
      "again:entity.name.label mov:keyword.mnemonic r1:variable.language.register 5:constant.numeric",
    ],
    ["expect {\n  no deadlock", "no:keyword.control.expectation deadlock:support.constant"],
    [
      'expect { terminates\n finally p.exit == 0 output "x"',
      'finally:keyword.control.expectation p:variable.other .:punctuation.accessor exit:variable.other.property ==:keyword.operator 0:constant.numeric output:keyword.control.expectation ":string.quoted.double x:string.quoted.double ":string.quoted.double',
    ],
    [
      "/* one\ntwo */ x = 1",
      "two:comment.block */:comment.block x:variable.other =:keyword.operator 1:constant.numeric",
    ],
  ];
  for (const [text, expected] of lines) {
    it(`colours ${text}`, () => {
      const merged = tokens(text).join(" ");
      assert.equal(merged.replaceAll(/(\S+):(\S+)/g, "$1:$2"), expected);
    });
  }

  it("colours every reserved word as a keyword, wherever it stands", () => {
    for (const word of RESERVED) assert.match(scopeOf(`${word} {`, word) ?? "", /^(keyword|storage)/, word);
    for (const word of RESERVED) assert.equal(scopeOf(`x${word} = 1`, `x${word}`), "variable.other");
  });

  it("colours contextual words as names where they are names", () => {
    for (const word of CONTEXTUAL) assert.equal(scopeOf(`x = ${word} + 1`, word), "variable.other", word);
    for (const word of CONTEXTUAL) assert.equal(scopeOf(`  ${word} = 1`, word), "variable.other", word);
  });

  it("knows exactly the reserved words, and exactly the built-ins", () => {
    interface Rule {
      readonly match: string;
      readonly name: string;
    }
    const { repository } = JSON.parse(read("syntaxes/turno.tmLanguage.json")) as {
      repository: { keywords: { patterns: Rule[] }; expressions: { patterns: Rule[] } };
    };
    const listed = (rules: readonly Rule[]): string[] =>
      rules.flatMap((rule) => (/\(([a-zA-Z_|]+)\)/.exec(rule.match)?.[1] ?? "").split("|")).sort();
    assert.deepEqual(listed(repository.keywords.patterns), [...RESERVED].sort());
    const calls = [...SYSCALLS.map((row) => row.name), ...OPERATOR_CALLS.map((row) => row.name), "average"];
    const builtIns = repository.expressions.patterns.filter((rule) => rule.name === "support.function.turno");
    assert.deepEqual(listed(builtIns), [...new Set(calls)].filter((name) => name !== ASSERT_FAILED).sort());
  });

  it("has snippets that are right programs", () => {
    const snippets = JSON.parse(read("syntaxes/turno.snippets.json")) as Record<
      string,
      { body: string[]; prefix: string }
    >;
    const whole = ["schedule", "producer", "race", "peterson", "machine", "shared"];
    for (const { body, prefix } of Object.values(snippets).filter((each) => whole.includes(each.prefix))) {
      const text = body
        .join("\n")
        .replace(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, "$1")
        .replace(/\$\{\d+:([^}]*)\}/g, "$1")
        .replaceAll("$0", "");
      const found = compileText(text).diagnostics.filter((each) => each.severity !== "hint");
      assert.deepEqual(
        found.map((each) => each.message),
        [],
        prefix,
      );
    }
  });
});
