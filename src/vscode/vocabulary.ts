/**
 * The language server's words, made from the tables that the compiler and the machine read: built-ins, settings, error results.
 */
import { ERRORS } from "../isa/errors.ts";
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
} from "../isa/settings.ts";
import { ASSERT_FAILED, LEVEL, SYSCALLS, type Param, type Syscall } from "../isa/syscalls.ts";
import type { CallWord, OptionWord, SettingWord, Vocabulary } from "../lsp/vocabulary.ts";

function paramText(param: Param): string {
  return param.optional ? `${param.name}?` : param.name;
}

function callWord(row: Syscall): CallWord {
  const params = [...row.params.map(paramText), ...(row.rest === undefined ? [] : ["…"])];
  const result = row.result === "value" ? " → value" : row.result === "values" ? " → words" : "";
  return { ...row, params, signature: `${row.name}(${params.join(", ")})${result}` };
}

const MOST = 0x7fffffff;

function rangeText({ min, max }: { readonly min: number; readonly max: number }): string {
  return max >= MOST ? `a number from ${min}` : `a number, ${min} … ${max}`;
}

/** What a setting may be, by the kind of its type. */
function formText(type: SettingType): string {
  switch (type.kind) {
    case "int":
      return rangeText(type);
    case "bool":
      return "true or false";
    case "choice":
      return type.options.map((option) => option.name).join(" | ");
    case "ints":
      return `a list; each ${rangeText(type)}`;
    case "intOr":
      return `${rangeText(type)}, or ${type.word}`;
    case "reference":
      return `the name of a ${type.to}`;
    case "devices":
      return "{ name: device(…) … }";
  }
}

function valueText(type: SettingType, value: SettingValue | undefined): string {
  if (value === undefined) return "";
  if (type.kind === "bool") return value === 0 ? "false" : "true";
  if (typeof value === "number" || typeof value === "string") return String(value);
  return "name" in value ? value.name : `[${value.join(", ")}]`;
}

function optionWord(row: ChoiceRow): OptionWord {
  return { name: row.name, doc: row.doc, settings: row.settings.map(settingWord), since: row.since };
}

const plainOption = (name: string, since: number): OptionWord => ({ name, doc: "", settings: [], since });

function optionsOf({ type, since }: SettingRow): OptionWord[] {
  if (type.kind === "choice") return type.options.map(optionWord);
  if (type.kind === "bool") return ["true", "false"].map((name) => plainOption(name, since));
  return type.kind === "intOr" ? [plainOption(type.word, since)] : [];
}

function settingWord(row: SettingRow): SettingWord {
  return {
    name: row.name,
    doc: row.doc,
    form: formText(row.type),
    value: valueText(row.type, row.value),
    options: optionsOf(row),
    refersTo: row.type.kind === "reference" ? row.type.to : undefined,
    since: row.since,
  };
}

const SETTINGS: readonly (readonly [word: string, rows: readonly SettingRow[]])[] = [
  ["machine", MACHINE_SETTINGS],
  ["process", PROCESS_SETTINGS],
  ["device", DEVICE_SETTINGS],
  ["link", LINK_SETTINGS],
  ...Object.entries(OBJECT_SETTINGS),
];

export function createVocabulary(): Vocabulary {
  const calls = SYSCALLS.filter((row) => row.name !== ASSERT_FAILED).map(callWord);
  return {
    level: LEVEL,
    calls: new Map(calls.map((row) => [row.name, row])),
    constants: new Map(ERRORS.map((row) => [row.name, { name: row.name, value: row.value, doc: row.meaning }])),
    settings: new Map(SETTINGS.map(([word, rows]) => [word, rows.map(settingWord)])),
  };
}
