/**
 * The table of short-term scheduling policies: one row each, by the word a scenario names it with.
 */
import { assert } from "../../base/assert.ts";
import type { Choice, PolicyName } from "../../isa/settings.ts";
import { fcfs } from "./fcfs.ts";
import { makePolicy, type Policy, type PolicyRow } from "./policy.ts";
import { roundRobin } from "./roundRobin.ts";

export const POLICIES: Readonly<Partial<Record<PolicyName, PolicyRow>>> = {
  fcfs,
  round_robin: roundRobin,
};

/** The policy that a scenario's setting names, with its settings. */
export function policyFor(choice: Choice): Policy {
  const row = (POLICIES as Readonly<Record<string, PolicyRow | undefined>>)[choice.name];
  assert(row !== undefined, "a scenario names a policy of the table");
  return makePolicy(row, choice);
}
