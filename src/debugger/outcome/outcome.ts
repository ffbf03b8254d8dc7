/**
 * A run from its start to its end, and what came of it: output, Gantt chart, metrics, shared variables, verdicts.
 *
 * Keeps true: an outcome is plain data; `runChunk` does a bounded piece of the run; recording changes nothing of it; the
 * recorded lists end at their limits and say so.
 */
import { say } from "../../base/words.ts";
import { LIMITS } from "../../base/limits.ts";
import { codeIndex, type Image, type SharedInfo } from "../../isa/image.ts";
import { boot, seedOf } from "../../machine/boot.ts";
import { EventKind } from "../../machine/events.ts";
import { createDegrees, noteDegree, type DegreeChange, type Degrees } from "../../machine/degrees.ts";
import { createGantt, ganttRecorder, type GanttRow } from "../../machine/gantt.ts";
import { detectRaces } from "../../machine/ipc/watch.ts";
import { peek } from "../../machine/memory/memory.ts";
import {
  deviceMetrics,
  machineMetrics,
  processMetrics,
  type DeviceMetrics,
  type MachineMetrics,
  type ProcessMetrics,
} from "../../machine/metrics.ts";
import { processAt, threadAt, traceHash, type Simulation } from "../../machine/simulation.ts";
import { Ended, type Process } from "../../machine/state.ts";
import { END_NAMES, EndKind } from "../../machine/states.ts";
import { faultText } from "../../machine/cpu/fault.ts";
import { isPeriodic } from "../../machine/process/periodic.ts";
import { Halt } from "../../machine/step.ts";
import { scenarioOf, type ChoiceRecord } from "../time/choiceRecord.ts";
import { Choices } from "../time/choices.ts";
import { createCodeMap, spanAt, type CodeMap } from "../inspect/codeMap.ts";
import { Expectations, type Stopping, type Verdict } from "./expectations.ts";
import { SLICE_EVENTS } from "../time/stepping.ts";
import { applyDeed } from "../time/deeds.ts";
import { momentOf } from "../time/moments.ts";
import { eventText } from "../inspect/names.ts";
import { Replay, type TimedDeed } from "../time/replay.ts";
import { failuresAt, type OperatorFailure } from "./operatorFailure.ts";
import { raceReports, type RaceReport } from "./races.ts";
import { carrierOutcomes, threadOutcomes, type CarrierOutcome, type ThreadOutcome } from "./threadOutcome.ts";
import { endWordOf, type EndWord } from "./verdict.ts";

export interface RunOptions {
  /** Whether the Gantt chart is recorded; it is, unless this says no. */
  readonly chart?: boolean;
  readonly seed?: number;
  /** The choices of an earlier run, which are made again. */
  readonly replay?: ChoiceRecord;
  /** Stops before this boundary. */
  readonly until?: number;
  /** Takes the event log, a line an event. */
  readonly trace?: (line: string) => void;
  /** Whether data races are looked for, also where no expectation is about them. */
  readonly races?: boolean;
  /** The most work to do, and the most events to hear of. */
  readonly work?: number;
  readonly events?: number;
}

export interface PrintedLine {
  readonly tick: number;
  readonly pid: number;
  readonly text: string;
}

/** A thread did what the machine cannot carry out, or an assertion did not hold. */
export interface FaultRecord {
  readonly tick: number;
  readonly pid: number;
  readonly name: string;
  readonly text: string;
  /** Where in the source, as far as that is known. */
  readonly uri: string | undefined;
  readonly line: number | undefined;
}

/** A bound of the simulator that calls came to: what there can be no more of, when first, how often. */
export interface BoundRecord {
  readonly bound: string;
  readonly limit: number;
  readonly tick: number;
  readonly pid: number;
  times: number;
}

/** A process with its numbers. */
export interface ProcessOutcome extends ProcessMetrics {
  readonly name: string;
  readonly machine: string;
  /** A word of END_NAMES. */
  readonly end: string;
  readonly reason: string;
  /** Null while it is alive. */
  readonly exit: number | null;
  /** Whether it has a deadline or a period; the ticks of its missed deadlines. */
  readonly hasDeadline: boolean;
  readonly missedAt: readonly number[];
  readonly threads: readonly ThreadOutcome[];
  readonly carriers: readonly CarrierOutcome[];
}

