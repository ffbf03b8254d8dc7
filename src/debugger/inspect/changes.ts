/**
 * Which of the values that a person sees are others than when they were seen last, at an earlier stop.
 *
 * Keeps true: what was never seen has not changed; within one stop the answer stays the same; only so many values are remembered.
 */
import type { Container } from "./variables.ts";

const MOST_VALUES = 20_000;

/** What a container is at every stop, whatever its reference. */
export function containerKey(container: Container): string {
  if ("frame" in container) {
    const { kind, thread, frame } = container;
    // The frame matters only to what is in it.
    return kind === "locals" || kind === "arguments"
      ? `${kind} ${thread} ${frame.fp} ${frame.routine}`
      : `${kind} ${thread}`;
  }
  if (container.kind === "thing") return `thing ${container.thing.name} ${container.thing.kind}`;
  if (container.kind === "group") return `group ${container.thread} ${container.group}`;
  return `array ${container.place.pid} ${container.place.address} ${container.evaluateName}`;
}

export class SeenValues {
  private before = new Map<string, string>();
  private readonly now = new Map<string, string>();
  private stop: unknown;

  /** The values that are asked about from now on are those of a stop. */
  at(stop: unknown): void {
    if (stop === this.stop) return;
    this.stop = stop;
    for (const [key, value] of this.now) this.before.set(key, value);
    this.now.clear();
    if (this.before.size > MOST_VALUES) this.before = new Map([...this.before].slice(-MOST_VALUES / 2));
  }

  /** Notes a value that is seen; whether it was another one when it was seen last. */
  isChanged(key: string, value: string): boolean {
    this.now.set(key, value);
    const old = this.before.get(key);
    return old !== undefined && old !== value;
  }
}
