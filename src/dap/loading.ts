/**
 * What a launch names, loaded: the scenario, and the record of choices that is to be repeated.
 */
import type { Words } from "../base/words.ts";
import { fileName } from "../base/sourceNames.ts";
import type { LoadResult } from "../debugger/load.ts";
import { parseRecord, type ChoiceRecord } from "../debugger/time/choiceRecord.ts";
import type { Session } from "../debugger/session.ts";
import { messageOf, RequestError } from "./errors.ts";
import type { LaunchArguments } from "./machine.ts";
import type { Wire } from "./wire.ts";

type Image = Session["image"];

/** What a host gives the adapter to load with. */
export interface LoadingPorts {
  /** Reads and compiles a scenario; a rejection says why it cannot be read. */
  load(program: string): Promise<LoadResult>;
  /** Reads a text that the launch names; a rejection says why it cannot be read. */
  readText(name: string): Promise<string>;
}

/** Errors of a scenario that the answer to launch names; all of them go to the console. */
const SHOWN_PROBLEMS = 3;

/** @throws RequestError when something cannot be read, or is wrong */
export async function loaded(
  { program, replay }: LaunchArguments,
  ports: LoadingPorts,
  wire: Wire,
  words: Words,
): Promise<{ readonly image: Image; readonly replay?: ChoiceRecord }> {
  if (program === undefined || program === "") throw new RequestError("noProgram");
  const image = await imageOf(program, ports, wire);
  if (image.processes.length === 0) throw new RequestError("noProcess", fileName(program));
  return replay === undefined ? { image } : { image, replay: await recordOf(replay, ports, words) };
}

async function imageOf(program: string, ports: LoadingPorts, wire: Wire): Promise<Image> {
  let result: LoadResult;
  try {
    result = await ports.load(program);
  } catch (error) {
    throw new RequestError("load", "{0} cannot be read: {1}", program, messageOf(error));
  }
  if (result.ok) return result.image;
  const { problems } = result;
  wire.event("output", { category: "stderr", output: problems.map((problem) => `${problem}\n`).join("") });
  const shown = problems.slice(0, SHOWN_PROBLEMS).join(" · ");
  const more = problems.length - SHOWN_PROBLEMS;
  throw more > 0
    ? new RequestError("load", "The scenario has errors: {0} (and {1} more)", shown, more)
    : new RequestError("load", "The scenario has errors: {0}", shown);
}

async function recordOf(replay: string | object, ports: LoadingPorts, words: Words): Promise<ChoiceRecord> {
  const text = typeof replay === "string" ? await textOf(replay, ports) : JSON.stringify(replay);
  const parsed = parseRecord(text, words);
  if (!parsed.ok) throw new RequestError("load", '"replay" cannot be used: {0}.', parsed.error);
  return parsed.record;
}

async function textOf(name: string, ports: LoadingPorts): Promise<string> {
  try {
    return await ports.readText(name);
  } catch (error) {
    throw new RequestError("load", "{0} cannot be read: {1}", name, messageOf(error));
  }
}
