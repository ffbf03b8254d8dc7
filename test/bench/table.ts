/**
 * What a benchmark promises, and the table that says whether it holds.
 *
 * A benchmark is a file `*.bench.ts` of this folder whose default export measures and returns its rows. Ratios against
 * something else that runs at the same time on the same machine are promises; bare times are not. Bare times that are promised
 * all the same are those of the processor, or the quickest of many: what others do meanwhile counts in neither.
 */

/** One promise: `measured` must be at least `limit`, or at most. */
export interface Row {
  readonly promise: string;
  readonly measured: number;
  readonly limit: number;
  readonly is: "at least" | "at most";
}

export function isKept(row: Row): boolean {
  return row.is === "at least" ? row.measured >= row.limit : row.measured <= row.limit;
}

/** The rows as aligned text. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [
    ["promise", "measured", "limit", "ok"],
    ...rows.map((row) => [row.promise, row.measured.toFixed(2), `${row.is} ${row.limit}`, isKept(row) ? "yes" : "NO"]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join(" | ")
        .trimEnd(),
    )
    .join("\n");
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** Nanoseconds that `work` takes. */
export function time(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start);
}

/** Milliseconds of the processor that `work` takes, done in this thread: whoever else has the processor meanwhile does not count. */
export async function processorTime(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Nanoseconds that it takes until `work` is done. */
export async function timeAsync(work: () => Promise<void>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start);
}

/** Nanoseconds of the quickest of some rounds: short ones find the computer to themselves now and then. */
export function least(rounds: number, work: () => void): number {
  let quickest = Infinity;
  for (let round = 0; round < rounds; round++) quickest = Math.min(quickest, time(work));
  return quickest;
}
