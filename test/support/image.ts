/**
 * Images made by hand: a machine with its scheduler, and processes whose programs are lists of bursts and waits.
 * What the tests of the machine run without the language.
 */
import { createAssembler, type Assembler } from "../../src/isa/assembler.ts";
import type { DeviceInfo, Image } from "../../src/isa/image.ts";
import { Op } from "../../src/isa/instructions.ts";
import { handleOf } from "../../src/isa/handles.ts";
import {
  DEVICE_SETTINGS,
  MACHINE_SETTINGS,
  POLICY_CHOICES,
  PROCESS_SETTINGS,
  type Choice,
  type DeviceSettings,
  type MachineSettings,
  type ProcessSettings,
  type SettingRow,
  type SettingValue,
} from "../../src/isa/settings.ts";
import { syscallNamed } from "../../src/isa/syscalls.ts";

/** One thing that a program does: hold the CPU, wait, give up the CPU, or ask for a device by its number. */
export type Act =
  | { readonly compute: number }
  | { readonly sleep: number }
  | { readonly yield: true }
  | { readonly io: number; readonly ticks: number };

export interface ProcessText extends Partial<Omit<ProcessSettings, "threads">> {
  readonly name?: string;
  readonly acts: readonly Act[];
}

export interface MachineText extends Partial<Omit<MachineSettings, "scheduler" | "ready_queues">> {
  readonly scheduler: Choice;
  readonly ready_queues?: Choice;
  readonly devices?: readonly Partial<DeviceSettings>[];
}

const RANGE = { source: 0, from: 0, to: 0 };

function defaults(rows: readonly SettingRow[]): Record<string, SettingValue | undefined> {
  return Object.fromEntries(rows.map((row) => [row.name, row.value]));
}

/** A scheduler setting, what is left out by its default. */
export function policy(name: string, args: Readonly<Record<string, SettingValue>> = {}): Choice {
  const row = POLICY_CHOICES.find((option) => option.name === name);
  if (row === undefined) throw new Error(`no policy ${name}`);
  return { name, args: { ...(defaults(row.settings) as Record<string, SettingValue>), ...args } };
}

/** Emits `sys name` with the arguments. */
export function call(code: Assembler, name: string, ...args: readonly number[]): void {
  for (const arg of args) code.emit(Op.pushi, { imm: arg });
  code.emit(Op.sys, { imm: syscallNamed(name)!.number, n: args.length });
}

function emitAct(code: Assembler, act: Act): void {
  if ("compute" in act) code.emit(Op.worki, { imm: act.compute });
  else if ("sleep" in act) call(code, "sleep", act.sleep);
  else if ("io" in act) call(code, "io", handleOf("device", act.io), act.ticks);
  else call(code, "yield");
}

/** An image around code that is there already: each process runs the program with its own number. */
export function imageOf(
  code: Assembler,
  entries: readonly number[],
  machine: MachineText,
  processes: readonly ProcessText[],
): Image {
  const words = code.finish();
  const { devices = [], ...settings } = machine;
  return {
    sources: [{ uri: "test.turno", text: "" }],
    code: words,
    texts: [],
    routines: entries.map((entry, index) => ({
      index,
      name: processes[index]?.name ?? `p${index + 1}`,
      kind: "program",
      program: index,
      entry,
      end: entries[index + 1] ?? words.length / 2,
      params: [],
      returnsValue: false,
      frameBytes: 0,
      variables: [],
      range: RANGE,
      nameRange: RANGE,
    })),
    programs: entries.map((_entry, index) => ({
      index,
      name: processes[index]?.name ?? `p${index + 1}`,
      routine: index,
      dataBytes: 0,
      dataInit: [],
      variables: [],
    })),
    statements: [],
    constants: [],
    shared: [
      {
        name: "count",
        type: { name: "int", lengths: [] },
        address: 0x100000,
        words: 1,
        init: [0],
        machine: 0,
        range: RANGE,
      },
    ],
    objects: [],
    devices: devices.map((device, index): DeviceInfo => ({
      index,
      name: `device${index}`,
      machine: 0,
      settings: {
        ...(defaults(DEVICE_SETTINGS) as unknown as DeviceSettings),
        queue: { name: "fifo", args: {} },
        ...device,
      },
    })),
    machines: [
      {
        index: 0,
        name: "main",
        settings: { ...(defaults(MACHINE_SETTINGS) as unknown as MachineSettings), given: [], ...settings },
        range: RANGE,
      },
    ],
    links: [],
    processes: processes.map(({ name, acts: _acts, ...own }, index) => ({
      name: name ?? `p${index + 1}`,
      program: Math.min(index, entries.length - 1),
      args: [],
      machine: 0,
      parent: undefined,
      settings: { ...(defaults(PROCESS_SETTINGS) as unknown as ProcessSettings), ...own },
      range: RANGE,
    })),
    operators: [],
    expectations: [],
  };
}

/** An image whose processes do what their texts say, and then exit. */
export function imageFrom(machine: MachineText, processes: readonly ProcessText[]): Image {
  const code = createAssembler();
  call(code, "thread_exit");
  const entries = processes.map((process) => {
    const entry = code.here();
    for (const act of process.acts) emitAct(code, act);
    call(code, "exit");
    return entry;
  });
  return imageOf(code, entries, machine, processes);
}
