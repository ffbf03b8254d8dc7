/**
 * What the policies keep of a new thread.
 */
import type { Process, Scheduling } from "../state.ts";
import { ZERO_FRACTION } from "./fraction.ts";
import { notChosen } from "./why.ts";

/** The first guess of a CPU burst, in ticks. */
const FIRST_GUESS = 5;

/** The scheduling record of a thread of a process with these settings. */
export function createScheduling(settings: Process["settings"]): Scheduling {
  return {
    priority: settings.priority,
    tickets: settings.tickets,
    nice: settings.nice,
    queue: 0,
    place: -1,
    entered: 0,
    key: 0,
    quantumLeft: 0,
    readySince: 0,
    ran: 0,
    burst: FIRST_GUESS,
    foreseen: 0,
    burstRan: 0,
    guess: FIRST_GUESS,
    aged: 0,
    readyTicks: 0,
    level: 0,
    allotment: 0,
    returned: 0,
    boosted: 0,
    virtual: ZERO_FRACTION,
    ticket: 0,
    ticketsOf: 0,
    chosen: notChosen(),
  };
}
