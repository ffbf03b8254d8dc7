/** How long the extension host was held up: a message to itself goes round and round, and the longest round is what counts. */

export interface Pulse {
  /** The rounds so far. */
  readonly rounds: () => number;
  /** Ends it; gives the longest round in milliseconds. */
  readonly stop: () => number;
}

export function startPulse(): Pulse {
  const { port1, port2 } = new MessageChannel();
  let longest = 0;
  let rounds = 0;
  let last = performance.now();
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    rounds++;
    port2.postMessage(0);
  };
  port2.postMessage(0);
  return {
    rounds: () => rounds,
    stop: () => {
      port1.close();
      port2.close();
      return Math.round(longest);
    },
  };
}
