/** `turno check`, `test` and `disasm`, and every way to call the command wrongly. */
import { strict as assert } from "node:assert";
import { version } from "../../package.json";
import { LIMITS } from "../../src/base/limits.ts";
import { call } from "./capture.ts";

const GOOD = "program p() { }\nprocess a = p()\nexpect { terminates }";
const FAILING = "program p() { }\nprocess a = p()\nexpect {\n  terminates\n  finally a.exit == 1\n}";
const FAULTY = "program p(n) { print(1 / n) }\nprocess a = p(0)";
const BROKEN = "program p() {\n  cuont = 1\n}";

describe("turno check", () => {
  it("finds nothing wrong with what is right", async () => {
    const files = { "a.turno": GOOD, "b.turno": FAULTY };
    assert.deepEqual(await call(files, "check", "{a.turno}", "{b.turno}"), {
      code: 0,
      out: "2 files: 0 errors, 0 warnings\n",
      err: "",
    });
  });

  it("shows place, code, line, caret and hint of each error, file by file", async () => {
    const files = { "a.turno": `shared count = 0\n${BROKEN}`, "b.turno": "program p( {" };
    const { code, out } = await call(files, "check", "{a.turno}", "{b.turno}");
    assert.equal(code, 1);
    assert.match(
      out,
      /^a\.turno:3:3: error TURNO2001: there is no 'cuont' here\n {6}cuont = 1\n {6}\^~~~~\n {4}Did you mean 'count'\?\n/,
    );
    assert.match(out, /^b\.turno:1:12: error TURNO\d{4}: /m);
    assert.match(out, /2 files: \d+ errors, 0 warnings\n$/);
  });

  it("checks the other files when one cannot be read", async () => {
    const { code, out, err } = await call({ "a.turno": BROKEN }, "check", "{none.turno}", "{a.turno}");
    assert.equal(code, 2);
    assert.match(out, /^a\.turno:2:3: error TURNO2001/);
    assert.equal(err, "turno: none.turno cannot be read: there is no such file\n");
  });

  it("shows a part of a long line, and at most so many diagnostics", async () => {
    const long = `program p() { ${"x = 1 ".repeat(300)} }`;
    const { out } = await call({ "a.turno": long }, "check", "{a.turno}");
    assert.ok(out.split("\n").every((line) => line.length <= 130));
    assert.match(out, /^… and 200 more$/m);
  });
});

