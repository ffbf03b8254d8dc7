/**
 * What the debugger says of the machine in rows, in the person's language. It says it in English, in parts with dots between
 * them: `running on CPU 0 · M1, P0`; each part has one of the forms below.
 *
 * Keeps true: a part of no form stays as it is, and so do names of the scenario and the words of the language: states, calls,
 * kinds of objects, policies.
 */
import type { Translate } from "./row.ts";

/** What stands in a place: a number, a name or word that stays as it is, or something that has a form itself. */
type Place = "number" | "name" | "told";

/** The forms, the particular before the general, each with what stands in its places. */
const FORMS: readonly (readonly [template: string, ...places: Place[]])[] = [
  // What a thread does, and where it stands.
  ["running on CPU {0}", "number"],
  ["{0}, held", "told"],
  ["ready ({0})", "told"],
  ["arrives at {0}", "number"],
  ["sleep until {0}", "number"],
  ["end of {0}", "name"],
  ["child {0}", "name"],
  ["child"],
  ["nothing"],
  ["next release"],
  ["{0}st", "number"],
  ["{0}nd", "number"],
  ["{0}rd", "number"],
  ["{0}th", "number"],
  ["queue {0}, {1}", "number", "told"],
  ["queue of P{0}, {1}", "number", "told"],
  ["global queue, {0}", "told"],
  ["run queue, {0}", "told"],
  // How a process ended.
  ["exited with {0}", "number"],
  ["exited"],
  ["killed"],
  ["killed: {0}", "name"],
  ["aborted"],
  ["aborted: {0}", "name"],
  ["fault: {0}", "name"],
  // What carries threads.
  ["kernel thread"],
  ["LWP {0} (bound)", "number"],
  ["carries {0}, {1}", "name", "told"],
  ["spins on CPU {0}", "number"],
  ["spins"],
  ["gone"],
  ["holds P{0}", "number"],
  ["user {0}", "number"],
  ["kernel {0}", "number"],
  ["spun {0}", "number"],
  // Queues and CPUs.
  ["Job queue"],
  ["Still to arrive"],
  ["Ready queue"],
  ["Ready queue of CPU {0}", "number"],
  ["Entering the ready queue"],
  ["Held back"],
  ["Global queue of {0}", "name"],
  ["Run queue of {0}", "name"],
  ["P{0} of {1}", "number", "name"],
  ["Device {0}", "name"],
  ["Interrupts to handle"],
  ["Sleeping"],
  ["Woken"],
  ["Waiting: {0}", "told"],
  ["Suspended ready"],
  ["Suspended waiting"],
  ["{0}, level {1}", "told", "number"],
  ["{0} of {1} in memory", "number", "number"],
  ["until it waits"],
  ["quantum {0}", "number"],
  ["by hand"],
  ["idle"],
  ["serves {0}", "number"],
  ["{0} in the queue", "number"],
  ["a carrier of {0} spins", "name"],
  ["context switch: {0} left", "number"],
  ["system call: {0} left", "number"],
  ["interrupt: {0} left", "number"],
  ["user-level switch: {0} left", "number"],
  ["spinning: {0} left", "number"],
  ["quantum: {0} left", "number"],
  ["user-level slice: {0} left", "number"],
  // What decides a place in a queue.
  ["burst: {0}", "told"],
  ["left: {0}", "told"],
  ["{0} ticks, by running ahead", "number"],
  ["about {0} ticks, the average of its past", "number"],
  ["priority {0}", "number"],
  ["priority {0}, raised by {1}", "number", "number"],
  ["1 ticket"],
  ["{0} tickets", "number"],
  ["pass {0}", "name"],
  ["virtual run time {0}", "name"],
  ["no deadline"],
  ["deadline {0}", "number"],
  ["no period"],
  ["period {0}", "number"],
  ["asks for {0}", "number"],
  ["served until {0}", "number"],
  ["image swapped out"],
  ["image in memory"],
  // Objects and mailboxes.
  ["count {0}", "number"],
  ["free"],
  ["owned by {0}", "told"],
  ["{0} (ended)", "name"],
  ["1 waits"],
  ["{0} wait", "number"],
  ["{0} of {1} have come", "number", "number"],
  ["{0} reading", "number"],
  ["{0} is writing", "told"],
  ["{0} (to write)", "name"],
  ["{0} (to read)", "name"],
  ["on its way"],
  ["waiting to be sent"],
  ["lost, to be sent again"],
  ["corrupt"],
  ["unbounded"],
  ["the system"],
];

/** States come before what they wait for; machines and carriers before what they have. */
const BEFORE = /^((?:suspended )?waiting|new|ready|M\d+|[\p{L}_][\p{L}\d_]*): (.+)$/u;

const PATTERNS: Readonly<Record<Place, string>> = { number: "(-?\\d+)", name: "(.+)", told: "(.+)" };

interface Form {
  readonly template: string;
  readonly places: readonly Place[];
  readonly pattern: RegExp;
}

function formOf([template, ...places]: (typeof FORMS)[number]): Form {
  const literal = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  const pattern = literal.replace(/\{(\d)\}/g, (_hole, k: string) => PATTERNS[places[Number(k)] ?? "name"]);
  return { template, places, pattern: new RegExp(`^${pattern}$`, "u") };
}

const forms = FORMS.map(formOf);

/** The forms as templates, for translators. */
export const TEMPLATES: readonly string[] = FORMS.map(([template]) => template);

const SEPARATOR = " · ";

function partIn(part: string, translate: Translate): string {
  for (const { template, places, pattern } of forms) {
    const [whole, ...values] = pattern.exec(part) ?? [];
    if (whole === undefined) continue;
    return translate(template, ...values.map((value, k) => (places[k] === "told" ? partIn(value, translate) : value)));
  }
  const [, before, rest] = BEFORE.exec(part) ?? [];
  return before === undefined || rest === undefined ? part : `${before}: ${partIn(rest, translate)}`;
}

/** What the debugger said, in the person's language. */
export function toldIn(text: string, translate: Translate): string {
  return text
    .split(SEPARATOR)
    .map((part) => partIn(part, translate))
    .join(SEPARATOR);
}
