/**
 * The table of short-term scheduling policies: one row each, by the word a scenario names it with.
 */
import { assert } from "../../base/assert.ts";
import type { Choice, PolicyName } from "../../isa/settings.ts";
import { edf } from "./edf.ts";
import { fair } from "./fair.ts";
import { fcfs } from "./fcfs.ts";
import { hrrn } from "./hrrn.ts";
import { lottery } from "./lottery.ts";
import { manual } from "./manual.ts";
import { mlfq } from "./mlfq.ts";
import { makePolicy, type Policy, type PolicyRow } from "./policy.ts";
import { priority } from "./priority.ts";
import { random } from "./random.ts";
import { rateMonotonic } from "./rateMonotonic.ts";
import { roundRobin } from "./roundRobin.ts";
import { sjf } from "./sjf.ts";
import { srtf } from "./srtf.ts";
import { stride } from "./stride.ts";

export const POLICIES: Readonly<Record<PolicyName, PolicyRow>> = {
  fcfs,
  sjf,
  srtf,
  hrrn,
  round_robin: roundRobin,
  priority,
  mlfq,
  lottery,
  stride,
  fair,
  edf,
  rate_monotonic: rateMonotonic,
  random,
  manual,
};

/** The policy that a scenario's setting names, with its settings. */
export function policyFor(choice: Choice): Policy {
  const row = (POLICIES as Readonly<Record<string, PolicyRow | undefined>>)[choice.name];
  assert(row !== undefined, "a scenario names a policy of the table");
  return makePolicy(row, choice);
}
