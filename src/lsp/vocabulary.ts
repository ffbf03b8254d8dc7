/**
 * The words that the language server explains and proposes beyond the names of a scenario: built-ins, settings, constants.
 * They are handed to it as plain rows, made from the tables that the compiler and the machine read.
 */

/** A built-in that is called. */
export interface CallWord {
  readonly name: string;
  /** `sleep(ticks)` */
  readonly signature: string;
  readonly params: readonly string[];
  readonly group: string;
  readonly doc: string;
  /** The language level that gives it meaning. */
  readonly since: number;
}

/** A word that a setting can be, with settings of its own. */
export interface OptionWord {
  readonly name: string;
  readonly doc: string;
  readonly settings: readonly SettingWord[];
  readonly since: number;
}

export interface SettingWord {
  readonly name: string;
  readonly doc: string;
  /** What it may be, for people: `1 … 64`. */
  readonly form: string;
  /** Its default, for people; empty when there is none. */
  readonly value: string;
  readonly options: readonly OptionWord[];
  /** What its value names, if it is a name. */
  readonly refersTo: "machine" | "process" | undefined;
  readonly since: number;
}

export interface ConstantWord {
  readonly name: string;
  readonly value: number;
  readonly doc: string;
}

export interface Vocabulary {
  /** What this build gives meaning to. */
  readonly level: number;
  readonly calls: ReadonlyMap<string, CallWord>;
  readonly constants: ReadonlyMap<string, ConstantWord>;
  /** By the word that a declaration begins with, and `device`. */
  readonly settings: ReadonlyMap<string, readonly SettingWord[]>;
}
