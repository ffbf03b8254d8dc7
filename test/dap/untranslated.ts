/**
 * Texts of an answer that are the same in two languages although people read them.
 */
import type { Message } from "./client.ts";

/** Fields that hold text of the source, or data for programs. */
const UNREAD: ReadonlySet<string> = new Set(
  "content source dataId data evaluateName instruction instructionBytes reason where".split(" "),
);

/** What stays as it is: words of the language, what the scenario or a person wrote, and errors of its compiler. */
const KEPT: readonly RegExp[] = [
  /^\d+ \w+ · suspended ready$/,
  /^waiting: \w+ \w+$/,
  /^policy \w+ · priority \d+$/,
  /^sum is \d+ of \{all\}\n$/,
  /^double: return twice$/,
  /^adder!adder\(int times/,
  /is expected here, not |\(\) cannot be called here/,
  // Asked before anybody could say in which language.
  /^There is no machine yet: "threads"/,
];

/** Two words: one alone is mostly a name. */
const SENTENCE = /[a-z]{2,},? [a-z]{2,}/;

function* texts(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const [name, inner] of Object.entries(value)) if (!UNREAD.has(name)) yield* texts(inner);
}

/** The texts of an answer in another language that are still those of the English one. */
export function untranslated({ body, message }: Message, english: Message): string[] {
  const before = new Set(texts([english.body, english.message]));
  return [...texts([body, message])].filter(
    (text) => SENTENCE.test(text) && before.has(text) && !KEPT.some((kept) => kept.test(text)),
  );
}
