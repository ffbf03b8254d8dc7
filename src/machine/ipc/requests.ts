/**
 * Requests that wait for their reply.
 *
 * Keeps true: a thread has one open request at most; who received it owes the reply, and nobody else can give it.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Remote Procedure Calls; Tanenbaum, rendezvous of client
 * and server.
 */
import { threadAt, type Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { WaitKind } from "../states.ts";
import type { Mailbox, Message, OpenRequest } from "./boxes.ts";
import { boxHandle } from "./transmission.ts";

export function openRequest(sim: Simulation, client: Thread, box: Mailbox): void {
  sim.world.ipc.requests[client.id] = { box: box.number, server: -1 };
}

export function forgetRequest(sim: Simulation, client: number): void {
  // A record of plain data: keys come and go.
  Reflect.deleteProperty(sim.world.ipc.requests, client);
}

/** What a client waits for: the server, once that is known, or the mailbox. */
export function awaitedServer(sim: Simulation, client: number, box: Mailbox): number {
  const server = sim.world.ipc.requests[client]?.server ?? -1;
  if (server >= 0) return server;
  return box.isLink ? box.pair[1]! : boxHandle(box);
}

/** A message was received: if it is a request, its receiver owes the reply. */
export function noteServer(sim: Simulation, message: Message, receiver: Thread): void {
  const request = message.wantsReply ? sim.world.ipc.requests[message.fromThread] : undefined;
  if (request === undefined) return;
  request.server = receiver.pid;
  const client = threadAt(sim, message.fromThread);
  if (client.wait === WaitKind.reply) client.waitObject = receiver.pid;
}

/** The thread of process `client` whose request process `server` has received and not answered, the first of several. */
export function clientOf(sim: Simulation, client: number, server: number): Thread | undefined {
  const threads = sim.world.processes[client]!.threads.map((id) => threadAt(sim, id));
  return threads.find((t) => t.wait === WaitKind.reply && sim.world.ipc.requests[t.id]?.server === server);
}

/** The clients that wait for the reply to a request of which `isAffected` holds. */
export function clientsWith(sim: Simulation, isAffected: (request: OpenRequest) => boolean): number[] {
  return Object.entries(sim.world.ipc.requests)
    .filter(([client, request]) => isAffected(request) && threadAt(sim, Number(client)).wait === WaitKind.reply)
    .map(([client]) => Number(client));
}
