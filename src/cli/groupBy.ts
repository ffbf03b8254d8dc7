/**
 * `Object.groupBy` for Node 20: the parser's library calls it, and Node has it from 21 on. To be imported before all else.
 * Follows: ECMAScript 2024, Object.groupBy.
 */

type GroupBy = (items: Iterable<unknown>, keyOf: (item: unknown, index: number) => PropertyKey) => object;

const known = Object as { groupBy?: GroupBy };

known.groupBy ??= (items, keyOf) => {
  const groups = Object.create(null) as Record<PropertyKey, unknown[]>;
  let index = 0;
  for (const item of items) (groups[keyOf(item, index++)] ??= []).push(item);
  return groups;
};
