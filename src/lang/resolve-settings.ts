/**
 * Settings against their tables: what `{ key: value }` means, with the defaults filled in.
 *
 * Keeps true: a setting's own words win over constants; whatever was wrong, the record has a value of each row's type.
 */
import type { Choice, ChoiceRow, SettingRow, SettingType, SettingValue } from "../isa/settings.ts";
import { constantNumber, resolveName } from "./bind-expression.ts";
import { refer, report, requireLevel, type Place } from "./checker.ts";
import { lookup, nearest } from "./scope.ts";
import { describeKind, withArticle } from "./symbols.ts";
import type { Argument, Expression, Name, Setting, Settings, Span, Value } from "./tree.ts";

/** A record of settings, and which of them were written. */
export interface Resolved {
  readonly values: Readonly<Record<string, SettingValue>>;
  readonly given: readonly string[];
}

/** A key with its value, as in `{ key: value }` or among arguments. */
type Entry = Pick<Setting, "key" | "value">;

/** The defaults of the rows; rows without one are absent. */
function defaultsOf(rows: readonly SettingRow[]): Record<string, SettingValue> {
  return Object.fromEntries(rows.flatMap((row) => (row.value === undefined ? [] : [[row.name, row.value]])));
}

/** The settings that `entries` give, over the defaults. `owner` is what the message calls whose settings they are. */
export function resolveSettings(
  at: Place,
  rows: readonly SettingRow[],
  settings: Pick<Settings, "entries"> | undefined,
  owner: string,
): Resolved {
  return resolveEntries(at, rows, settings?.entries ?? [], owner);
}

function resolveEntries(at: Place, rows: readonly SettingRow[], entries: readonly Entry[], owner: string): Resolved {
  const values = defaultsOf(rows);
  const given: string[] = [];
  for (const { key, value } of entries) {
    const row = rows.find((each) => each.name === key.text);
    if (row === undefined) {
      reportUnknown(at, rows, key, owner);
      continue;
    }
    if (given.includes(row.name)) report(at, "duplicateSetting", key, { name: row.name });
    given.push(row.name);
    if (!requireLevel(at, row.since, `the setting '${row.name}'`, key)) continue;
    const resolved = resolveValue(at, row.type, value, row.name);
    if (resolved !== undefined) values[row.name] = resolved;
  }
  return { values, given };
}

function reportUnknown(at: Place, rows: readonly SettingRow[], key: Name, owner: string): void {
  if (key.text === "") return;
  const near = nearest(
    key.text,
    rows.map((row) => row.name),
  );
  const all = rows.map((row) => row.name).join(", ");
  const hint = near !== undefined ? `Did you mean '${near}'?` : all === "" ? undefined : `Its settings are: ${all}.`;
  report(at, "unknownSetting", key, { owner, name: key.text }, { hint, replacement: near });
}

/** What a type takes, in words. */
function describe(type: SettingType): string {
  switch (type.kind) {
    case "int":
      return "a number";
    case "bool":
      return "true or false";
    case "ints":
      return "a list of numbers";
    case "intOr":
      return `a number or ${type.word}`;
    case "choice":
      return type.options
        .map((option) => option.name)
        .join(", ")
        .replace(/, ([^,]*)$/, " or $1");
    case "reference":
      return `the name of a ${type.to}`;
    case "devices":
      return "{ name: device(…) … }";
  }
}

function wrong(at: Place, value: Span, name: string, type: SettingType): number | undefined {
  report(at, "settingValue", value, { name, expected: describe(type) });
  return undefined;
}

const isExpression = (value: Value): value is Expression => value.kind !== "list" && value.kind !== "settings";

/** The number that `value` is, if it is one within [min, max]; else undefined after a report. */
function numberWithin(
  at: Place,
  value: Value,
  name: string,
  type: SettingType,
  min: number,
  max: number,
): number | undefined {
  if (!isExpression(value) || value.kind === "text") return wrong(at, value, name, type);
  const found = constantNumber(at, value);
  if (found === undefined || (found >= min && found <= max)) return found;
  report(at, "outOfRange", value, { what: `'${name}'`, min, max, found });
  return undefined;
}

