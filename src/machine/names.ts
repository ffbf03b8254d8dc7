/**
 * Words as people read them: a handle by the name of what it names, any other word as a number.
 */
import { readHandle, type HandleKind } from "../isa/handles.ts";
import type { Image } from "../isa/image.ts";

const NAMES: Readonly<
  Partial<
    Record<HandleKind, (image: Image, index: number) => string | undefined>
  >
> = {
  text: (image, index) => image.texts[index],
  program: (image, index) => image.programs[index]?.name,
  function: (image, index) => image.routines[index]?.name,
  machine: (image, index) => image.machines[index]?.name,
  device: (image, index) => image.devices[index]?.name,
};

/** The name of what `word` names, or its decimal form. */
export function showWord(image: Image, word: number): string {
  const handle = readHandle(word);
  if (handle === undefined) return String(word);
  const name = NAMES[handle.kind]?.(image, handle.index);
  const object = image.objects.find(
    (o) => o.kind === handle.kind && o.index === handle.index,
  )?.name;
  return name ?? object ?? String(word);
}
