/** The language server over its protocol, in memory: time passes when the test says so. */
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { PassThrough } from "node:stream";
import {
  createConnection,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentSymbolRequest,
  InitializeRequest,
  InlineValueRequest,
  PublishDiagnosticsNotification,
  RenameRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type InitializeParams,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from "vscode-languageserver/node";
import { READ_FILE } from "../../src/lsp/requests.ts";
import { serve } from "../../src/lsp/server.ts";
import { createVocabulary } from "../../src/vscode/vocabulary.ts";

const uri = "memory:/main.turno";
const start = 'import "lib.turno"\nprogram p() { var x = LIMIT }\nprocess a = p()\n';

interface Fixture {
  readonly client: ProtocolConnection;
  readonly reports: PublishDiagnosticsParams[];
  readonly asked: string[];
  /** Lets the time pass that the server waits for, and gives the report that follows. */
  readonly nextReport: () => Promise<PublishDiagnosticsParams>;
  readonly waiting: () => number;
}

async function startServer(files: Readonly<Record<string, string>>): Promise<Fixture> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const works = new Map<number, () => void>();
  let count = 0;
  const after = (_milliseconds: number, work: () => void): (() => void) => {
    const id = count++;
    works.set(id, work);
    told.emit("work");
    return () => void works.delete(id);
  };
  const told = new EventEmitter();
  serve(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), createVocabulary(), after);
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const reports: PublishDiagnosticsParams[] = [];
  const asked: string[] = [];
  client.onNotification(PublishDiagnosticsNotification.type, (report) => {
    reports.push(report);
    told.emit("report");
  });
  client.onRequest(READ_FILE, (wanted: string) => {
    asked.push(wanted);
    return files[wanted] ?? null;
  });
  client.listen();
  await client.sendRequest(InitializeRequest.type, {
    processId: null,
    capabilities: {},
    workspaceFolders: null,
  } as InitializeParams);
  const nextReport = async (): Promise<PublishDiagnosticsParams> => {
    if (works.size === 0) await once(told, "work");
    const due = [...works.values()];
    works.clear();
    const report = once(told, "report");
    for (const work of due) work();
    await report;
    return reports.at(-1)!;
  };
  return { client, reports, asked, nextReport, waiting: () => works.size };
}

async function opened(files: Readonly<Record<string, string>>): Promise<Fixture> {
  const fixture = await startServer(files);
  const textDocument = { uri, languageId: "turno", version: 1, text: start };
  await fixture.client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  return fixture;
}

describe("the language server", () => {
  it("reports what is wrong with a version, imports included", async () => {
    const { client, nextReport, asked } = await opened({ "memory:/lib.turno": "const LIMIT = 3\n" });
    const first = await nextReport();
    assert.deepEqual([first.version, first.diagnostics.filter((each) => each.severity === 1)], [1, []]);
    assert.deepEqual(asked, ["memory:/lib.turno"]);
    await client.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [
        { range: { start: { line: 1, character: 22 }, end: { line: 1, character: 27 } }, text: "LIMITS" },
      ],
    });
    const second = await nextReport();
    assert.equal(second.version, 2);
    const [wrong] = second.diagnostics.filter((each) => each.severity === 1);
    assert.equal(wrong?.range.start.character, 22);
    assert.match(String(wrong.code), /^TURNO\d+$/);
    assert.deepEqual(asked, ["memory:/lib.turno"], "the import was kept");
    client.dispose();
  });

  it("waits for the last of many edits", async () => {
    const { client, nextReport, reports, waiting } = await opened({});
    await nextReport();
    for (let version = 2; version <= 5; version++) {
      await client.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version },
        contentChanges: [{ text: `${start}// ${version}\n` }],
      });
    }
    await client.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri } });
    assert.equal(waiting(), 1);
    assert.equal((await nextReport()).version, 5);
    assert.deepEqual(
      reports.map((report) => report.version),
      [1, 5],
    );
    client.dispose();
  });

  it("answers about files that are open, and with nothing about others", async () => {
    const { client } = await opened({});
    const symbols = await client.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri } });
    assert.deepEqual(
      symbols?.map((symbol) => symbol.name),
      ['import "lib.turno"', "p", "a"],
    );
    assert.deepEqual(await client.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri: "memory:/x" } }), []);
    const stop = { start: { line: 1, character: 14 }, end: { line: 1, character: 14 } };
    const values = await client.sendRequest(InlineValueRequest.type, {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
      context: { frameId: 1, stoppedLocation: stop },
    });
    assert.deepEqual(values, [
      { expression: "x", range: { start: { line: 1, character: 18 }, end: { line: 1, character: 19 } } },
    ]);
    const renamed = await client.sendRequest(RenameRequest.type, {
      textDocument: { uri },
      position: { line: 1, character: 18 },
      newName: "y",
    });
    assert.equal(renamed?.changes?.[uri]?.length, 1);
    client.dispose();
  });
});
