/**
 * Texts that people read, in their language: a text is made where it is known what it says, from an English template with holes
 * `{0}` `{1}` … and what fills them. The template is the key of the translation.
 *
 * Keeps true: without a translation a text is English; a text that is kept in the machine is kept as what it is made of, so that
 * it is the same in every language until it is said.
 */

/** Makes a text from a template and what fills its holes. */
export type Words = (template: string, ...values: readonly (string | number)[]) => string;

/** What a text is made of: plain data, to be said later; a part of it may be a text itself. */
export type Said = readonly [template: string, ...values: (string | number | Said)[]];

function filled(template: string, values: readonly (string | number)[]): string {
  return template.replace(/\{(\d)\}/g, (hole, place: string) => String(values[Number(place)] ?? hole));
}

export const english: Words = (template, ...values) => filled(template, values);

/** Texts by a catalogue of translations; what it does not hold stays English. */
export function wordsFrom(catalogue: Readonly<Record<string, string>>): Words {
  const known = new Map(Object.entries(catalogue));
  return (template, ...values) => filled(known.get(template) ?? template, values);
}

/** A template that is said elsewhere: translations are looked for by this name. */
export const phrase = <Template extends string>(template: Template): Template => template;

/** Says what was kept; null: nothing. */
export function say(words: Words, said: Said | null): string {
  if (said === null) return "";
  const [template, ...values] = said;
  return words(template, ...values.map((value) => (typeof value === "object" ? say(words, value) : value)));
}
