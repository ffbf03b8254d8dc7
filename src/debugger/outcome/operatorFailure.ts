/**
 * What the operator could not do: an action of an `at` block whose process is gone, or whose index is none.
 *
 * Keeps true: it fails nothing, and is told; the block is named by its line, the action by its place in it.
 */
import { createLineMap, positionAt } from "../../base/positions.ts";
import type { Image } from "../../isa/image.ts";

export interface OperatorFailure {
  readonly tick: number;
  /** From 1. */
  readonly action: number;
  readonly text: string;
  readonly uri: string;
  readonly line: number;
}

/** The failure that an event tells of. */
export function operatorFailure(
  image: Image,
  tick: number,
  [block = 0, action = 0]: readonly number[],
  text: string,
): OperatorFailure {
  const { range } = image.operators[block]!;
  const { uri, text: source } = image.sources[range.source]!;
  const { line } = positionAt(createLineMap(source), range.from);
  return { tick, action: action + 1, text, uri, line };
}

/** It in words. */
export const failureText = ({ tick, action, text, uri, line }: OperatorFailure): string =>
  `${uri}:${line}: the operator could not do action ${action} of this block, at tick ${tick}: ${text}`;