/** A machine with its numbers and those of its devices, and the degree of multiprogramming over time. */
export interface MachineOutcome extends MachineMetrics {
  readonly name: string;
  readonly devices: readonly (DeviceMetrics & { readonly name: string })[];
  readonly degrees: readonly DegreeChange[];
}

/** A shared variable: a word, or an array as arrays of words. */
export type SharedValue = number | readonly SharedValue[];

export interface Outcome {
  readonly ended: EndWord;
  /** A sentence; empty for an ordinary end. */
  readonly reason: string;
  readonly tick: number;
  readonly processes: readonly ProcessOutcome[];
  readonly machines: readonly MachineOutcome[];
  readonly gantt: readonly (Omit<GanttRow, "machine"> & { readonly machine: string })[];
  readonly output: readonly PrintedLine[];
  /** Printed lines and Gantt rows beyond the limits. */
  readonly droppedLines: number;
  readonly isGanttCut: boolean;
  readonly faults: readonly FaultRecord[];
  readonly bounds: readonly BoundRecord[];
  /** What the operator could not do. */
  readonly failures: readonly OperatorFailure[];
  readonly shared: readonly (readonly [name: string, value: SharedValue])[];
  readonly verdicts: readonly Verdict[];
  /** The data races that were found; null: nobody looked. */
  readonly races: readonly RaceReport[] | null;
  readonly trace: string;
}

const NOWHERE = { table: new Int32Array(0), spaceBytes: 0 };

function sharedValue(sim: Simulation, shared: SharedInfo, depth = 0, first = 0): SharedValue {
  const length = shared.type.lengths[depth];
  if (length === undefined)
    return peek(sim.world.nodes[shared.machine]!.memory, NOWHERE, shared.address + 4 * first) ?? 0;
  const stride = shared.type.lengths.slice(depth + 1).reduce((words, n) => words * n, 1);
  return Array.from({ length }, (_none, k) => sharedValue(sim, shared, depth + 1, first + k * stride));
}

/** Events that are not all told where nobody asks for each: they do not count. */
const SLICES: ReadonlySet<EventKind> = new Set(SLICE_EVENTS);

const counted = (n: number): string => n.toLocaleString("en-US");

/** A run under way. */
export class Run {
  private readonly sim: Simulation;
  private readonly map: CodeMap;
  private readonly expectations: Expectations;
  private readonly gantt = createGantt();
  private readonly degrees: Degrees;
  private readonly output: PrintedLine[] = [];
  private readonly faults: FaultRecord[] = [];
  private readonly bounds = new Map<string, BoundRecord>();
  private readonly failures: OperatorFailure[] = [];
  /** Processes of whose end a parent was told by `wait`; init, and a parent that has ended, do not count. */
  private readonly seen = new Set<number>();
  private readonly choices: Choices;
  private readonly replay: Replay;
  /** What was done again of a record. */
  private readonly deeds: TimedDeed[] = [];
  private lostDeed: string | undefined;
  private droppedLines = 0;
  private outputChars = 0;
  private left: number;
  private eventsLeft: number;
  private stopping: Stopping | undefined;

  constructor(
    image: Image,
    private readonly options: RunOptions = {},
  ) {
    const { replay } = options;
    this.choices = new Choices(seedOf(image, replay?.seed ?? options.seed), () => this.sim.world.tick, replay?.choices);
    this.sim = boot(image, { choose: this.choices.chooser() });
    this.replay = new Replay(this.sim, replay?.deeds ?? [], {
      perform: (deed) => {
        this.deeds.push({ at: momentOf(this.sim.world), deed });
        applyDeed(this.sim, deed);
        this.expectations.jumped();
      },
      dropped: ({ at }) => (this.lostDeed = `what was done at tick ${at.tick}`),
      wantsStop: () => this.hasHeardAll,
    });
    this.map = createCodeMap(image);
    if (options.races === true) detectRaces(this.sim);
    this.degrees = createDegrees(image.machines.length);
    this.expectations = new Expectations(this.sim, {
      stopsWhenBroken: false,
      wantsStop: () => this.hasHeardAll,
      remark: () => this.remark(),
    });
    this.remark();
    this.left = options.work ?? LIMITS.runWork;
    this.eventsLeft = options.events ?? LIMITS.runEvents;
    this.sim.horizon = options.until ?? Infinity;
    if (options.chart !== false) this.sim.observeSpan = ganttRecorder(this.sim, this.gantt);
    this.sim.observesSlices = options.trace !== undefined;
    this.sim.observe = (kind, tick, a, b, c, d, e, text) => this.observe(kind, tick, [a, b, c, d, e], text);
  }

