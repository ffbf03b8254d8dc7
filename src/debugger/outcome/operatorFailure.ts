/**
 * What the operator could not do: an action of an `at` block whose process is gone, or whose index is none; or a whole block,
 * where the run had ended before.
 *
 * Keeps true: it fails nothing, and is told; the block is named by its line, the action by its place in it.
 */
import { english, type Words } from "../../base/words.ts";
import { createLineMap, positionAt } from "../../base/positions.ts";
import type { Image } from "../../isa/image.ts";
import { EventKind } from "../../machine/events.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { Ended } from "../../machine/state.ts";

export interface OperatorFailure {
  readonly tick: number;
  /** From 1. */
  readonly action: number;
  readonly text: string;
  readonly uri: string;
  readonly line: number;
}

/** The failure that an event tells of. */
function operatorFailure(
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

/** Actions of blocks whose tick never came, of a run that has ended. */
function unreachedActions({ image, world, words }: Simulation): OperatorFailure[] {
  const rest = image.operators.slice(world.nextOperator);
  return rest.flatMap(({ tick, actions }, k) =>
    actions.map((_action, place) => {
      const text = words("the run had ended, at tick {0}", world.tick);
      return operatorFailure(image, tick, [world.nextOperator + k, place], text);
    }),
  );
}

/** What an event tells of: one action that failed, or, at the end of a run, all that it left undone. */
export function failuresAt(
  sim: Simulation,
  kind: EventKind,
  tick: number,
  fields: readonly number[],
  text: string,
): readonly OperatorFailure[] {
  if (kind === EventKind.operatorFailed) return [operatorFailure(sim.image, tick, fields, text)];
  const ends = kind === EventKind.finished || kind === EventKind.deadlocked;
  return ends && sim.world.ended !== Ended.not ? unreachedActions(sim) : [];
}

/** It in words. */
export const failureText = ({ tick, action, text, uri, line }: OperatorFailure, words: Words = english): string =>
  `${uri}:${line}: ${words("the operator could not do action {0} of this block, at tick {1}: {2}", action, tick, text)}`;
