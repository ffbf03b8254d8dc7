/**
 * What every unit test run begins with (mocha's `require`, named in package.json).
 *
 * A run of the tests is a commit and a seed, and nothing else: laws draw from a fixed seed, unless `LAW_SEED` says
 * another, as many cases as `LAW_RUNS` says. Goldens are written by a person, never on a build server.
 */
import fc from "fast-check";

const { CI, UPDATE_GOLDEN, LAW_SEED, LAW_RUNS } = process.env;

if (CI !== undefined && UPDATE_GOLDEN !== undefined) {
  throw new Error("UPDATE_GOLDEN is for a person who looks at the difference; CI refuses it");
}

fc.configureGlobal({ seed: Number(LAW_SEED ?? 1), numRuns: Number(LAW_RUNS ?? 100) });
