/**
 * Runs many random sessions with the adapter: `npm run fuzz -- [how many] [the first seed]`. Says what is wrong with which seed,
 * and fails if anything is. `npm run fuzz -- 1 SEED` shows one session line by line.
 */
import { fuzzSession } from "./fuzz.ts";

const [count = 10_000, first = 1] = process.argv.slice(2).map(Number);
/** A request that takes longer than this hangs a client. */
const MOST_MS = 10_000;
/** Megabytes that this process, which holds the adapter, may have in memory after any session. */
const MOST_MB = 500;
const COLUMNS = 300;

let requests = 0;
let wrong = 0;
let slowest = 0;
let largest = 0;
for (let seed = first; seed < first + count; seed++) {
  const result = await fuzzSession(seed);
  const problems = [...result.problems];
  if (result.slowest > MOST_MS) problems.push(`${result.slowest.toFixed(0)} ms: ${result.slowestLine}`);
  const megabytes = process.memoryUsage.rss() / 2 ** 20;
  if (megabytes > MOST_MB) problems.push(`${megabytes.toFixed(0)} MB of memory`);
  largest = Math.max(largest, megabytes);
  requests += result.requests;
  slowest = Math.max(slowest, result.slowest);
  if (count === 1) process.stdout.write(result.lines.map((line) => `${line.slice(0, COLUMNS)}\n`).join(""));
  if (problems.length === 0) continue;
  wrong++;
  process.stdout.write(`session ${seed}: ${problems.join(" · ").slice(0, 4 * COLUMNS)}\n`);
}
process.stdout.write(
  `${count} sessions, ${requests} requests, the slowest took ${slowest.toFixed(0)} ms, at most ${largest.toFixed(0)} MB; ${wrong} sessions went wrong\n`,
);
process.exitCode = wrong === 0 ? 0 : 1;
