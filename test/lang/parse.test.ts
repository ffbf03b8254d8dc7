/** The form of the language: its grammar, its tree, and what is left of a broken text. */
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { createParser } from "../../src/lang/services.ts";
import { CONTEXTUAL, isName, RESERVED } from "../../src/lang/keywords.ts";
import { outline, type OutlineNode } from "../../src/lang/outline.ts";
import { parse, parseExpressionTree } from "../../src/lang/parse.ts";
import { print, printExpression } from "../../src/lang/print.ts";
import type { Expression } from "../../src/lang/tree.ts";
import { CORPUS } from "./corpus.ts";
import { inProgram } from "./marks.ts";

/** An expression with brackets around every operation. */
function bracket(e: Expression): string {
  switch (e.kind) {
    case "binary":
      return `(${bracket(e.left)} ${e.operator} ${bracket(e.right)})`;
    case "unary":
      return `(${e.operator}${bracket(e.operand)})`;
    case "group":
      return bracket(e.inner);
    case "index":
      return `${bracket(e.object)}[${bracket(e.index)}]`;
    case "member":
      return `${bracket(e.object)}.${e.member.text}`;
    default:
      return printExpression(e);
  }
}

/** The words of the grammar that are spelled with letters. */
function grammarWords(): Set<string> {
  const text = readFileSync(new URL("../../src/lang/generated/grammar.ts", import.meta.url), "utf8");
  return new Set([...text.matchAll(/"Keyword","value":"(\w+)"/g)].map((match) => match[1]!));
}

function shape(nodes: readonly OutlineNode[]): string {
  return nodes.map((n) => n.name + (n.children.length === 0 ? "" : `(${shape(n.children)})`)).join(" ");
}

const kinds = (statements: string): string => {
  const { tree, diagnostics } = parse(inProgram(statements));
  assert.deepEqual(diagnostics, []);
  const [program] = tree.declarations;
  return program?.kind === "program" ? program.body.statements.map((each) => each.kind).join(" ") : "";
};

describe("parse", () => {
  it("builds a parser from a grammar without ambiguities", function () {
    this.timeout(20_000);
    createParser({ skipValidations: false });
  });

  it("knows the grammar's own keywords", () => {
    const others = [...grammarWords()].filter((word) => !RESERVED.includes(word) && !CONTEXTUAL.includes(word));
    assert.deepEqual(others, []);
    assert.deepEqual(
      [...RESERVED, ...CONTEXTUAL].filter((word) => !grammarWords().has(word)),
      [],
    );
  });

  const precedence: readonly (readonly [string, string])[] = [
    [
      "a || b && c | d ^ e & f == g < h << i + j * k",
      "(a || (b && (c | (d ^ (e & (f == (g < (h << (i + (j * k))))))))))",
    ],
    [
      "a * b + c << d < e == f & g ^ h | i && j || k",
      "((((((((((a * b) + c) << d) < e) == f) & g) ^ h) | i) && j) || k)",
    ],
    ["a - b - c + d", "(((a - b) - c) + d)"],
    ["a / b % c * d", "(((a / b) % c) * d)"],
    ["a < b < c", "((a < b) < c)"],
    ["- a + !b * ~c", "((-a) + ((!b) * (~c)))"],
    ["--a - -b", "((-(-a)) - (-b))"],
    ["-a[1][b + 1].c", "(-a[1][(b + 1)].c)"],
    ["!f(a, b) && (a || b)", "((!f(a, b)) && (a || b))"],
  ];
  for (const [text, expected] of precedence) {
    it(`groups ${text}`, () => {
      const { tree, diagnostics } = parseExpressionTree(text);
      assert.deepEqual(diagnostics, []);
      assert.equal(bracket(tree), expected);
    });
  }

  const statements: readonly (readonly [string, string])[] = [
    ["return x = 1", "return assign"],
    ["return x: y()", "return label expression"],
    ["return x y = 1", "return assign"],
    ["return f(x) y()", "return expression"],
    ["return -x return return", "return return return"],
    ["return a[1] = 2", "return assign"],
    ["return x += 1", "return assign"],
    ["return x == 1", "return"],
    ["x = a b = c", "assign assign"],
    ["x = a; ; b()", "assign expression"],
    ["x = a\n-b()", "assign"],
    ["format = 1 iffy = 2 loops = 3", "assign assign assign"],
    ["link = at + condition barrier() no: always = 1 finally = output", "assign expression label assign assign"],
    ["from = to next = item on = in out = lock", "assign assign assign assign"],
    ["if a { } else if b { } else { } x()", "if expression"],
    ["búfer = niño x1_ = _", "assign assign"],
  ];
  for (const [text, expected] of statements) it(`reads ${text}`, () => assert.equal(kinds(text), expected));

  it("has names in the composed form of Unicode", () => {
    const { tree } = parse("const nin\u0303o = 1");
    assert.equal(tree.declarations[0]?.kind === "const" && tree.declarations[0].name.text, "niño");
    assert(isName("búfer") && !isName("while") && !isName("1x") && isName("link"));
  });

  it("takes comments where white space may stand", () => {
    const { tree, diagnostics } = parse("// one\nconst /* two\n */ N /**/ = /* three */ 1 // four");
    assert.deepEqual(diagnostics, []);
    assert.equal(print(tree), "const N = 1\n");
  });

  it("gives an outline of a broken text", () => {
    const { tree } = parse(
      "shared a = \nprogram p(x { var v = 1 l: if { }\n function f( { } }\nconst N = +\nenum E { a, b\nprocess q = p(",
    );
    assert.equal(shape(outline(tree)), "a p(v l f) N E(a b) q");
  });

  it("outlines all kinds of declarations", () => {
    const { tree } = parse(CORPUS[3]!);
    assert.equal(shape(outline(tree)), "alpha beta alpha <-> beta w(fd) w1 w2 at");
  });

  it("answers a text of ten megabytes at once", function () {
    this.timeout(1000);
    assert.equal(parse("x = 1\n".repeat(1_700_000)).diagnostics[0]?.name, "tooLong");
  });

  it("bears whatever nests", () => {
    for (const [open, close] of [
      "()",
      "[]",
      "{}",
      ["if a {", "}"],
      ["- ", ""],
      ["a[", "]"],
      ["x: {", "}"],
      ["f(", ")"],
      ["f(a, g(", "))"],
      ["{ a: ", "}"],
    ]) {
      for (const depth of [50, 90, 99, 101, 250, 20_000]) {
        const text = inProgram(`x = ${open!.repeat(depth)}1${close!.repeat(depth)}`);
        assert(
          parse(text).diagnostics.every((each) => each.name !== "parserGaveUp"),
          `${open} ${depth}`,
        );
      }
    }
  });
});
