/** Laws of the language over generated programs that are right by construction: they compile, verify, and print as they read. */
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { evaluateExpr, ExpressionError } from "../../src/isa/expression.ts";
import { verify } from "../../src/isa/verifier.ts";
import { parseExpression } from "../../src/lang/expressions.ts";
import { parse } from "../../src/lang/parse.ts";
import { print } from "../../src/lang/print.ts";
import { compileText } from "./marks.ts";
import { withoutPositions } from "./trees.ts";

const OPERATORS = "|| && | ^ & == != < <= > >= << >> + - * / %".split(" ");
const SCALARS = ["a", "b", "x", "y", "word", "x", "z", "N", "ping", "true"];

const { expression } = fc.letrec<{ expression: string; leaf: string; index: string }>((tie) => ({
  leaf: fc.oneof(fc.constantFrom(...SCALARS), fc.nat(100).map(String), fc.constantFrom("0xff", "0b1_0", "ERR_FULL")),
  index: fc.oneof(
    tie("expression").map((e) => `list[${e}]`),
    fc.tuple(tie("expression"), tie("expression")).map(([i, j]) => `grid[${i}][${j}]`),
  ),
  expression: fc.oneof(
    { maxDepth: 5, depthIdentifier: "expression" },
    tie("leaf"),
    tie("index"),
    tie("expression").map((e) => `(${e})`),
    fc.tuple(fc.constantFrom("-", "!", "~", "- -"), tie("leaf")).map(([operator, e]) => operator + e),
    fc
      .tuple(tie("expression"), fc.constantFrom(...OPERATORS), tie("expression"))
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    fc.tuple(tie("expression"), tie("expression")).map(([x, y]) => `f(${x}, ${y})`),
    fc.constantFrom("pid()", "random(5)", "test_and_set(word)", "fetch_and_add(grid[1][x], y)"),
  ),
}));

const place = fc.oneof(
  fc.constantFrom("x", "y", "word", "a"),
  expression.map((e) => `list[${e}]`),
);

const { block } = fc.letrec<{ block: string; statement: string }>((tie) => ({
  block: fc.array(tie("statement"), { maxLength: 4 }).map((statements) => `{ ${statements.join(" ")} }`),
  statement: fc.oneof(
    { maxDepth: 4, depthIdentifier: "statement" },
    fc.tuple(place, fc.constantFrom("=", "+=", "-=", "*="), expression).map(([to, sign, e]) => `${to} ${sign} ${e}`),
    expression.map((e) => `print("value", ${e})`),
    fc.tuple(expression, expression).map(([x, y]) => `say(${x}, ${y})`),
    fc.constantFrom("compute(3)", "yield()", "var local: int[9]", "if a { return }", "assert x == x"),
    expression.map((e) => `if ${e} { var v = ${e} v += 1 }`),
    fc
      .tuple(expression, tie("block"), tie("block"))
      .map(([e, then, other]) => `if ${e} ${then} else if b ${then} else ${other}`),
    fc.tuple(expression, tie("block")).map(([e, body]) => `while ${e} ${body}`),
    fc.tuple(expression, expression, tie("block")).map(([from, to, body]) => `for i = ${from} .. ${to} ${body}`),
    tie("block").map((body) => `loop { if x { break } if y { continue } ${body.slice(1)}`),
    fc.tuple(tie("block"), expression).map(([body, e]) => `repeat ${body} until ${e}`),
    tie("block").map((body) => `atomic ${body}`),
  ),
}));

/** What the generated parts name. */
const scenario = (braced: string): string => {
  const body = braced.slice(1, -1);
  return `
const N = 4 enum Kind { ping, pong }
shared word = 1 shared list: int[4] shared grid: int[2][3] = [[1, 2], [3]]
function f(x, y) { var z = x + y return z }
function say(a, b) { var x = 1 var y = 2 var z = 3 ${body} print(x, y, z) }
program p(a, b) { var x = 1 var y: int var z = 3 ${body} }
process q = p(1, 2)`;
};

/** Names declared twice in one block are the only mistake that the generator makes. */
const isRight = (text: string): boolean =>
  !compileText(text).diagnostics.some((each) => each.severity === "error" && each.name === "duplicateName");

describe("laws", function () {
  this.timeout(60_000);

  it("law: a right program compiles, and the verifier accepts it", () => {
    fc.assert(
      fc.property(block.map(scenario).filter(isRight), (text) => {
        const { image, diagnostics } = compileText(text);
        assert(image !== undefined, diagnostics.map((each) => each.message).join("\n"));
        assert.deepEqual(verify(image), []);
      }),
    );
  });

  it("law: every instruction of a routine belongs to a statement, but what begins it", () => {
    fc.assert(
      fc.property(block.map(scenario).filter(isRight), (text) => {
        const { image } = compileText(text);
        for (const routine of image?.routines ?? []) {
          const first = routine.kind === "function" ? routine.entry + 1 : routine.entry;
          for (let k = first; k < routine.end; k++) {
            const around = image?.statements.filter((s) => s.from <= k && k < s.to) ?? [];
            assert(around.length > 0 && around.every((s) => s.routine === routine.index), `instruction ${k}`);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it("law: parse ∘ print ∘ parse = parse", () => {
    fc.assert(
      fc.property(block.map(scenario), (text) => {
        const { tree, diagnostics } = parse(text);
        assert.deepEqual(diagnostics, []);
        const printed = print(tree);
        assert.deepEqual(withoutPositions(parse(printed).tree), withoutPositions(tree));
        assert.equal(print(parse(printed).tree), printed);
      }),
    );
  });

  it("law: an expression of constants has the value that the debugger computes", () => {
    const { constant } = fc.letrec<{ constant: string }>((tie) => ({
      constant: fc.oneof(
        { maxDepth: 6 },
        fc.integer().map((n) => (n < 0 ? `(${n})` : String(n))),
        fc.constantFrom("0x7fffffff", "0xffffffff", "31", "1"),
        fc.tuple(fc.constantFrom("-", "!", "~"), tie("constant")).map(([operator, e]) => `${operator}(${e})`),
        fc
          .tuple(tie("constant"), fc.constantFrom(...OPERATORS), tie("constant"))
          .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
      ),
    }));
    fc.assert(
      fc.property(constant, (text) => {
        const parsed = parseExpression(text);
        assert(parsed.ok);
        let value: number | undefined;
        try {
          value = evaluateExpr(parsed.expr, () => assert.fail("no names"));
        } catch (error) {
          assert(error instanceof ExpressionError);
        }
        const { image } = compileText(`const N = ${text}`);
        if (value === undefined) assert.equal(image, undefined);
        else if (image !== undefined) assert.equal(image.constants.find((each) => each.name === "N")?.value, value);
      }),
      { numRuns: 300 },
    );
  });
});
