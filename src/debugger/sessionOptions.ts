/**
 * What a session can be told before it begins.
 */
import type { Words } from "../base/words.ts";
import type { ChoiceRecord } from "./time/choiceRecord.ts";

export interface SessionOptions {
  readonly seed?: number;
  /** Whether every event is written to the console. */
  readonly trace?: boolean;
  /** Whether a person makes the choices of `scheduler: manual`; else the seed does. */
  readonly asks?: boolean;
  /** Whether to look for data races from the start, and to stop at each. */
  readonly races?: boolean;
  /** Bytes that the checkpoints of the past may take together. */
  readonly historyBytes?: number;
  /** The choices of an earlier run, and what a person did to it: they are made and done again. */
  readonly replay?: ChoiceRecord;
  /** How texts are said; English by default. Nothing of the run depends on it. */
  readonly words?: Words;
}
