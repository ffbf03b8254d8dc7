/**
 * What every unit test run begins with (mocha's `require`, named in package.json).
 *
 * A run of the tests is a commit and a seed, and nothing else: laws draw from a fixed seed, unless `LAW_SEED` says
 * another, as many cases as `LAW_RUNS` says. Goldens are written by a person, never on a build server.
 */
import { createRequire } from "node:module";
import fc from "fast-check";

const { CI, UPDATE_GOLDEN, LAW_SEED, LAW_RUNS } = process.env;

if (CI !== undefined && UPDATE_GOLDEN !== undefined) {
  throw new Error("UPDATE_GOLDEN is for a person who looks at the difference; CI refuses it");
}

const options = { seed: Number(LAW_SEED ?? 1), numRuns: Number(LAW_RUNS ?? 100) };

fc.configureGlobal(options);

/** Test files load the library as a module or by `require`, by what else they load: two copies, and each has options of its own. */
export const mochaHooks = {
  async beforeAll(): Promise<void> {
    const require = createRequire(import.meta.url);
    const copies = [require("fast-check") as typeof fc, (await import("fast-check")).default];
    for (const copy of copies) copy.configureGlobal(options);
  },
};
