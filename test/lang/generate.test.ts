/** What statements compile to, and what the code computes. */
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { disassemble } from "../../src/isa/disassembler.ts";
import { evaluateExpr, ExpressionError } from "../../src/isa/expression.ts";
import { codeIndex, DATA_BASE, SHARED_BASE, type Image } from "../../src/isa/image.ts";
import { decode } from "../../src/isa/instructions.ts";
import { parseExpression } from "../../src/lang/expressions.ts";
import { execute } from "./execute.ts";
import { compileText } from "./marks.ts";

const AROUND = "shared in = 0 shared out = 0 shared count = 0 shared buffer: int[5] const N = 5 enum E { e0, e1 }\n";

function imageOf(text: string): Image {
  const { image, diagnostics } = compileText(text);
  assert(image !== undefined, diagnostics.map((each) => each.message).join("\n"));
  return image;
}

/** The instructions of program `p`, with names for shared words and data. */
function listing(image: Image, routine = 0): string[] {
  const { entry, end } = image.routines[routine]!;
  const name = (address: number, what: "memory" | "code"): string | undefined => {
    if (what === "code") return `@${codeIndex(address) - entry}`;
    if (address >= DATA_BASE) return `data+${address - DATA_BASE}`;
    return image.shared.find((each) => each.address === address)?.name;
  };
  return Array.from({ length: end - entry }, (_, k) => disassemble(decode(image.code, entry + k), name));
}

