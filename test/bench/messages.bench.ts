/**
 * The speed of messages: a million pairs of send and receive through a mailbox, against the same exchange between two threads of
 * Node over a `MessageChannel`; and a mailbox that a thousand processes wait at, or that holds a hundred thousand messages.
 *
 * Both sides pass numbers in one direction, batch after batch in turns, so that whatever else the computer does slows both.
 */
import { once } from "node:events";
import { MessageChannel, Worker } from "node:worker_threads";
import { compile } from "../../src/lang/compile.ts";
import { boot } from "../../src/machine/boot.ts";
import { run } from "../../src/machine/step.ts";
import { Ended } from "../../src/machine/state.ts";
import { Client } from "../dap/client.ts";
import { median, processorTime, time, timeAsync, type Row } from "./table.ts";

const BATCHES = 10;
const BATCH = 100_000;

const EXCHANGE = `mailbox box { capacity: unbounded message: 1 }
program sender(times) { for k = 1 .. times { send(box, k) } }
program receiver(times) { var sum = 0 for k = 1 .. times { sum += receive(box) } print(sum) }
process r = receiver(${BATCH})
process s = sender(${BATCH})
`;

/** Milliseconds of one batch in the simulated machine. */
function ourBatch(): number {
  const sim = boot(compile("exchange.turno", EXCHANGE).image!);
  const spent = time(() => {
    while (run(sim, 1 << 30) === 0);
  });
  if (sim.world.ended !== Ended.finished) throw new Error(sim.world.endReason);
  return spent / 1e6;
}

const SENDER = `const { workerData: { port }, parentPort } = require("node:worker_threads");
parentPort.on("message", (times) => { for (let k = 1; k <= times; k++) port.postMessage(k); });`;

const RECEIVER = `const { workerData: { port }, parentPort } = require("node:worker_threads");
let left = 0, sum = 0;
parentPort.on("message", (times) => { left = times; sum = 0; parentPort.postMessage("ready"); });
port.on("message", (k) => { sum += k; if (--left === 0) parentPort.postMessage(sum); });`;

interface Pair {
  batch(): Promise<number>;
  end(): Promise<unknown>;
}

/** Two threads of Node, the one sending to the other. */
function workers(): Pair {
  const { port1, port2 } = new MessageChannel();
  const sender = new Worker(SENDER, { eval: true, workerData: { port: port1 }, transferList: [port1] });
  const receiver = new Worker(RECEIVER, { eval: true, workerData: { port: port2 }, transferList: [port2] });
  return {
    batch: async () => {
      receiver.postMessage(BATCH);
      await once(receiver, "message");
      const spent = await timeAsync(async () => {
        sender.postMessage(BATCH);
        await once(receiver, "message");
      });
      return spent / 1e6;
    },
    end: () => Promise.all([sender.terminate(), receiver.terminate()]),
  };
}

/** Our messages a second, of theirs; and ours, in millions, of the quickest batch. */
async function exchange(): Promise<{ readonly ratio: number; readonly millions: number }> {
  const pair = workers();
  await pair.batch();
  ourBatch();
  const ratios: number[] = [];
  const times: number[] = [];
  for (let k = 0; k < BATCHES; k++) {
    const ours = ourBatch();
    ratios.push((await pair.batch()) / ours);
    times.push(ours);
  }
  await pair.end();
  return { ratio: median(ratios), millions: BATCH / 1000 / Math.min(...times) };
}

/** A thousand that wait at one mailbox, and one that gets a hundred thousand messages which nobody takes. */
const CROWDED = `machine { scheduler: round_robin(quantum: 100) }
mailbox full { capacity: unbounded message: 1 }
mailbox awaited { capacity: unbounded message: 1 }
program waiter() { print(receive(awaited)) }
program filler(times) { for k = 1 .. times { send(full, k) } sleep(10000000) }
process f = filler(100000)
${Array.from({ length: 1000 }, (_none, k) => `process w${k} = waiter() { arrival: 1 }`).join("\n")}
`;

/** By then all has been sent. */
const LATE = 3_000_000;

/** A page of a list; anything but a hundred members of it is no measurement. */
async function page(client: Client, list: string, of: string, start: number): Promise<void> {
  const found = (await client.request("turno/list", { list, of, start, count: 100 })) as
    { items: unknown[] } | undefined;
  if (found?.items.length !== 100) throw new Error(`${list} of mailbox ${of} from ${start}: ${found?.items.length}`);
}

/** Milliseconds of the run to there, and of the mailboxes view with the last pages of both lists and a tick to the next one. */
async function views(): Promise<{ readonly reach: number; readonly view: number }> {
  const client = new Client({ "crowded.turno": CROWDED });
  await client.begin("crowded.turno");
  const reach = await processorTime(() => client.request("turno/goToTick", { tick: LATE }));
  const times: number[] = [];
  for (let k = 0; k < 30; k++) {
    times.push(
      await processorTime(async () => {
        await client.request("turno/mailboxes");
        await page(client, "messages", "0", 99_900);
        await page(client, "receivers", "1", 900);
        await client.request("turno/stepTick");
      }),
    );
  }
  return { reach, view: median(times) };
}

export default async function measure(): Promise<readonly Row[]> {
  const { ratio, millions } = await exchange();
  const { reach, view } = await views();
  return [
    {
      promise: "messages a second through a mailbox, of those between two worker threads",
      measured: ratio,
      limit: 0.25,
      is: "at least",
    },
    { promise: "the same in millions a second", measured: millions, limit: 0.1, is: "at least" },
    { promise: "100,000 messages sent with 1,000 waiting elsewhere, ms", measured: reach, limit: 2000, is: "at most" },
    { promise: "the views of that and a tick, median ms", measured: view, limit: 50, is: "at most" },
  ];
}
