/** The parameters of the call that the caret is in, and which of them it is at. */
import type { Analysis } from "../lang/analyse.ts";
import { caretContext } from "./caretContext.ts";
import type { Vocabulary } from "./vocabulary.ts";

export interface Signature {
  readonly label: string;
  readonly params: readonly string[];
  readonly doc: string;
  readonly active: number;
}

export function signatureAt(
  text: string,
  offset: number,
  analysis: Analysis,
  vocabulary: Vocabulary,
): Signature | undefined {
  const { opens, isHidden } = caretContext(text, offset);
  const open = opens.findLast((each) => each.bracket === "(");
  if (open === undefined || isHidden) return undefined;
  const call = vocabulary.calls.get(open.word);
  const { functions, programs } = analysis.checker;
  const own = [...functions, ...programs].find((symbol) => symbol.name === open.word);
  if (own !== undefined) {
    const params = own.node.params.map((param) => param.text);
    return { label: `${own.name}(${params.join(", ")})`, params, doc: "", active: open.commas };
  }
  if (call === undefined) return undefined;
  const active = Math.min(open.commas, Math.max(0, call.params.length - 1));
  return { label: call.signature, params: call.params, doc: call.doc, active };
}
