/**
 * Lottery scheduling: a ticket is drawn for each slice, and its holder runs. Tickets are numbered from 0 in the order of pids
 * over the ready threads, the one whose slice has just ended included. Each draw looks at all of them: it takes longer the more
 * there are.
 * Follows: Waldspurger and Weihl, "Lottery Scheduling"; Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", chapter 9.
 */
import { numberArg } from "../../isa/settings.ts";
import { chooseOf } from "../simulation.ts";
import type { PolicyRow } from "./policy.ts";
import { queueAt } from "./readyQueue.ts";

export const lottery: PolicyRow = {
  name: "lottery",
  source:
    "Waldspurger, Weihl, Lottery Scheduling; Arpaci-Dusseau, Operating Systems: Three Easy Pieces, Lottery Scheduling",
  make: (choice) => ({
    quantum: numberArg(choice, "quantum"),
    isCounted: true,
    enters: (_sim, _node, thread) => {
      thread.sched.key = thread.pid;
    },
    first: ({ world: { threads } }, queue) => {
      let first = queueAt(threads, queue, 0);
      for (let place = 1; place < queue.length; place++) {
        const thread = queueAt(threads, queue, place);
        if (thread.sched.entered < first.sched.entered) first = thread;
      }
      return first;
    },
    pick: (sim, queue) => {
      const { threads } = sim.world;
      let total = 0;
      for (let place = 0; place < queue.length; place++) total += queueAt(threads, queue, place).sched.tickets;
      const ticket = chooseOf(sim, "ticket", total);
      let place = 0;
      let winner = queueAt(threads, queue, place);
      for (let passed = winner.sched.tickets; passed <= ticket; passed += winner.sched.tickets)
        winner = queueAt(threads, queue, ++place);
      winner.sched.ticket = ticket;
      winner.sched.ticketsOf = total;
      return winner;
    },
    renews: (sim, { sched }) => {
      sched.ticketsOf = sched.tickets;
      sched.ticket = chooseOf(sim, "ticket", sched.tickets);
    },
    why: ({ ticket, ticketsOf }, words) => words("ticket {0} of {1} was drawn, which is its", ticket, ticketsOf),
  }),
};
