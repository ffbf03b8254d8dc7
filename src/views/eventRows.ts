/**
 * The Machine Events tree: the events of the long tail by what they are about, each with a check box and its condition.
 *
 * Keeps true: each event is one row; a condition that the running session refused says why, by icon and words.
 */
import type { TailFilter } from "../debugger/breakpoints/tailFilters.ts";
import type { Row, Translate } from "./row.ts";

/** What a person chose for an event. */
export interface EventChoice {
  readonly isOn: boolean;
  readonly condition: string;
}

export type EventChoices = ReadonlyMap<string, EventChoice>;

const NOT_CHOSEN: EventChoice = { isOn: false, condition: "" };

export function choiceOf(choices: EventChoices, event: string): EventChoice {
  return choices.get(event) ?? NOT_CHOSEN;
}

function eventRow(
  filter: TailFilter,
  choices: EventChoices,
  problems: ReadonlyMap<string, string>,
  translate: Translate,
): Row {
  const { isOn, condition } = choiceOf(choices, filter.id);
  const label = translate(filter.label);
  const problem = isOn ? (problems.get(filter.id) ?? "") : "";
  const fields = translate("a condition may name {0}; for example {1}", filter.fields.join(", "), filter.example);
  return {
    id: filter.id,
    label,
    description: problem === "" ? condition : `${condition} · ${problem}`,
    tooltip: [`${label}: ${translate(filter.description)}`, condition, problem, fields]
      .filter((text) => text !== "")
      .join(" · "),
    icon: problem === "" ? undefined : { name: "warning", colour: "problemsWarningIcon.foreground" },
    isCurrent: false,
    kind: "event",
    flags: condition === "" ? [] : ["condition"],
    isChecked: isOn,
    isOpen: false,
    children: [],
  };
}

/** The rows of the Machine Events tree: one for each subject that has events. */
export function eventRows(
  filters: readonly TailFilter[],
  subjects: readonly string[],
  choices: EventChoices,
  problems: ReadonlyMap<string, string>,
  translate: Translate,
): Row[] {
  return subjects.flatMap((subject) => {
    const children = filters
      .filter((filter) => filter.subject === subject)
      .map((filter) => eventRow(filter, choices, problems, translate));
    const on = children.filter(({ isChecked }) => isChecked).length;
    const description = on === 0 ? "" : translate("{0} on", on);
    return children.length === 0
      ? []
      : [
          {
            id: `subject ${subject}`,
            label: translate(subject),
            description,
            tooltip: [translate(subject), description].filter((text) => text !== "").join(" · "),
            icon: undefined,
            isCurrent: false,
            kind: "note",
            isOpen: on > 0,
            children,
          },
        ];
  });
}
