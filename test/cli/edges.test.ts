/**
 * Where the command meets the system: files that are no files, records over other files, imports from outside, streams that
 * cannot be written, interruption. The built command is called where a process of its own is needed.
 */
import { strict as assert } from "node:assert";
import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunReport } from "../../src/debugger/outcome/report.ts";
import { call } from "./capture.ts";

const COMMAND = "dist/cli.js";
const HELLO = 'program p() { print("hello") } process a = p()';
const CHOOSES = `machine { scheduler: lottery(quantum: 1) }
program p() { for i = 1 .. 5 { random(9) print("one") } } process a = p() process b = p()`;

const isPosix = process.platform !== "win32";

function turno(...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [COMMAND, ...args], { encoding: "utf8", timeout: 30_000 });
}

/** Does something with a folder that is gone afterwards. */
async function inFolder(action: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "turno-"));
  try {
    await action(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("what is no regular file", () => {
  before(function () {
    if (!isPosix) this.skip();
  });

  const WHAT = "it is no regular file but a device, a pipe or a socket";

  it("is refused as a scenario, an import and a record, without waiting for anybody", () =>
    inFolder((folder) => {
      const pipe = path.join(folder, "pipe");
      assert.equal(spawnSync("mkfifo", [pipe]).status, 0);
      const hello = path.join(folder, "a.turno");
      writeFileSync(hello, HELLO);
      writeFileSync(path.join(folder, "b.turno"), `import "pipe" ${HELLO}`);
      for (const source of [pipe, "/dev/zero"])
        for (const command of ["run", "check", "disasm"]) {
          const { status, stderr } = turno(command, source);
          assert.deepEqual([status, stderr], [2, `turno: ${source} cannot be read: ${WHAT}\n`]);
        }
      const tested = turno("test", pipe);
      assert.deepEqual([tested.status, tested.stdout.includes(WHAT)], [2, true]);
      const importing = turno("check", path.join(folder, "b.turno"));
      assert.equal(importing.status, 1);
      assert.ok(importing.stdout.includes(`pipe: ${WHAT}`), importing.stdout);
      const choices = turno("run", hello, "--choices", pipe);
      assert.deepEqual([choices.status, choices.stderr], [2, `turno: ${pipe} cannot be read: ${WHAT}\n`]);
    }));
});

describe("--record", () => {
  it("is written over a record and over an empty file, and over nothing else", () =>
    inFolder(async (folder) => {
      const kept = path.join(folder, "record.json");
      const record = (): Promise<{ code: number; err: string; out: string }> =>
        call({ "a.turno": HELLO }, "run", "{a.turno}", "--record", kept);
      assert.equal((await record()).code, 0);
      assert.equal((await record()).code, 0);
      writeFileSync(kept, "");
      assert.equal((await record()).code, 0);
      for (const other of ["my essay", "{}", '{"schema": "turno-run/1"}']) {
        writeFileSync(kept, other);
        const { code, err, out } = await record();
        assert.equal(code, 2);
        assert.match(err, /holds something that is no record of choices; it stays as it is, and nothing was run/);
        assert.deepEqual([out, readFileSync(kept, "utf8")], ["", other]);
      }
      const folderItself = await call({ "a.turno": HELLO }, "run", "{a.turno}", "--record", folder);
      assert.match(folderItself.err, /cannot be written: it is no regular file/);
      assert.deepEqual(readdirSync(folder), ["record.json"], "no half-written file stays");
    }));

  it("goes through a link to the file that it stands for", () =>
    inFolder(async (folder) => {
      if (!isPosix) return;
      const [real, link] = [path.join(folder, "real.json"), path.join(folder, "link.json")];
      writeFileSync(real, "");
      symlinkSync(real, link);
      assert.equal((await call({ "a.turno": HELLO }, "run", "{a.turno}", "--record", link)).code, 0);
      assert.match(readFileSync(real, "utf8"), /turno-choices/);
      assert.deepEqual(readdirSync(folder).sort(), ["link.json", "real.json"]);
    }));
});

describe("--choices", () => {
  const DRAWS = "program p() { for i = 1 .. 5 { random(9) } } process a = p()";

  const repeated = async (text: string, first = CHOOSES): Promise<{ code: number; err: string }> => {
    const folder = mkdtempSync(path.join(tmpdir(), "turno-"));
    try {
      const kept = path.join(folder, "record.json");
      assert.equal((await call({ "a.turno": first }, "run", "{a.turno}", "--record", kept)).code, 0);
      return await call({ "a.turno": text }, "run", "{a.turno}", "--choices", kept);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it("says nothing of a scenario that differs in layout and comments alone", async () => {
    assert.deepEqual(
      [(await repeated(CHOOSES)).err, (await repeated(`// the same\n${CHOOSES.replaceAll("{", "{\n /* */ ")}`)).err],
      ["", ""],
    );
  });

  it("tells of another scenario, and goes on while the choices fit", async () => {
    const { code, err } = await repeated(CHOOSES.replace("one", "other"));
    assert.match(err, /record\.json was made with another scenario, or another version of this one/);
    assert.equal(code, 0, err);
  });

  it("tells of a record that was not used up", async () => {
    const { code, err } = await repeated(DRAWS.replace("1 .. 5", "1 .. 2"), DRAWS);
    assert.match(err, /record\.json was not used up: 3 of its 5 choices came after the end of this run/);
    assert.equal(code, 2);
  });
});

describe("--root", () => {
  const files = (folder: string): void => {
    mkdirSync(path.join(folder, "in", "deep"), { recursive: true });
    writeFileSync(path.join(folder, "lib.turno"), "const N = 3");
    writeFileSync(path.join(folder, "in", "near.turno"), "const N = 3");
    writeFileSync(
      path.join(folder, "in", "far.turno"),
      'import "../lib.turno" program p() { print(N) } process a = p()',
    );
    writeFileSync(path.join(folder, "in", "ok.turno"), 'import "near.turno" program p() { print(N) } process a = p()');
    if (isPosix) symlinkSync(path.join(folder, "lib.turno"), path.join(folder, "in", "link.turno"));
    writeFileSync(
      path.join(folder, "in", "linked.turno"),
      'import "link.turno" program p() { print(N) } process a = p()',
    );
  };

  it("confines imports, links resolved; `turno test` has it by itself", () =>
    inFolder(async (folder) => {
      files(folder);
      const inside = path.join(folder, "in");
      const [far, ok, linked] = ["far", "ok", "linked"].map((name) => path.join(inside, `${name}.turno`)) as [
        string,
        string,
        string,
      ];
      const outside = /It is outside the folder .*in, to which imports are confined \(--root\)/;
      assert.equal((await call({}, "run", far)).code, 0);
      for (const command of ["run", "check", "disasm"]) {
        const { code, out, err } = await call({}, command, far, "--root", inside);
        assert.equal(code, 1);
        assert.match(out + err, outside);
        assert.equal((await call({}, command, ok, "--root", inside)).code, 0);
        assert.equal((await call({}, command, far, "--root", folder)).code, 0);
      }
      if (isPosix) assert.match((await call({}, "check", linked, "--root", inside)).out, outside);
      const tested = await call({}, "test", far);
      assert.equal(tested.code, 1);
      assert.match(tested.err, outside);
      assert.equal((await call({}, "test", ok)).code, 0);
      assert.equal((await call({}, "test", far, "--root", folder)).code, 0);
      assert.match(
        (await call({}, "run", ok, "--root", path.join(folder, "none"))).err,
        /--root .*none: there is no such file/,
      );
      assert.match((await call({}, "run", ok, "--root", ok)).err, /--root .*: it is no directory/);
    }));
});

describe("the streams of the command", () => {
  before(() => assert.ok(existsSync(COMMAND), "npm run build makes it first"));

  it("that cannot be written are told in a line, with exit 2", function () {
    if (!existsSync("/dev/full")) this.skip();
    for (const command of ["run", "run --json", "check", "disasm", "test", "--help"]) {
      const file = command === "--help" ? "" : "samples/hello.turno";
      const { status, stderr } = spawnSync(
        "sh",
        ["-c", `"${process.execPath}" ${COMMAND} ${command} ${file} > /dev/full`],
        {
          encoding: "utf8",
        },
      );
      assert.deepEqual(
        [command, status, stderr],
        [command, 2, "turno: the output cannot be written: no space is left on the device\n"],
      );
    }
  });

  /** An endless run that was interrupted, once its first line was there. */
  async function interrupted(...args: readonly string[]): Promise<{ code: unknown; out: string }> {
    const child = spawn(process.execPath, [COMMAND, "run", "test/cli/fixtures/endless.turno", ...args]);
    let out = "";
    let err = "";
    child.stdout.on("data", (bytes: Buffer) => (out += bytes.toString()));
    // The log goes to one stream or the other, and is a sign that the run is under way.
    const begun = new Promise<void>((resolve) => {
      child.stdout.once("data", () => resolve());
      child.stderr.on("data", (bytes: Buffer) => {
        err += bytes.toString();
        if (err.includes("tick")) resolve();
      });
    });
    child.stderr.resume();
    await begun;
    child.kill("SIGINT");
    const [code] = (await once(child, "close")) as unknown[];
    return { code, out };
  }

  it("have what there is when a run is interrupted, and the record", function () {
    if (!isPosix) this.skip();
    return inFolder(async (folder) => {
      const record = path.join(folder, "record.json");
      const told = await interrupted("--trace", "--record", record);
      assert.equal(told.code, 130);
      assert.match(told.out, /\nInterrupted at tick \d+\.\n/);
      assert.match(told.out, /^main: 1 CPU/m);
      assert.match(readFileSync(record, "utf8"), /turno-choices/);
      const { code, out } = await interrupted("--trace", "--json");
      assert.equal(code, 130);
      assert.equal((JSON.parse(out) as RunReport).ended, "interrupted");
    });
  });
});
