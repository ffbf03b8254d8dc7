/**
 * The sections of docs/ that come from tables: one function each, by the name that stands in the page's marker.
 *
 * Keeps true: what a page says of a table is what the table says; a page has no table of its own about them.
 */
import { LIMITS } from "../../src/base/limits.ts";
import { COMMANDS } from "../../src/dap/commands.ts";
import { conditionFields } from "../../src/debugger/breakpoints/eventFields.ts";
import { FILTERS } from "../../src/debugger/breakpoints/filters.ts";
import { CPU_FIELDS } from "../../src/debugger/inspect/cpuFields.ts";
import { TAIL_FILTERS, TAIL_SUBJECTS } from "../../src/debugger/breakpoints/tailFilters.ts";
import { objectFieldNames } from "../../src/debugger/inspect/objectFields.ts";
import { ALL_GROUPS, IDENTIFICATION } from "../../src/debugger/inspect/pcb.ts";
import { ERRORS } from "../../src/isa/errors.ts";
import { INSTRUCTIONS } from "../../src/isa/instructions.ts";
import {
  DEVICE_SETTINGS,
  LINK_SETTINGS,
  MACHINE_SETTINGS,
  OBJECT_SETTINGS,
  PROCESS_SETTINGS,
  type ChoiceRow,
  type SettingRow,
  type SettingType,
  type SettingValue,
} from "../../src/isa/settings.ts";
import { ASSERT_FAILED, LEVEL, SYSCALLS, type Syscall } from "../../src/isa/syscalls.ts";
import { DIAGNOSTICS } from "../../src/lang/diagnostic-table.ts";
import { EVENTS } from "../../src/machine/events.ts";
import { Move, MOVES, STATES } from "../../src/machine/states.ts";
import { COMMUNICATION } from "../machine/ipc/communication.ts";
import { POLICIES } from "../../src/machine/sched/policies.ts";
import { code, table } from "./markdown.ts";
import { THREAD_SECTIONS } from "./threads.ts";

/** Rows that later versions give meaning to are marked so. */
const later = (since: number): string => (since > LEVEL ? " *(not in this version)*" : "");

function valueText(value: SettingValue | undefined): string {
  if (value === undefined) return "none";
  if (typeof value === "number" || typeof value === "string") return code(String(value));
  return code("name" in value ? value.name : `[${value.join(", ")}]`);
}

function typeText(type: SettingType): string {
  switch (type.kind) {
    case "int":
      return type.max >= 1_000_000 ? `a number from ${type.min}` : `a number from ${type.min} to ${type.max}`;
    case "bool":
      return "`true` or `false`";
    case "choice":
      return type.options.map((option) => code(option.name)).join(", ");
    case "ints":
      return "a list of numbers";
    case "intOr":
      return `a number from ${type.min}, or ${code(type.word)}`;
    case "reference":
      return `the name of a ${type.to}`;
    case "devices":
      return "a map of devices";
  }
}

function settings(rows: readonly SettingRow[]): string {
  return table(
    ["setting", "values", "default", "meaning"],
    rows.map((row) => [code(row.name), typeText(row.type), valueText(row.value), row.doc + later(row.since)]),
  );
}

/** The choices of a setting with what each means, and the settings of each. */
function choices(options: readonly ChoiceRow[]): string {
  const rows = options.flatMap((option) => [
    [code(option.name), "", option.doc + later(option.since)],
    ...option.settings.map((row) => ["", `${code(row.name)}: ${typeText(row.type)} (${valueText(row.value)})`, row.doc]),
  ]);
  return table(["choice", "settings (default)", "meaning"], rows);
}

function choicesOf(setting: string): string {
  const row = MACHINE_SETTINGS.find((r) => r.name === setting);
  return row?.type.kind === "choice" ? choices(row.type.options) : "";
}

function signature(call: Syscall): string {
  const params = call.params.map((param) => (param.optional ? `[${param.name}]` : param.name));
  return code(`${call.name}(${[...params, ...(call.rest === undefined ? [] : ["…"])].join(", ")})`);
}

function calls(): string {
  const groups = [...new Set(SYSCALLS.map((call) => call.group))];
  const visible = SYSCALLS.filter((call) => call.name !== ASSERT_FAILED);
  return groups
    .map((group) => {
      const rows = visible.filter((call) => call.group === group).map((call) => [signature(call), call.doc + later(call.since)]);
      return `### ${group}\n\n${table(["call", "what it does"], rows)}`;
    })
    .join("\n\n");
}

function policies(): string {
  const rows = Object.values(POLICIES).map((policy) => [code(policy.name), policy.source]);
  return table(["policy", "follows"], rows);
}