  /**
   * Does a bounded piece of the run.
   * @returns whether there is more to do
   */
  runChunk(allowance: number): boolean {
    if (this.stopping !== undefined) return false;
    const work = Math.min(allowance, this.left);
    this.left -= work;
    const halt = this.replay.run(work, (most) => this.expectations.run(most));
    if (halt === Halt.ended) this.stopping = this.sim.world.ended === Ended.limit ? "limit" : "over";
    else if (halt === Halt.horizon) this.stopping = "until";
    else if (this.left <= 0 || this.hasHeardAll) this.stopping = "limit";
    return this.stopping === undefined;
  }

  /** A person has seen enough. */
  interrupt(): void {
    this.stopping ??= "interrupted";
  }

  /** What came of it; the run must have stopped. */
  outcome(): Outcome {
    const { sim, stopping = "limit" } = this;
    const { world, image } = sim;
    const machineName = (index: number): string => image.machines[index]?.name ?? String(index);
    return {
      ended: this.endWord(stopping),
      reason: this.reason(stopping),
      tick: world.tick,
      processes: world.processes.filter((p) => p.pid > 0).map((p) => this.processOutcome(p, machineName(p.node))),
      machines: image.machines.map(({ name, index }) => this.machineOutcome(name, index)),
      gantt: [...this.gantt.rows]
        .sort((a, b) => a.from - b.from || a.machine - b.machine || a.cpu - b.cpu)
        .map((row) => ({ ...row, machine: machineName(row.machine) })),
      output: this.output,
      droppedLines: this.droppedLines,
      isGanttCut: this.gantt.truncated || this.degrees.truncated,
      faults: this.faults,
      bounds: [...this.bounds.values()],
      failures: this.failures,
      shared: image.shared.map((shared) => [shared.name, sharedValue(sim, shared)] as const),
      verdicts: this.expectations.verdicts(stopping, this.options.until ?? world.tick),
      races: sim.races === undefined ? null : raceReports(sim, sim.races),
      trace: traceHash(world),
    };
  }

  /** The choices of the run, to be made again. */
  record(): ChoiceRecord {
    const { seed } = this.choices;
    return {
      seed,
      scenario: scenarioOf(this.sim.image),
      choices: this.choices.before(this.sim.world.choices),
      deeds: this.deeds,
    };
  }

  /** What of the record that was to be repeated does not fit, in words after its name. */
  get misfit(): string | undefined {
    const { misfit } = this.choices;
    const lost = misfit === undefined ? this.lostDeed : `choice ${misfit.index}, at tick ${misfit.tick},`;
    return lost === undefined ? this.leftOver : `is of another run: ${lost} does not fit this one`;
  }

  /** What of it a run that came to its end had no use for. */
  private get leftOver(): string | undefined {
    if (this.stopping !== "over") return undefined;
    const { left, all } = this.choices.leftOver(this.sim.world.choices);
    if (left > 0) return `was not used up: ${left} of its ${all} choices came after the end of this run`;
    const [deed] = this.replay.left;
    return deed && `was not used up: what was done at tick ${deed.at.tick} came after the end of this run`;
  }

  /** Whether the record that is repeated was made with another scenario. */
  get isOfOtherScenario(): boolean {
    const { replay } = this.options;
    return replay?.scenario !== undefined && replay.scenario !== scenarioOf(this.sim.image);
  }

  /** The Gantt rows as recorded, for the chart. */
  get ganttRows(): readonly GanttRow[] {
    return this.gantt.rows;
  }

  /** All marks are those of the expectations. */
  private remark(): void {
    const { expectations } = this;
    this.sim.marks.fill(0);
    expectations.mark(this.sim.marks);
    this.sim.onMark = (thread) => {
      expectations.atMark(thread);
      return false;
    };
  }

