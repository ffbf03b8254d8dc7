/** Several files: what an import brings, how paths resolve, and that no circle hurts. */
import { strict as assert } from "node:assert";
import { compile } from "../../src/lang/compile.ts";
import { resolvePath } from "../../src/lang/source-files.ts";
import { compileText } from "./marks.ts";

const paths: readonly (readonly [base: string, path: string, expected: string])[] = [
  ["main.turno", "locks.turno", "locks.turno"],
  ["a/b/main.turno", "../locks.turno", "a/locks.turno"],
  ["a/main.turno", "./x/y.turno", "a/x/y.turno"],
  ["file:///home/me/main.turno", "lib/l.turno", "file:///home/me/lib/l.turno"],
  ["file:///home/me/main.turno", "/abs/l.turno", "file:///abs/l.turno"],
  ["vscode-vfs://github/o/r/main.turno", "../l.turno", "vscode-vfs://github/o/l.turno"],
  ["file:///main.turno", "../../l.turno", "file:///../../l.turno"],
  ["main.turno", "file:///x.turno", "file:///x.turno"],
  ["/school/a.turno", "b.turno", "/school/b.turno"],
];

const errors = (text: string, files: Readonly<Record<string, string>>): string[] =>
  compileText(text, { files })
    .diagnostics.filter((each) => each.severity === "error")
    .map((each) => `${each.uri} ${each.name}`);

describe("files", () => {
  for (const [base, path, expected] of paths) {
    it(`resolves ${path} in ${base}`, () => assert.equal(resolvePath(base, path), expected));
  }

  it("imports through imports, once and in circles", () => {
    const files = {
      "a.turno": 'import "b.turno" import "main.turno" const A = B + 1',
      "b.turno": 'import "a.turno" const B = 1 shared x = A function f() { return x }',
    };
    const { image, diagnostics } = compileText(
      'import "a.turno" import "b.turno" import "a.turno" shared y = A + B program p() { y = f() } process q = p()',
      { files },
    );
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      image?.sources.map((source) => source.uri),
      ["main.turno", "a.turno", "b.turno"],
    );
    assert.deepEqual(
      image.shared.map(({ name, init }) => [name, init]),
      [
        ["y", [3]],
        ["x", [2]],
      ],
    );
    assert.equal(image.routines.length, 2);
  });

  it("leaves machines and processes of imported files behind", () => {
    const files = { "lib.turno": "machine big { cpus: 9 } program p() { } process q = p() expect { terminates }" };
    const { image } = compileText('import "lib.turno" process mine = p()', { files });
    assert.deepEqual(
      image?.processes.map((process) => process.name),
      ["mine"],
    );
    assert.deepEqual(
      image.machines.map((machine) => machine.name),
      ["main"],
    );
    assert.equal(image.expectations.length, 0);
  });

  it("lets imported programs name devices of the scenario, not names of the file that imports them", () => {
    const files = { "lib.turno": "program p() { io(disk) x = secret }" };
    const main =
      'import "lib.turno" machine { devices: { disk: device(service: 1) } } const secret = 1 process q = p()';
    assert.deepEqual(errors(main, files), [
      "main.turno importHasErrors",
      "lib.turno unknownName",
      "lib.turno unknownName",
    ]);
  });

  it("reports a broken file in that file, and at the import", () => {
    assert.deepEqual(errors('import "a.turno"', { "a.turno": "const = 1" }), [
      "main.turno importHasErrors",
      "a.turno expected",
    ]);
  });

  it("reads nothing when it is given no port", () => {
    assert.equal(compile("main.turno", 'import "a.turno"').diagnostics[0]?.name, "importNotFound");
  });

  it("notes what every name means, in all files", () => {
    const { analysis } = compileText("const N = 1 program p(a) { var x = N + a x = 2 } process q = p(N)");
    const found = analysis.checker.references.map(
      (r) => `${analysis.files[0]!.text.slice(r.from, r.to)}:${r.role}:${r.symbol.kind}`,
    );
    assert.deepEqual(found.sort(), [
      "N:declaration:constant",
      "N:read:constant",
      "N:read:constant",
      "a:declaration:variable",
      "a:read:variable",
      "p:declaration:program",
      "p:read:program",
      "q:declaration:process",
      "x:declaration:variable",
      "x:write:variable",
    ]);
  });
});
