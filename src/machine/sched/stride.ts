/**
 * Stride scheduling: the least pass goes first, and a pass grows by ticks run / tickets, exactly; ties by pid.
 * Follows: Waldspurger and Weihl, "Stride Scheduling"; Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", chapter 9.
 */
import { numberArg } from "../../isa/settings.ts";
import { showFraction } from "./fraction.ts";
import type { PolicyRow } from "./policy.ts";
import { virtualTimeParts, type Rate } from "./virtualTime.ts";
import { ofReady } from "./why.ts";

const RATE: Rate = { per: 1, over: (thread) => thread.sched.tickets };

export const stride: PolicyRow = {
  name: "stride",
  source:
    "Waldspurger, Weihl, Stride Scheduling; Arpaci-Dusseau, Operating Systems: Three Easy Pieces, Lottery Scheduling",
  make: (choice) => ({
    quantum: numberArg(choice, "quantum"),
    ...virtualTimeParts(RATE),
    why: ({ chosen }, words) =>
      ofReady(words, chosen, words("its pass {0} is the least", showFraction(chosen.virtual))),
  }),
};
