/** The built command as a person calls it: exit codes, whole output, closed pipes, the adapter over stdio and a port. */
import { strict as assert } from "node:assert";
import { spawn, spawnSync, type ChildProcess, type SpawnSyncReturns } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { Client } from "./client.ts";

const COMMAND = "dist/cli.js";
const SAMPLE = "samples/hello.turno";

function turno(...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [COMMAND, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
}

const exitOf = async (child: ChildProcess): Promise<unknown> =>
  child.exitCode ?? ((await once(child, "exit")) as unknown[])[0];

describe("dist/cli.js", () => {
  before(() => assert.ok(existsSync(COMMAND), "npm run build makes it first"));

  it("can be called by its name", () => {
    const { bin } = JSON.parse(readFileSync("package.json", "utf8")) as { bin: Record<string, string> };
    assert.equal(bin["turno"], `./${COMMAND}`);
    assert.match(readFileSync(COMMAND, "utf8"), /^#!\/usr\/bin\/env node\n/);
  });

  it("exits with 0, 1, 2 and 3", () => {
    const codes = [
      turno("run", SAMPLE),
      turno("check", "README.md"),
      turno("run", "none.turno"),
      turno("run", "samples/faults.turno"),
    ].map(({ status }) => status);
    assert.deepEqual(codes, [0, 1, 2, 3]);
  });

  it("writes all of a long output into a pipe", () => {
    const { stdout, status } = turno("run", "--json", "--trace", "samples/arrays.turno");
    assert.equal(status, 0);
    assert.doesNotThrow(() => JSON.parse(stdout) as unknown);
    const log = turno("run", "--trace", "samples/faults.turno");
    assert.match(log.stdout, /tick \d+: finished\n[\s\S]*✓ finally zero\.exit < 0.*\n$/);
  });

  it("has no colours in a pipe", () => {
    assert.ok(!turno("run", "samples/faults.turno").stdout.includes("\u001b"));
  });

  it("ends quietly when nobody reads any more", async () => {
    const child = spawn(process.execPath, [
      COMMAND,
      "run",
      "--trace",
      "--until",
      "5000000",
      "test/cli/fixtures/chatty.turno",
    ]);
    let complaint = "";
    child.stderr.on("data", (bytes: Buffer) => (complaint += bytes.toString()));
    await once(child.stdout, "data");
    child.stdout.destroy();
    assert.equal(await exitOf(child), 0);
    assert.equal(complaint, "");
  });

  it("comes with the licence of every package that is in a bundle", () => {
    const notices = readFileSync("dist/ThirdPartyNotices.txt", "utf8");
    const maps = readdirSync("dist").filter((name) => name.endsWith(".map"));
    const packages = new Set(
      maps.flatMap((name) => {
        const { sources } = JSON.parse(readFileSync(`dist/${name}`, "utf8")) as { sources: string[] };
        return sources.flatMap(
          (source) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!node_modules)/.exec(source)?.[1] ?? [],
        );
      }),
    );
    assert.ok(packages.has("langium") && packages.has("commander"), [...packages].join(", "));
    for (const name of packages) {
      const own = notices.split("-".repeat(80)).filter((notice) => notice.trimStart().startsWith(`${name} `));
      assert.ok(own.length > 0, name);
      for (const notice of own) assert.match(notice, /copyright|permission|licence:/i, name);
    }
  });

  it("is packed for npm with its notices, and with nothing else", () => {
    const { stdout } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    assert.deepEqual(files.map((file) => file.path).sort(), [
      "LICENSE",
      "README.md",
      "dist/ThirdPartyNotices.txt",
      "dist/cli.js",
      "package.json",
    ]);
  });

  it("runs where Object.groupBy is not known yet, as on Node 20", () => {
    const without = ["--import", "data:text/javascript,delete Object.groupBy", COMMAND, "check", SAMPLE];
    assert.equal(spawnSync(process.execPath, without).status, 0);
  });

  it("serves the protocol on its standard streams", async () => {
    const child = spawn(process.execPath, [COMMAND, "dap"]);
    const client = new Client(child.stdout, child.stdin);
    assert.match(await client.runToEnd(SAMPLE), /hello 3/);
    await client.ask("disconnect");
    assert.equal(await exitOf(child), 0);
  });

  it("ends when its standard input does", async () => {
    const child = spawn(process.execPath, [COMMAND, "dap"]);
    child.stdin.end();
    assert.equal(await exitOf(child), 0);
  });

  it("serves clients on a port, one after another", async () => {
    const child = spawn(process.execPath, [COMMAND, "dap", "--port", "0"]);
    const [line] = (await once(child.stderr, "data")) as [Buffer];
    const port = Number(/at 127\.0\.0\.1:(\d+)\n/.exec(line.toString())?.[1]);
    const visit = async (leaves: boolean): Promise<void> => {
      const socket = connect(port, "127.0.0.1");
      const client = new Client(socket, socket);
      assert.match(await client.runToEnd(SAMPLE), /hello 3/);
      if (leaves) await client.ask("disconnect");
      socket.destroy();
    };
    await visit(true);
    await visit(false);
    await Promise.all([visit(true), visit(true)]);
    const taken = turno("dap", "--port", String(port));
    assert.equal(taken.status, 2);
    assert.match(taken.stderr, /cannot listen at port \d+: it is in use/);
    child.kill("SIGTERM");
    assert.equal(await exitOf(child), 0);
  });
});
