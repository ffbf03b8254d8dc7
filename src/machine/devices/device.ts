/**
 * Devices: each serves its queue of requests, as many at once as it has servers, and raises an interrupt at each completion.
 *
 * Keeps true: a device with a free server has nobody in its queue; a thread has one request at most and waits for it; the
 * request of a thread that ends leaves the queue, but a service that has begun goes on to its end for nobody.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", I/O Systems: device queues and interrupts.
 */
import { createDeque, dequePush, dequeShift } from "../../base/deque.ts";
import { handleOf } from "../../isa/handles.ts";
import type { Image } from "../../isa/image.ts";
import { EventKind } from "../events.ts";
import { changeLevel, createLevel } from "../level.ts";
import { block } from "../threads/turns.ts";
import { emit, threadAt, type Simulation } from "../simulation.ts";
import { TimerKind, type Device, type IoRequest, type Thread } from "../state.ts";
import { WaitKind } from "../states.ts";
import { raiseInterrupt } from "./interrupts.ts";
import { newRequest, startEvent } from "./timers.ts";

/** The devices of an image as they are at tick 0. */
export function createDevices(image: Image): Device[] {
  return image.devices.map(({ index, machine }) => ({
    index,
    node: machine,
    queue: [],
    serving: [],
    words: createDeque(),
    length: createLevel(),
    busy: createLevel(),
    begun: 0,
    waited: 0,
  }));
}

/** What a thread asks for. */
export type Wish = Pick<IoRequest, "ticks" | "kind" | "value">;

/** The thread waits until the device has served it. */
export function requestService(sim: Simulation, thread: Thread, device: Device, wish: Wish): void {
  const { tick } = sim.world;
  const number = newRequest(sim);
  const request = { ...wish, number, device: device.index, thread: thread.id, pid: thread.pid, since: tick };
  device.queue.push(request);
  changeLevel(device.length, tick, 1);
  block(sim, thread, WaitKind.device, handleOf("device", device.index));
  emit(sim, EventKind.ioRequested, thread.pid, thread.id, device.index, wish.ticks, device.queue.length);
  beginServices(sim, device);
}

type Choose = (sim: Simulation, queue: readonly IoRequest[]) => number;

function leastBy(keyOf: (sim: Simulation, request: IoRequest) => number): Choose {
  return (sim, queue) => {
    let best = 0;
    queue.forEach((request, k) => {
      if (keyOf(sim, request) < keyOf(sim, queue[best]!)) best = k;
    });
    return best;
  };
}

/** The place in the queue of the request that is served next; of equal ones the first. */
const NEXT: Readonly<Record<string, Choose>> = {
  fifo: () => 0,
  priority: leastBy((sim, request) => threadAt(sim, request.thread).sched.priority),
  shortest: leastBy((_sim, request) => request.ticks),
};

/** The requests that wait, in the order in which they would be served if nobody else came. */
export function serviceOrder(sim: Simulation, device: Device): IoRequest[] {
  const { queue } = sim.image.devices[device.index]!.settings;
  if (queue.name === "fifo") return [...device.queue];
  const left = [...device.queue];
  return device.queue.map(() => left.splice(NEXT[queue.name]!(sim, left), 1)[0]!);
}

/** Gives free servers to the queue. */
function beginServices(sim: Simulation, device: Device): void {
  const { tick } = sim.world;
  const { queue, servers } = sim.image.devices[device.index]!.settings;
  while (device.queue.length > 0 && device.serving.length < servers) {
    const place = NEXT[queue.name]!(sim, device.queue);
    const request = device.queue.splice(place, 1)[0]!;
    changeLevel(device.length, tick, -1);
    if (device.serving.length === 0) changeLevel(device.busy, tick, 1);
    device.serving.push(request);
    device.begun++;
    device.waited += tick - request.since;
    emit(sim, EventKind.ioStarted, request.pid, request.thread, device.index, request.ticks, 0);
    if (request.ticks === 0) endService(sim, device, request);
    else startEvent(sim, TimerKind.service, device.index, tick + request.ticks, request.number, request.number);
  }
}

/** The service of a request is over: the next begins, and the machine is told. */
export function serviceDue(sim: Simulation, index: number, number: number): void {
  const device = sim.world.devices[index]!;
  endService(
    sim,
    device,
    device.serving.find((request) => request.number === number)!,
  );
  beginServices(sim, device);
}

function endService(sim: Simulation, device: Device, request: IoRequest): void {
  device.serving.splice(device.serving.indexOf(request), 1);
  if (device.serving.length === 0) changeLevel(device.busy, sim.world.tick, -1);
  if (request.kind === "write") dequePush(device.words, request.value);
  else if (request.kind === "read") request.value = dequeShift(device.words) ?? 0;
  emit(sim, EventKind.ioCompleted, request.pid, request.thread, device.index, request.value, 0);
  raiseInterrupt(sim, device.node, request);
}

/** A thread ends: nobody waits for its request any more. */
export function withdrawRequest(sim: Simulation, thread: Thread): void {
  for (const device of sim.world.devices) {
    const place = device.queue.findIndex((request) => request.thread === thread.id);
    if (place >= 0) {
      device.queue.splice(place, 1);
      changeLevel(device.length, sim.world.tick, -1);
    }
    for (const request of device.serving) if (request.thread === thread.id) request.thread = -1;
  }
  for (const { interrupts } of sim.world.nodes)
    for (const request of interrupts) if (request.thread === thread.id) request.thread = -1;
}