describe("generate", () => {
  const statements: readonly (readonly [statement: string, code: string])[] = [
    ["count = count + 1", "load r0, count; add r0, r0, 1; store count, r0"],
    ["count += N * 2", "load r0, count; add r0, r0, 10; store count, r0"],
    ["count = 1 + count", "load r0, count; add r0, r0, 1; store count, r0"],
    ["while in == out { }", "load r0, in; load r1, out; cmp r0, r1; jeq @0"],
    ["while (in + 1) % N == out { }", "load r0, in; add r0, r0, 1; mod r0, r0, 5; load r1, out; cmp r0, r1; jeq @0"],
    ["while in < 3 { count = 1 }", "load r0, in; cmp r0, 3; jge @6; mov r0, 1; store count, r0; jmp @0"],
    ["while true { count = 1 }", "mov r0, 1; store count, r0; jmp @0"],
    ["loop { }", "jmp @0"],
    ["buffer[2] = 7", `mov r0, 7; store [0x${(SHARED_BASE + 20).toString(16)}], r0`],
    ["buffer[in] = 7", "mov r0, 7; load r1, in; bound r1, 5; shl r1, r1, 2; store [r1 + 1048588], r0"],
    [
      "if in { count = 1 } else { count = 2 }",
      "load r0, in; cmp r0, 0; jeq @6; mov r0, 1; store count, r0; jmp @8; mov r0, 2; store count, r0",
    ],
    [
      "if 3 < in && !(out == 1) { return 2 }",
      "load r0, in; cmp r0, 3; jle @8; load r0, out; cmp r0, 1; jeq @8; push 2; sys exit, 1",
    ],
    ["compute(N)", "work 5"],
    ["compute(in)", "load r0, in; work r0"],
    ["yield()", "sys yield, 0"],
    ['print("x", in)', "push -2146435072; load r0, in; push r0; sys print, 2"],
    ["atomic { count = 1 }", "cli; mov r0, 1; store count, r0; sti"],
    ["loop { atomic { break } }", "cli; sti; jmp @3"],
    [
      "for i = 1 .. 3 { count = i }",
      "mov r0, 1; store [fp - 4], r0; load r0, [fp - 4]; store count, r0; load r0, [fp - 4]; cmp r0, 3; jge @10; add r0, r0, 1; store [fp - 4], r0; jmp @2",
    ],
    [
      "repeat { count = 1 } until in > out",
      "mov r0, 1; store count, r0; load r0, in; load r1, out; cmp r0, r1; jle @0",
    ],
    ["var x = 3", "mov r0, 3; store data+0, r0"],
    ["var x: int", ""],
    ["var x = [1, 2, 3]", ""],
    ["assert in == 0", "load r0, in; cmp r0, 0; jeq @5; push -2146435072; sys assert_failed, 1"],
    ["if in { var x = a }", "load r0, in; cmp r0, 0; jeq @5; load r0, [fp + 12]; store [fp - 4], r0"],
    ["var x = in == out", "load r0, in; load r1, out; cmp r0, r1; seteq r0; store data+0, r0"],
    ["var x = test_and_set(count)", "tas r0, count; store data+0, r0"],
    ["var x = compare_and_swap(count, 0, a)", "mov r0, 0; load r1, [fp + 12]; cas r0, count, r1; store data+0, r0"],
  ];
  for (const [statement, code] of statements) {
    it(statement, () => {
      const lines = listing(imageOf(`${AROUND} program p(a, b) { ${statement} }`));
      if (lines.at(-1) === "sys exit, 0") lines.pop();
      assert.equal(lines.join("; "), code);
    });
  }

  const runs: readonly (readonly [body: string, printed: string, end?: string])[] = [
    ["print(1 + 2 * 3, 7 / -2, -7 % 3, 1 << 33, -8 >> 1)", "7 -3 -1 2 -4"],
    ["var x = 0x7fffffff x += 1 print(x) x = x * 2 print(x)", "-2147483648 / 0"],
    ["for i = 0 .. 2 { for j = i .. 2 { print(i, j) } }", "0 0 / 0 1 / 0 2 / 1 1 / 1 2 / 2 2"],
    ["for i = 3 .. 2 { print(i) } for i = a .. b { print(i) }", "1 / 2"],
    ["for i = 0x7fffffff - 1 .. 0x7fffffff { print(i) }", "2147483646 / 2147483647"],
    ["for i = 0 .. 9 { if i == 1 { continue } if i > 2 { break } print(i) }", "0 / 2"],
    ["var n = 3 repeat { n -= 1 print(n) } until n == 0", "2 / 1 / 0"],
    ["var n = 0 loop { n += 1 if n == 3 { break } } print(n)", "3"],
    ["print(fact(5), fib(10))", "120 55"],
    ["print(sum(1, fact(3), sum(1, 2, 3) * 2) + fact(2) * (fact(3) - (1 + fact(1))))", "27"],
    ["var m = [[1, 2], [3, 4]] m[a][b - 1] += 10 print(m[1][1], m[1][0], m[0][a])", "14 3 2"],
    ["for i = 0 .. 1 { var t: int[6] t[i] += 1 print(t[0], t[1]) }", "1 0 / 0 1"],
    ["for i = 0 .. 1 { var t t += 1 print(t) }", "1 / 1"],
    ["var x = 0 print(x == 0 || 1 / x, x != 0 && 1 / x, !x, !3)", "1 0 1 0"],
    ["var t = [1, 2] t[a + 5] = 1", "", "out of bounds"],
    ["var t = [1, 2] print(t[-a])", "", "out of bounds"],
    ["return 7", "", "exit 7"],
    ["print(e1, E.e0, true, ERR_FULL)", "1 0 1 -1"],
    ["var x = 5 here: x -= 1 if x > 2 { goto here } print(x)", "2"],
    ["asm { mov r0, 5; mov r1, N\n again: sub r0, r0, 1\n cmp r0, 1\n jgt again\n store count, r0 } print(count)", "1"],
    ["print(local(4)) function local(v) { kept = v return kept * 2 } var kept = 1 print(kept)", "8 / 1"],
    ["print(none(0), none(1))", "0 1"],
    ["print(fetch_and_add(count, 5), count)", "0 5"],
    ["buffer[1] = 2 buffer[buffer[1]] = 9 print(buffer[2])", "9"],
  ];
  const FUNCTIONS = `
    function fact(n) { if n <= 1 { return 1 } return n * fact(n - 1) }
    function fib(n) { if n < 2 { return n } else { return fib(n - 1) + fib(n - 2) } }
    function sum(x, y, z) { return x + y + z }
    function none(x) { if x { return 1 } }`;
  for (const [body, printed, end] of runs) {
    it(`runs ${body}`, () => {
      const run = execute(imageOf(`${AROUND} program p(a, b) { ${body} } ${FUNCTIONS}`), 0, [1, 2]);
      assert.equal(run.printed.map((values) => values.join(" ")).join(" / "), printed);
      assert.equal(run.end, end ?? "exit");
    });
  }

  it("law: code computes what the debugger's evaluation does", () => {
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 9, withCrossShrink: true },
        fc.constantFrom("a", "b", "in", "out", "x", "y", "1", "2", "0", "-1", "31"),
        fc
          .tuple(
            tie("expression"),
            fc.constantFrom(..."|| && | ^ & == != < <= > >= << >> + - *".split(" ")),
            tie("expression"),
          )
          .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
        fc.tuple(fc.constantFrom("-", "!", "~"), tie("expression")).map(([operator, e]) => `${operator}(${e})`),
      ),
    }));
    const values: Readonly<Record<string, number>> = { a: 7, b: -3, in: 5, out: 0x12345678, x: -1, y: 2 };
    const property = fc.property(expression, (text) => {
      const parsed = parseExpression(text);
      assert(parsed.ok);
      const expected = evaluateExpr(parsed.expr, (e) => values[e.kind === "name" ? e.name : ""] ?? 0);
      const call = text.replaceAll("x", "same(x)");
      const condition = `if ${text} { print(1) } else { print(0) }`;
      const image = imageOf(`
        shared in = 5 shared out = 0x12345678 function same(x) { return x }
        program p(a, b) { var x = -1 var y = 2 print(${text}) print(${call}) ${condition} }`);
      const [plain, calls, truth] = execute(image, 0, [7, -3]).printed;
      assert.deepEqual([plain, calls, truth], [[expected], [expected], [expected === 0 ? 0 : 1]]);
    });
    fc.assert(property, { numRuns: 300 });
    assert.throws(
      () =>
        evaluateExpr(
          { kind: "binary", operator: "/", left: { kind: "int", value: 1 }, right: { kind: "int", value: 0 } },
          () => 0,
        ),
      ExpressionError,
    );
  }).timeout(60_000);
});
