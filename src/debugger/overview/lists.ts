/**
 * The lists of a machine that are told page by page, by name: for trees that show the first of many and fetch the rest when
 * a person asks for it.
 *
 * Keeps true: a list's order is that of the overview which names it; what is no list any more has no members.
 */
import type { Simulation } from "../../machine/simulation.ts";
import { locksFrom, waitersFrom } from "./locks.ts";
import { boxesFrom, messagesOf, receiversFrom } from "./mailboxes.ts";
import { carriersFrom, childrenFrom, threadsFrom } from "./overview.ts";
import type { Page } from "./page.ts";
import { queueFrom } from "./queues.ts";
import { readyPlaces } from "../inspect/places.ts";

/** By name: what the list is about is a pid, the number of a mailbox, the word of a lock, the id of a queue, or nothing. */
export const LISTS = {
  children: (sim: Simulation, of: string, page: Page) => childrenFrom(sim, Number(of), page),
  threads: (sim: Simulation, of: string, page: Page) => threadsFrom(sim, Number(of), page),
  carriers: (sim: Simulation, of: string, page: Page) => carriersFrom(sim, Number(of), page),
  queue: (sim: Simulation, of: string, page: Page) => queueFrom(sim, of, page, readyPlaces(sim)),
  mailboxes: (sim: Simulation, _of: string, page: Page) => boxesFrom(sim, page),
  messages: (sim: Simulation, of: string, page: Page) => messagesOf(sim, Number(of), page),
  receivers: (sim: Simulation, of: string, page: Page) => receiversFrom(sim, Number(of), page),
  locks: (sim: Simulation, _of: string, page: Page) => locksFrom(sim, page),
  waiters: (sim: Simulation, of: string, page: Page) => waitersFrom(sim, Number(of), page),
} as const;

export type ListName = keyof typeof LISTS;

/** What the members of a list are told as. */
export type ListItem<N extends ListName> = ReturnType<(typeof LISTS)[N]>[number];

export const LIST_NAMES = Object.keys(LISTS) as ListName[];
