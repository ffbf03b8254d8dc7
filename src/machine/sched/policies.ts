/**
 * The table of short-term scheduling policies: one row each, by the word a scenario names it with.
 */
import { assert } from "../../base/assert.ts";
import type { PolicyName } from "../../isa/settings.ts";
import { fcfs } from "./fcfs.ts";
import type { Policy } from "./policy.ts";
import { roundRobin } from "./roundRobin.ts";

export const POLICIES: Readonly<Partial<Record<PolicyName, Policy>>> = {
  fcfs,
  round_robin: roundRobin,
};

/** The policy of that name. */
export function policyNamed(name: string): Policy {
  const policy = (POLICIES as Readonly<Record<string, Policy | undefined>>)[
    name
  ];
  assert(policy !== undefined, "a scenario names a policy of the table");
  return policy;
}
