/** What ends by itself at a tick: services of devices, timers, releases. */
import type { Process } from "./process.ts";
import type { Device } from "./workload.ts";

interface Completion {
  readonly at: number;
  /** Its place among all requests. */
  readonly order: number;
  readonly kind: "service" | "timer" | "release";
  readonly process: Process;
  readonly device?: number;
}

interface Request {
  readonly process: Process;
  readonly ticks: number;
  readonly order: number;
}

export class Completions {
  private pending: Completion[] = [];
  private readonly queues: Request[][];
  private requests = 0;

  constructor(private readonly devices: readonly Device[]) {
    this.queues = devices.map(() => []);
  }

  expect(process: Process, at: number, kind: "timer" | "release" = "timer"): void {
    this.pending.push({ at, order: this.requests++, kind, process });
  }

  request(process: Process, device: number, ticks: number): void {
    this.queues[device]!.push({ process, ticks, order: this.requests++ });
  }

  /**
   * "A device serves its queue one request at a time (`servers: n` for more), `service` ticks each"
   * @returns whose service takes no time
   */
  serve(device: number, now: number): Process[] {
    const queue = this.queues[device]!;
    const isFree = (): boolean =>
      this.pending.filter((each) => each.device === device).length < this.devices[device]!.servers;
    const served: Process[] = [];
    while (queue.length > 0 && isFree()) {
      const { process, ticks, order } = queue.shift()!;
      if (ticks === 0) served.push(process);
      else this.pending.push({ at: now + ticks, order, kind: "service", process, device });
    }
    return served;
  }

  /** What is due, "in the order of their requests whatever their kind". */
  take(now: number): Completion[] {
    const due = this.pending.filter(({ at }) => at <= now);
    this.pending = this.pending.filter(({ at }) => at > now);
    return due.sort((a, b) => a.order - b.order);
  }
}
