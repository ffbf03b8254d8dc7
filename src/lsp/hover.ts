/**
 * What a word means, as Markdown: a name of the scenario, a built-in, a setting or one of its words, a predefined constant.
 */
import type { Analysis } from "../lang/analyse.ts";
import type { Span } from "../lang/tree.ts";
import { caretContext, settingsPlace } from "./caretContext.ts";
import { explainName, referenceAt } from "./names.ts";
import type { CallWord, ConstantWord, OptionWord, SettingWord, Vocabulary } from "./vocabulary.ts";
import { wordAt } from "./words.ts";

export interface HoverText extends Span {
  readonly markdown: string;
}

const code = (text: string): string => `\`\`\`turno\n${text}\n\`\`\``;

function levelNote(since: number, { level }: Vocabulary): string {
  return since > level ? "*Not available in this version of Turno.*" : "";
}

const paragraphs = (...parts: string[]): string => parts.filter((part) => part !== "").join("\n\n");

export function explainCall(row: CallWord, vocabulary: Vocabulary): string {
  return paragraphs(code(row.signature), row.doc, levelNote(row.since, vocabulary));
}

export function explainSetting(row: SettingWord, vocabulary: Vocabulary): string {
  const facts = [row.form, row.value === "" ? "" : `default \`${row.value}\``]
    .filter((fact) => fact !== "")
    .join(" · ");
  return paragraphs(code(`${row.name}: …`), row.doc, facts, levelNote(row.since, vocabulary));
}

export function explainOption(row: OptionWord, vocabulary: Vocabulary): string {
  const list = row.settings.map((each) => `- \`${each.name}\`: ${each.doc}`).join("\n");
  return paragraphs(code(row.name), row.doc, list, levelNote(row.since, vocabulary));
}

export function explainConstant(row: ConstantWord): string {
  return paragraphs(code(`const ${row.name} = ${row.value}`), row.doc === "" ? "" : `Means: ${row.doc}.`);
}

function explainWord(text: string, word: Span & { readonly text: string }, vocabulary: Vocabulary): string | undefined {
  const context = caretContext(text, word.from);
  if (context.isHidden) return undefined;
  const place = settingsPlace(context, vocabulary);
  const setting = place?.rows.find((row) => row.name === word.text);
  if (setting !== undefined && place?.current === undefined) return explainSetting(setting, vocabulary);
  const option = place?.current?.options.find((row) => row.name === word.text);
  if (option !== undefined) return explainOption(option, vocabulary);
  const call = vocabulary.calls.get(word.text);
  if (call !== undefined && /^\s*\(/.test(text.slice(word.to))) return explainCall(call, vocabulary);
  const constant = vocabulary.constants.get(word.text);
  return constant === undefined ? undefined : explainConstant(constant);
}

/** What to say about the word at an offset of the analysed file. */
export function hoverAt(analysis: Analysis, offset: number, vocabulary: Vocabulary): HoverText | undefined {
  const text = analysis.files[0]?.text ?? "";
  const reference = referenceAt(analysis, offset);
  if (reference !== undefined && reference.symbol.file >= 0)
    return { from: reference.from, to: reference.to, markdown: explainName(analysis, reference.symbol) };
  const word = wordAt(text, offset);
  if (word === undefined) return undefined;
  const markdown = explainWord(text, word, vocabulary);
  return markdown === undefined ? undefined : { from: word.from, to: word.to, markdown };
}
