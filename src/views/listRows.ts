/**
 * The rows of a part of a long list, by list: as the tree draws its first ones.
 */
import type { ListItem, ListName } from "../debugger/overview/lists.ts";
import { lockRow, waiterRow } from "./locks.ts";
import { boxRow, messageRow, receiverRow } from "./mailboxes.ts";
import { carrierRow, processRow, threadRow, type RowContext } from "./processRows.ts";
import { placeRow, queueOf } from "./queueRows.ts";
import type { More, Row } from "./row.ts";

type ToRow<N extends ListName> = (of: string, item: ListItem<N>, place: number, context: RowContext) => Row;

const ROWS: { readonly [N in ListName]: ToRow<N> } = {
  children: (_of, process, _place, context) => processRow(process, context),
  threads: (_of, thread, _place, context) => threadRow(thread, context),
  carriers: (of, carrier, _place, context) => carrierRow(of, carrier, context),
  queue: (of, thread, place, context) => placeRow(queueOf(of), thread, place, context),
  mailboxes: (_of, box, _place, context) => boxRow(box, context),
  messages: (of, message, _place, context) => messageRow(of, message, context),
  receivers: (of, receiver, _place, context) => receiverRow(of, receiver, context),
  locks: (_of, lock, _place, context) => lockRow(lock, context),
  waiters: (of, waiter, place, context) => waiterRow(of, waiter, place, context),
};

/** @param items what the adapter answered about that part of the list */
export function listRows({ list, of, start }: More, items: readonly unknown[], context: RowContext): Row[] {
  const toRow = ROWS[list] as (of: string, item: unknown, place: number, context: RowContext) => Row;
  return items.map((item, k) => toRow(of, item, start + k, context));
}