  private endWord(stopping: Stopping): EndWord {
    return stopping === "over" ? endWordOf(this.sim.world, (pid) => this.seen.has(pid)) : stopping;
  }

  private reason(stopping: Stopping): string {
    const { world } = this.sim;
    if (world.ended !== Ended.not || stopping !== "limit") return world.endReason;
    const { work = LIMITS.runWork, events = LIMITS.runEvents } = this.options;
    const most = this.hasHeardAll ? `${counted(events)} calls, waits and the like` : `${counted(work)} instructions`;
    const periodic = world.processes.find((process) => process.end === EndKind.alive && isPeriodic(process));
    const why = periodic === undefined ? "" : `; ${periodic.name} is periodic, and goes on until it is killed`;
    return `the run did not end within ${most}: --until T stops it at a tick of your choice${why}`;
  }

  private machineOutcome(name: string, index: number): MachineOutcome {
    const { sim } = this;
    const devices = sim.image.devices.flatMap((device, k) =>
      device.machine === index ? [{ name: device.name, ...deviceMetrics(sim, k) }] : [],
    );
    return { name, ...machineMetrics(sim, index), devices, degrees: this.degrees.machines[index]! };
  }

  private processOutcome(process: Process, machine: string): ProcessOutcome {
    return {
      ...processMetrics(this.sim, process.pid),
      name: process.name,
      machine,
      end: END_NAMES[process.end]!,
      reason: say(this.sim.words, process.endReason),
      exit: process.end === EndKind.alive ? null : process.exitValue,
      hasDeadline: process.settings.deadline >= 0 || isPeriodic(process),
      missedAt: [...process.missed],
      threads: threadOutcomes(this.sim, process),
      carriers: carrierOutcomes(this.sim, process),
    };
  }

  /** Whether there were as many events as are allowed. */
  private get hasHeardAll(): boolean {
    return this.eventsLeft <= 0;
  }

  private observe(kind: EventKind, tick: number, fields: readonly number[], text: string): void {
    if (!SLICES.has(kind)) this.eventsLeft--;
    if (this.hasHeardAll) this.sim.stopRequested = true;
    if (kind === EventKind.printed) this.print(tick, fields[0]!, text);
    if (kind === EventKind.faulted) this.recordFault(tick, fields);
    if (kind === EventKind.processReaped) this.recordReaped(fields);
    this.failures.push(...failuresAt(this.sim, kind, tick, fields, text));
    if (kind === EventKind.boundReached) this.recordBound(tick, fields, text);
    if (kind === EventKind.degreeChanged) noteDegree(this.degrees, fields[0]!, tick, fields[1]!);
    this.options.trace?.(eventText(this.sim, kind, tick, fields, text));
    this.expectations.observe(kind, fields, text);
  }

  private print(tick: number, pid: number, text: string): void {
    const isFull = this.output.length >= LIMITS.outputLines || this.outputChars + text.length > LIMITS.outputChars;
    // What is left out is the rest, not lines in between.
    if (isFull || this.droppedLines > 0) {
      this.droppedLines++;
      return;
    }
    this.output.push({ tick, pid, text });
    this.outputChars += text.length;
  }

  private recordReaped([pid = 0, parent = 0]: readonly number[]): void {
    if (parent > 0 && processAt(this.sim, parent).end === EndKind.alive) this.seen.add(pid);
  }

  private recordBound(tick: number, [pid = 0, , limit = 0]: readonly number[], bound: string): void {
    const known = this.bounds.get(bound);
    if (known === undefined) this.bounds.set(bound, { bound, limit, tick, pid, times: 1 });
    else known.times++;
  }

  private recordFault(tick: number, [pid = 0, thread = 0, , , address = 0]: readonly number[]): void {
    if (this.faults.length >= LIMITS.outputLines) return;
    const { sim, map } = this;
    const span = spanAt(map, codeIndex(address));
    const uri = span === undefined ? undefined : sim.image.sources[span.source]?.uri;
    const { name } = processAt(sim, pid);
    this.faults.push({ tick, pid, name, text: faultText(sim, threadAt(sim, thread)), uri, line: span?.start.line });
  }
}
