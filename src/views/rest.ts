/**
 * What is left of a long list of which the first are shown: rows that stand for a hundred members each, and where there are
 * many hundreds, rows that stand for a hundred of those.
 *
 * Keeps true: every member of the list is behind exactly one of the rows; opening a row fetches a hundred members at most.
 */
import type { ListName } from "../debugger/overview/lists.ts";
import type { More, Row, Translate } from "./row.ts";

/** Members that are fetched at once, and rows that stand side by side. */
const PAGE = 100;

const shown = new Intl.NumberFormat("en");

function rangeRow(more: More, translate: Translate): Row {
  const { list, of, start, count } = more;
  const label = count === 1 ? shown.format(start + 1) : `${shown.format(start + 1)} – ${shown.format(start + count)}`;
  return {
    id: `${list} ${of} from ${start} count ${count}`,
    label: `… ${label}`,
    description: "",
    tooltip: translate("{0} more: open to see them", shown.format(count)),
    icon: undefined,
    isCurrent: false,
    kind: "note",
    isOpen: false,
    children: [],
    more,
  };
}

/** Whether opening a part fetches its members; else it opens into smaller parts. */
export function isFetched(more: More): boolean {
  return more.count <= PAGE;
}

/** The rows of a part that is too long to be fetched at once. */
export function rangeRows({ list, of, start, count }: More, translate: Translate): Row[] {
  let size = PAGE;
  while (count / size > PAGE) size *= PAGE;
  const rows: Row[] = [];
  for (let at = start; at < start + count; at += size)
    rows.push(rangeRow({ list, of, start: at, count: Math.min(size, start + count - at) }, translate));
  return rows;
}

/**
 * The rows for what is left of a list.
 * @param from how many of its `size` members are shown
 */
export function restRows(list: ListName, of: string, from: number, size: number, translate: Translate): Row[] {
  return size > from ? rangeRows({ list, of, start: from, count: size - from }, translate) : [];
}
