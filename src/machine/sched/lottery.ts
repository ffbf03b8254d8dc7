/**
 * Lottery scheduling: a ticket is drawn for each slice, and its holder runs. Tickets are numbered from 0 in the order of pids
 * over the ready threads, the one whose slice has just ended included.
 * Follows: Waldspurger and Weihl, "Lottery Scheduling"; Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", chapter 9.
 */
import { numberArg } from "../../isa/settings.ts";
import { chooseOf } from "../simulation.ts";
import type { PolicyRow } from "./policy.ts";
import { queueMembers } from "./readyQueue.ts";

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
    first: (sim, queue) => {
      const ready = [...queueMembers(sim.world.threads, queue)];
      return ready.reduce((first, thread) => (thread.sched.entered < first.sched.entered ? thread : first));
    },
    pick: (sim, queue) => {
      const ready = [...queueMembers(sim.world.threads, queue)];
      const total = ready.reduce((sum, thread) => sum + thread.sched.tickets, 0);
      const ticket = chooseOf(sim, "ticket", total);
      let passed = 0;
      const winner = ready.find((thread) => (passed += thread.sched.tickets) > ticket)!;
      winner.sched.ticket = ticket;
      winner.sched.ticketsOf = total;
      return winner;
    },
    why: ({ ticket, ticketsOf }) => `ticket ${ticket} of ${ticketsOf} was drawn, which is its`,
  }),
};