const filters = (): string =>
  table(
    ["filter", "stops when", "fields of its condition", "for example"],
    FILTERS.map((row) => {
      const fields = [...new Set(row.events.flatMap((kind) => conditionFields(EVENTS[kind]!)))];
      return [row.label + (row.byDefault ? " (on)" : ""), row.description, fields.map(code).join(" "), code(row.example)];
    }),
  );

const tailFilters = (): string =>
  table(
    ["about", "event", "stops when", "fields of its condition", "for example"],
    TAIL_SUBJECTS.flatMap((subject) =>
      TAIL_FILTERS.filter((row) => row.subject === subject).map((row, k) => [
        k === 0 ? `**${subject}**` : "",
        row.label,
        row.description,
        row.fields.map(code).join(" "),
        code(row.example),
      ]),
    ),
  );

const OBJECT_KINDS = ["mailbox", "semaphore", "mutex", "condition", "barrier", "rwlock"] as const;

/** Without the margin that all of its lines have. */
function dedent(text: string): string {
  const lines = text.replace(/^\n/, "").trimEnd().split("\n");
  const margin = Math.min(...lines.filter((line) => line.trim() !== "").map((line) => /^ */.exec(line)![0].length));
  return lines.map((line) => line.slice(margin)).join("\n");
}

const communication = (): string =>
  table(
    ["", "case", "written", "what happens"],
    COMMUNICATION.map((row, k) => [
      row.group === COMMUNICATION[k - 1]?.group ? "" : `**${row.group}**`,
      row.name,
      row.written.map(code).join(" "),
      `${row.says[0]!.toUpperCase()}${row.says.slice(1)}.`,
    ]),
  );

const communicationScenarios = (): string =>
  COMMUNICATION.map(
    ({ group, name, scenario, happens }) =>
      `### ${group}: ${name}\n\n\`\`\`turno\n${dedent(scenario)}\n\`\`\`\n\n\`\`\`text\n${dedent(happens)}\n\`\`\``,
  ).join("\n\n");

/** The sections by name. */
export const SECTIONS: Readonly<Record<string, () => string>> = {
  calls,
  errors: () => table(["name", "value", "meaning"], ERRORS.map((row) => [code(row.name), String(row.value), row.meaning])),
  "machine settings": () => settings(MACHINE_SETTINGS),
  schedulers: () => choicesOf("scheduler"),
  "thread models": () => choicesOf("threads"),
  policies,
  "process settings": () => settings(PROCESS_SETTINGS),
  "device settings": () => settings(DEVICE_SETTINGS),
  "link settings": () => settings(LINK_SETTINGS),
  "mailbox settings": () => settings(OBJECT_SETTINGS.mailbox),
  diagnostics: () =>
    table(
      ["code", "severity", "message", "why"],
      Object.values(DIAGNOSTICS).map((row) => [`TURNO${row.number}`, row.severity, row.message, row.explanation]),
    ),
  instructions: () =>
    table(
      ["instruction", "ticks", "meaning"],
      INSTRUCTIONS.map((row) => [
        code(`${row.mnemonic} ${row.operands.join(", ")}`.trim()),
        row.cost === 1 ? "`instruction`" : row.cost === "operand" ? "its operand" : "see the call",
        row.meaning,
      ]),
    ),
  states: () => table(["state", "meaning"], STATES.map((row) => [row.name, row.meaning])),
  moves: () =>
    table(
      ["from", "to", "event", "when"],
      MOVES.map((row) => [STATES[row.from]!.name, STATES[row.to]!.name, Move[row.move], row.meaning]),
    ),
  events: () => table(["event", "fields", "what happened"], EVENTS.map((row) => [row.name, row.fields.map((f) => code(f.name)).join(" "), row.meaning])),
  limits: () => table(["bound", "value"], Object.entries(LIMITS).map(([name, value]) => [name, value.toLocaleString("en")])),
  filters,
  "tail filters": tailFilters,
  commands: () =>
    table(
      ["command", "does"],
      Object.entries(COMMANDS).map(([name, { args, does }]) => [code(`:${name} ${args}`.trim()), does]),
    ),
  communication,
  "object fields": () =>
    table(
      ["object", "fields"],
      [
        ...OBJECT_KINDS.map((kind) => [kind, objectFieldNames(kind).map(code).join(" ")]),
        [`CPU, as ${code("cpu[0]")}`, CPU_FIELDS.map(code).join(" ")],
      ],
    ),
  "communication scenarios": communicationScenarios,
  pcb: () =>
    table(
      ["group", "fields"],
      [["identification", IDENTIFICATION.map((row) => code(row.name)).join(" ")], ...ALL_GROUPS.map((group) => [group.name, group.rows.map((row) => code(row.name)).join(" ")])],
    ),
  ...THREAD_SECTIONS,
};
