/** Expressions for the debugger: plain data, or one clear message. */
import { strict as assert } from "node:assert";
import { evaluateExpr, type Expr } from "../../src/isa/expression.ts";
import { parseExpression } from "../../src/lang/expressions.ts";

/** The expression in brackets, with every name in it. */
function show(e: Expr): string {
  switch (e.kind) {
    case "int":
      return String(e.value);
    case "text":
      return JSON.stringify(e.value);
    case "name":
      return e.name;
    case "member":
      return `${show(e.object)}.${e.member}`;
    case "index":
      return `${show(e.object)}[${show(e.index)}]`;
    case "unary":
      return `(${e.operator}${show(e.operand)})`;
    case "binary":
      return `(${show(e.left)} ${e.operator} ${show(e.right)})`;
    case "call":
      return `${e.callee}(${e.args.map(show).join(", ")})`;
  }
}

describe("expressions", () => {
  const right: readonly (readonly [text: string, shown: string])[] = [
    ["next", "next"],
    ["p.cpu.r0 + buffer[in + 1][2]", "(p.cpu.r0 + buffer[(in + 1)][2])"],
    ["-x == 3 && !done || a.b", "((((-x) == 3) && (!done)) || a.b)"],
    ["2 * 3 + 0x10 << 1", "44"],
    ["1 / 0", "(1 / 0)"],
    ["-2147483648", "-2147483648"],
    ['name == "disk"', '(name == "disk")'],
  ];
  for (const [text, shown] of right) {
    it(`reads ${text}`, () => {
      const parsed = parseExpression(text);
      assert(parsed.ok, parsed.ok ? "" : parsed.error);
      assert.equal(show(parsed.expr), shown);
      assert.deepEqual(JSON.parse(JSON.stringify(parsed.expr)), parsed.expr);
    });
  }

  const wrong: readonly (readonly [text: string, error: string])[] = [
    ["", "a value is expected here, not the end of the text"],
    ["a +", "a value is expected here, not the end of the text"],
    ["a b", "an operator is expected here, not 'b'"],
    ["a = 1", "'=' does not compare"],
    ["f(1)", "f() cannot be called here"],
    ["(a", "')' is expected here, not the end of the text"],
    ["12ab", "'12ab' is not a number"],
    ["2147483648", "2147483648 does not fit 32 bits"],
    ["a ? b : c", "there is no '? :'"],
  ];
  for (const [text, error] of wrong) {
    it(`refuses ${text}`, () => {
      const parsed = parseExpression(text);
      assert.equal(parsed.ok ? show(parsed.expr) : parsed.error, error);
    });
  }

  it("calls where calls are allowed", () => {
    const parsed = parseExpression("average(waiting) == 17", { allowsCalls: true });
    assert(parsed.ok);
    assert.equal(show(parsed.expr), "(average(waiting) == 17)");
  });

  it("evaluates with the names that it is given", () => {
    const parsed = parseExpression("a[1] + b.c * x");
    assert(parsed.ok);
    const value = evaluateExpr(parsed.expr, (e) => (e.kind === "index" ? 5 : e.kind === "member" ? 2 : 0x7fffffff));
    assert.equal(value, 3);
  });
});
