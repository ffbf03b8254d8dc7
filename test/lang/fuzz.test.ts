/**
 * Random texts and mutated programs: nothing throws, every diagnostic lies in its text, what compiles passes the verifier.
 *
 * A run is a seed: FUZZ_SEED sets it, FUZZ_RUNS how many texts of each kind (10,000 take about a minute).
 */
import { strict as assert } from "node:assert";
import { createRandom, nextBelow, type RandomState } from "../../src/base/random.ts";
import { verify } from "../../src/isa/verifier.ts";
import { compile } from "../../src/lang/compile.ts";
import { CONTEXTUAL, RESERVED } from "../../src/lang/keywords.ts";
import { outline } from "../../src/lang/outline.ts";
import { parse } from "../../src/lang/parse.ts";
import { print } from "../../src/lang/print.ts";
import { CORPUS, LIBRARY } from "./corpus.ts";
import { EVERYTHING } from "./marks.ts";
import { withoutPositions } from "./trees.ts";

const seed = Number(process.env["FUZZ_SEED"] ?? 1);
const runs = Number(process.env["FUZZ_RUNS"] ?? 3_000);

const SIGNS =
  "{ } ( ) [ ] , ; : . .. = == != < <= > >= << >> + - * / % & && | || ^ ! ~ += -= <-> ' ? @ # \\ // /* */ ++".split(
    " ",
  );
const WORDS = [
  ...RESERVED,
  ...CONTEXTUAL,
  ..."x y p true int N 0 1 42 0xff 9999999999 1__2 12ab a receive send down print wait ERR_FULL niño 𝒳 é".split(" "),
  '"text"',
  '"open',
  '"\\q"',
  "\n",
];
const TOKENS = [...SIGNS, ...WORDS];

function pick<T>(random: RandomState, list: readonly T[]): T {
  return list[nextBelow(random, list.length)]!;
}

function randomText(random: RandomState): string {
  const length = nextBelow(random, 30);
  return Array.from({ length }, () => {
    if (nextBelow(random, 20) === 0) return String.fromCharCode(nextBelow(random, 0xffff));
    return pick(random, TOKENS) + pick(random, [" ", " ", "", "\n"]);
  }).join("");
}

/** One to four changes: a token less, more, twice, another, or two exchanged. */
function mutate(random: RandomState, text: string): string {
  const tokens = text.split(/(\s+|\b)/);
  for (let changes = nextBelow(random, 4); changes >= 0; changes--) {
    const at = nextBelow(random, tokens.length);
    const change = nextBelow(random, 5);
    if (change === 0) tokens.splice(at, 1 + nextBelow(random, 3));
    else if (change === 1) tokens.splice(at, 0, pick(random, TOKENS), " ");
    else if (change === 2) tokens.splice(at, 0, tokens[at] ?? "", " ");
    else if (change === 3) tokens[at] = pick(random, TOKENS);
    else {
      const other = nextBelow(random, tokens.length);
      [tokens[at], tokens[other]] = [tokens[other] ?? "", tokens[at] ?? ""];
    }
  }
  return tokens.join("");
}

const readFile = (uri: string): string | undefined => (uri === "lib.turno" ? LIBRARY : undefined);

function checkText(text: string): boolean {
  const { image, diagnostics, analysis } = compile("main.turno", text, readFile, { level: EVERYTHING });
  assert.equal(
    image === undefined,
    diagnostics.some((each) => each.severity === "error"),
  );
  for (const each of diagnostics) {
    const { length } = analysis.files.find((file) => file.uri === each.uri)?.text ?? "";
    assert(0 <= each.from && each.from <= each.to && each.to <= length, `${each.code} lies in its text`);
    assert(!each.message.includes("undefined"), each.message);
    assert.notEqual(each.name, "parserGaveUp");
  }
  if (image !== undefined) assert.deepEqual(verify(image), []);
  const { tree, syntaxDiagnostics } = analysis.files[0]!;
  outline(tree);
  if (syntaxDiagnostics.length === 0)
    assert.deepEqual(withoutPositions(parse(print(tree)).tree), withoutPositions(tree));
  return image !== undefined;
}

describe(`fuzz (FUZZ_SEED=${seed} FUZZ_RUNS=${runs})`, function () {
  this.timeout(600_000);
  // The parser makes an error object for each mistake; their stacks would be a good part of the time.
  const { stackTraceLimit } = Error;
  before(() => (Error.stackTraceLimit = 2));
  after(() => (Error.stackTraceLimit = stackTraceLimit));

  it("the corpus itself compiles", () => {
    for (const text of CORPUS) {
      const { diagnostics } = compile("main.turno", text, readFile, { level: EVERYTHING });
      assert.deepEqual(
        diagnostics
          .filter((each) => each.severity !== "hint")
          .map((each) => `${each.message} ${text.slice(each.from, each.to)}`),
        [],
      );
      assert(checkText(text));
    }
  });

  const kinds: readonly (readonly [string, (random: RandomState) => string])[] = [
    ["random texts", randomText],
    ["mutated programs", (random) => mutate(random, pick(random, CORPUS))],
  ];
  for (const [name, make] of kinds) {
    it(name, () => {
      const random = createRandom(seed);
      for (let k = 0; k < runs; k++) {
        const text = make(random);
        try {
          checkText(text);
        } catch (error) {
          throw new Error(`text ${k}: ${JSON.stringify(text)}\n${(error as Error).stack ?? ""}`, { cause: error });
        }
      }
    });
  }
});
