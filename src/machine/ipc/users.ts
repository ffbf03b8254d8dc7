/**
 * Which programs may end a wait at an object, as the image says it, found once for each simulation.
 *
 * Keeps true: what is not in it may be ended by anybody.
 */
import { handleOf } from "../../isa/handles.ts";
import type { Image, ObjectUsers } from "../../isa/image.ts";

export interface Users {
  /** By the word that names an object. */
  readonly of: ReadonlyMap<number, ObjectUsers>;
  /** By program: the objects at which its processes may end a wait. */
  readonly objects: readonly (readonly number[])[];
}

export function usersOf({ objects, programs }: Image): Users {
  const of = new Map<number, ObjectUsers>();
  const used: number[][] = programs.map(() => []);
  for (const { kind, index, users } of objects) {
    if (users === undefined) continue;
    const word = handleOf(kind, index);
    of.set(word, users);
    for (const program of new Set([...users.givers, ...users.takers])) used[program]!.push(word);
  }
  return { of, objects: used };
}
