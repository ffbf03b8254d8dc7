/** First come, first served, with and without quanta: `fcfs`, `round_robin`. */
import { first, type Policy } from "./policy.ts";

export const fcfs: Policy = {
  // "among ready ones the first to have entered the ready queue"
  next: (ready) => first(ready, () => 0),
  slice: () => Infinity,
};

/** "`ties` says who queues first when an expiry falls on one tick with an arrival or wake-up" */
export function roundRobin(quantum: number, ties: Policy["ties"]): Policy {
  return { ...fcfs, ...(ties === undefined ? {} : { ties }), slice: () => quantum };
}
