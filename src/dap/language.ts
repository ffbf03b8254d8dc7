/**
 * The languages of the adapter's texts: English, and those of which there is a catalogue.
 *
 * Keeps true: a locale is known by its language alone (`es`, `es-MX`, `es_419`); one without a catalogue gets English.
 */
import { english, wordsFrom, type Words } from "../base/words.ts";
import spanish from "./texts.es.json";

const LANGUAGES: Readonly<Record<string, Words>> = { es: wordsFrom(spanish) };

/** The words for what a client says of its locale. */
export function wordsIn(locale: string | undefined): Words {
  const language = /^[a-z]+(?=[-_.@]|$)/.exec(locale?.trim().toLowerCase() ?? "")?.[0] ?? "";
  return Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language]! : english;
}