function resolveValue(at: Place, type: SettingType, value: Value, name: string): SettingValue | undefined {
  switch (type.kind) {
    case "int":
      return numberWithin(at, value, name, type, type.min, type.max);
    case "bool": {
      const found = numberWithin(at, value, name, type, -Infinity, Infinity);
      return found === undefined || found === 0 || found === 1 ? found : wrong(at, value, name, type);
    }
    case "intOr":
      if (value.kind === "name" && value.name.text === type.word) return type.word;
      return numberWithin(at, value, name, type, type.min, type.max);
    case "ints": {
      if (value.kind !== "list" || value.items.length === 0) return wrong(at, value, name, type);
      const items = value.items.map((item) =>
        numberWithin(at, item, name, { kind: "int", min: type.min, max: type.max }, type.min, type.max),
      );
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case "choice":
      return resolveChoice(at, type, value, name);
    case "reference":
      return resolveReference(at, type, value, name);
    case "devices":
      if (value.kind !== "settings") wrong(at, value, name, type);
      return undefined;
  }
}

function resolveReference(
  at: Place,
  type: Extract<SettingType, { kind: "reference" }>,
  value: Value,
  name: string,
): number | undefined {
  if (value.kind !== "name") return wrong(at, value, name, type);
  const symbol = resolveName({ ...at, isConstant: true }, value.name);
  if (symbol === undefined) return undefined;
  if ((symbol.kind === "machine" || symbol.kind === "process") && symbol.kind === type.to) return symbol.index;
  report(at, "wrongDeclaration", value, {
    name: value.name.text,
    kind: describeKind(symbol),
    wanted: withArticle(type.to),
  });
  return undefined;
}

function resolveChoice(
  at: Place,
  type: Extract<SettingType, { kind: "choice" }>,
  value: Value,
  name: string,
): Choice | undefined {
  const word = value.kind === "name" ? value.name : value.kind === "call" ? value.callee : undefined;
  const option = type.options.find((each) => each.name === word?.text);
  if (option === undefined || word === undefined) {
    if (value.kind !== "missing") reportUnknownWord(at, type, value, word, name);
    return undefined;
  }
  if (!requireLevel(at, option.since, `'${option.name}'`, word)) return undefined;
  const args = value.kind === "call" ? value.args : [];
  if (args.length > 0 && option.settings.length === 0) {
    report(at, "noSettings", value, { name: option.name });
    return { name: option.name, args: {} };
  }
  const entries = args.flatMap((arg) => entryOf(at, option, arg));
  return { name: option.name, args: resolveEntries(at, option.settings, entries, `'${option.name}'`).values };
}

function reportUnknownWord(
  at: Place,
  type: Extract<SettingType, { kind: "choice" }>,
  value: Value,
  word: Name | undefined,
  name: string,
): void {
  const near =
    word === undefined
      ? undefined
      : nearest(
          word.text,
          type.options.map((option) => option.name),
        );
  const symbol = word === undefined ? undefined : lookup(at.scope, word.text);
  if (word !== undefined && symbol !== undefined) refer(at, word, symbol, "read");
  const hint = near === undefined ? undefined : `Did you mean '${near}'?`;
  const span = near === undefined || word === undefined ? value : word;
  report(at, "settingValue", span, { name, expected: describe(type) }, { hint, replacement: near });
}

/** An argument of a choice: `key: value`, or a bare one where the option says which setting it gives. */
function entryOf(at: Place, option: ChoiceRow, arg: Argument): Entry[] {
  if (arg.key !== undefined) return [{ key: arg.key, value: arg.value }];
  if (option.positional !== undefined) {
    return [{ key: { text: option.positional, from: arg.from, to: arg.to }, value: arg.value }];
  }
  const first = option.settings[0]?.name ?? "";
  report(at, "settingValue", arg, {
    name: option.name,
    expected: `written with names, as in ${option.name}(${first}: …)`,
  });
  return [];
}