describe("turno test", () => {
  const files = { "good.turno": GOOD, "failing.turno": FAILING, "faulty.turno": FAULTY, "broken.turno": BROKEN };
  const all = ["{good.turno}", "{failing.turno}", "{faulty.turno}"];

  it("tells people", async () => {
    assert.deepEqual(await call(files, "test", ...all), {
      code: 3,
      out: `good.turno
  ✓ terminates
failing.turno
  ✓ terminates
  ✗ finally a.exit == 1 (line 5)
      at tick 0: a.exit = 0
faulty.turno
  ✗ ends without fault or deadlock (line 1)
      Every process has ended, at tick 3, but not every one as it should.
      faulty.turno:1: process a (1) ended at tick 3: division by zero

2 passed, 2 failed
`,
      err: "",
    });
    assert.equal((await call(files, "test", "{good.turno}")).code, 0);
  });

  it("looks for data races with --races, which are a case of each file", async () => {
    const racy = "shared x = 0\nprogram p() { x += 1 }\nprocess a = p()\nprocess b = p()\nexpect { terminates }";
    const each = { "a.turno": racy, "b.turno": GOOD };
    assert.equal((await call(each, "test", "{a.turno}", "{b.turno}")).code, 0);
    const { code, out } = await call(each, "test", "--races", "{a.turno}", "{b.turno}");
    assert.equal(code, 3);
    assert.match(
      out,
      /^a\.turno\n {2}✓ terminates\n {2}✗ no data race \(line 1\)\n {6}1 a writes x at line 2, tick \d+, and 2 b/,
    );
    assert.match(out, /\nb\.turno\n {2}✓ terminates\n {2}✓ no data race\n\n3 passed, 1 failed\n$/);
  });

  const OPEN = {
    "open.turno":
      "machine { instruction: 0 }\nprogram p() { loop { } }\nprocess a = p()\nexpect { always 1 == 1\n  terminates }",
    "good.turno": GOOD,
    "bad.turno": "program p() { }\nprocess a = p()\nexpect { finally a.exit == 1 }",
  };

  it("tells what a limit left undecided, which is neither passed nor failed", async () => {
    const { code, out } = await call(OPEN, "test", "{open.turno}", "{good.turno}");
    assert.equal(code, 4);
    assert.equal(
      out,
      `open.turno
  ✓ always 1 == 1
  ? terminates (line 5): undecided
      not decided: the run did not come to its end
  ? ends without fault or deadlock (line 1): undecided
      A limit ended the run at tick 0: time does not pass: 1000000 instructions at tick 0 took no time.
good.turno
  ✓ terminates

2 passed, 0 failed, 2 undecided
`,
    );
    assert.equal((await call(OPEN, "test", "{open.turno}", "{bad.turno}")).code, 3);
    const tap = (await call(OPEN, "test", "--reporter", "tap", "{open.turno}")).out;
    assert.match(tap, /^not ok 2 - open\.turno:5: terminates\n {2}---\n {2}message: ".*"\n {2}severity: undecided\n/m);
    const junit = (await call(OPEN, "test", "--reporter", "junit", "{open.turno}")).out;
    assert.match(junit, /<testsuites name="turno" tests="3" failures="0" errors="2">/);
    assert.match(junit, /tests="3" failures="0" errors="2" skipped="0">/);
    assert.match(junit, /<error message="undecided: not decided: the run did not come to its end"\/>/);
  });

  it("does not know whether there is no race where a limit ended the run", async () => {
    const { code, out } = await call(OPEN, "test", "--races", "{open.turno}");
    assert.equal(code, 4);
    assert.match(out, /^ {2}\? no data race \(line 1\): undecided\n {6}none was found up to tick 0/m);
  });

  it("takes a seed instead of the files' own", async () => {
    const chance = {
      "a.turno": "program p() { exit(random(1000)) }\nprocess a = p()\nexpect { finally a.exit == -1 }",
    };
    const drawn = async (...flags: string[]): Promise<string | undefined> =>
      /a\.exit = (\d+)/.exec((await call(chance, "test", ...flags, "{a.turno}")).out)?.[1];
    const own = await drawn();
    assert.ok(own !== undefined);
    assert.equal(await drawn("--seed", "1"), own);
    assert.notEqual(await drawn("--seed", "2"), own);
    assert.equal((await call(chance, "test", "--seed", "x", "{a.turno}")).code, 2);
  });

  it("speaks TAP", async () => {
    const { code, out } = await call(files, "test", "--reporter", "tap", ...all, "{none.turno}");
    assert.equal(code, 2);
    assert.equal(
      out,
      `TAP version 14
ok 1 - good.turno:3: terminates
ok 2 - failing.turno:4: terminates
not ok 3 - failing.turno:5: finally a.exit == 1
  ---
  message: "at tick 0: a.exit = 0"
  at: "failing.turno:5"
  ...
not ok 4 - faulty.turno:1: ends without fault or deadlock
  ---
  message: "Every process has ended, at tick 3, but not every one as it should.\\nfaulty.turno:1: process a (1) ended at tick 3: division by zero"
  at: "faulty.turno:1"
  ...
not ok 5 - none.turno:1: can be run
  ---
  message: "none.turno cannot be read: there is no such file"
  at: "none.turno:1"
  ...
1..5
`,
    );
  });

  it("writes JUnit's XML", async () => {
    const quoted = { "a.turno": 'program p() { }\nprocess a = p()\nexpect { output "<&>" finally 1 < 2 }' };
    const { code, out } = await call(quoted, "test", "--reporter", "junit", "{a.turno}");
    assert.equal(code, 3);
    assert.equal(
      out,
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="turno" tests="2" failures="1">
  <testsuite name="a.turno" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="a.turno" name="output &quot;&lt;&amp;&gt;&quot;" line="3">
      <failure message="at tick 0: nothing was printed"/>
    </testcase>
    <testcase classname="a.turno" name="finally 1 &lt; 2" line="3"/>
  </testsuite>
</testsuites>
`,
    );
  });

  it("fails a file with errors, and tries the others", async () => {
    const { code, out } = await call(files, "test", "{broken.turno}", "{good.turno}");
    assert.equal(code, 1);
    assert.match(out, /✗ can be run[\s\S]*TURNO2001[\s\S]*good\.turno\n {2}✓ terminates/);
  });
});

describe("turno disasm", () => {
  it("shows instructions beside the source, by names", async () => {
    const text = `shared count = 0
shared a: int[4]
function twice(n) { return 2 * n }
program p(n) {
  var mine = 0
  count = count + 1
  a[2] = twice(mine)
}
process one = p(1)`;
    const { code, out } = await call({ "a.turno": text }, "disasm", "{a.turno}");
    assert.equal(code, 0);
    assert.match(out, /^program p\(n\)$/m);
    assert.match(
      out,
      /^ {4}6 {2}count = count \+ 1\n +0x[0-9a-f]{4} {2}load r0, \[count\]\n.*add r0, r0, 1\n.*store \[count\], r0$/m,
    );
    assert.match(out, /store \[mine\], r0/);
    assert.match(out, /call twice\n/);
    assert.match(out, /store \[a\[2\]\], r0/);
    assert.match(out, /^function twice\(n\)$/m);
  });

  it("says what is wrong with a program", async () => {
    const { code, out, err } = await call({ "a.turno": BROKEN }, "disasm", "{a.turno}");
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /TURNO2001/);
  });
});

const WRONG: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [[], /^Usage: turno/],
  [["walk"], /unknown command 'walk'/],
  [["rum"], /unknown command 'rum'[\s\S]*Did you mean run\?/],
  [["--bogus"], /unknown option '--bogus'/],
  [["run"], /missing required argument 'file'/],
  [["check"], /missing required argument 'files'/],
  [["test"], /missing required argument 'files'/],
  [["disasm"], /missing required argument 'file'/],
  [["run", "{a.turno}", "{a.turno}"], /too many arguments/],
  [["run", "{a.turno}", "--bogus"], /unknown option '--bogus'/],
  [["run", "{a.turno}", "--until"], /argument missing/],
  [["run", "{a.turno}", "--until", "soon"], /'soon' is invalid\. It must be a whole number from 0/],
  [["run", "{a.turno}", "--until=-1"], /'-1' is invalid/],
  [["run", "{a.turno}", "--until", "1e3"], /'1e3' is invalid/],
  [["run", "{a.turno}", "--seed", "4294967296"], /'4294967296' is invalid/],
  [["test", "{a.turno}", "--reporter", "dots"], /Allowed choices are spec, tap, junit/],
  [["dap", "--port", "65536"], /'65536' is invalid/],
  [["dap", "here"], /too many arguments/],
  [["run", "{none.turno}"], /^turno: none\.turno cannot be read: there is no such file\n$/],
  [["run", "{.}"], /cannot be read: it is a directory\n$/],
  [["run", "{binary.turno}"], /^turno: binary\.turno cannot be read: it is not a text in UTF-8\n$/],
  [["disasm", "{none.turno}"], /there is no such file/],
];

describe("what turno does not understand", () => {
  const files = { "a.turno": GOOD, "binary.turno": new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe, 0]) };
  for (const [args, message] of WRONG) {
    it(`is ${["turno", ...args].join(" ")}`, async () => {
      const { code, out, err } = await call(files, ...args);
      assert.equal(code, 2);
      assert.equal(out, "");
      assert.match(err, message);
    });
  }

  it("is no file of any length", async () => {
    const big = { "big.turno": "a".repeat(10_000_000), "wide.turno": "ñ".repeat(5_000_000) };
    for (const name of ["{big.turno}", "{wide.turno}"]) {
      const { code, err } = await call(big, "run", name);
      assert.equal(code, 1);
      assert.match(err, new RegExp(`TURNO1003: the file has more than ${LIMITS.sourceChars} characters`));
      assert.ok(err.length < 1000);
    }
  });

  it("is told apart from a wish for help", async () => {
    for (const args of [["--help"], ["run", "--help"], ["help", "dap"]]) {
      const { code, out } = await call({}, ...args);
      assert.equal(code, 0);
      assert.match(out, /^Usage: turno/);
    }
  });

  it("does not mind a byte-order mark, an empty file, or a NUL", async () => {
    const odd = { "bom.turno": `\ufeff${GOOD}`, "empty.turno": "", "nul.turno": "\0" };
    assert.equal((await call(odd, "check", "{bom.turno}", "{empty.turno}")).code, 0);
    assert.equal((await call(odd, "check", "{nul.turno}")).code, 1);
  });
});

describe("turno --version", () => {
  it("is that of the package", async () => {
    assert.deepEqual(await call({}, "--version"), { code: 0, out: `${version}\n`, err: "" });
  });
});
