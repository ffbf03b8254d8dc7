/**
 * What a person chose of the machine events of the long tail: kept with the workspace, told to each session when it begins and
 * at each change.
 *
 * Keeps true: a session knows the choices before its first statement; a condition outlives the check mark; what a session says
 * is wrong with one is shown until another session or another condition comes.
 */
import {
  debug,
  EventEmitter,
  type DebugAdapterTracker,
  type DebugAdapterTrackerFactory,
  type DebugSession,
  type Disposable,
  type Memento,
} from "vscode";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { choiceOf, type EventChoice, type EventChoices } from "../views/eventRows.ts";

const KEY = "turno.machineEvents";

type SetAnswer = DebugProtocol.SetExceptionBreakpointsResponse["body"];

export class MachineEvents implements DebugAdapterTrackerFactory, Disposable {
  private readonly chosen: Map<string, EventChoice>;
  private readonly wrong = new Map<string, string>();
  private readonly sessions = new Set<DebugSession>();
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly registration: Disposable;

  constructor(private readonly memory: Memento) {
    this.chosen = new Map(memory.get<[string, EventChoice][]>(KEY, []));
    this.registration = debug.registerDebugAdapterTrackerFactory("turno", this);
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  get choices(): EventChoices {
    return this.chosen;
  }

  /** By event, what the session that began last says is wrong with its condition. */
  get problems(): ReadonlyMap<string, string> {
    return this.wrong;
  }

  createDebugAdapterTracker(session: DebugSession): DebugAdapterTracker {
    return {
      onDidSendMessage: (message: DebugProtocol.Event) => {
        if (message.type !== "event" || message.event !== "initialized") return;
        this.sessions.add(session);
        this.wrong.clear();
        if (this.set.length > 0) void this.tell(session);
      },
      onWillStopSession: () => void this.sessions.delete(session),
      onExit: () => void this.sessions.delete(session),
    };
  }

  /** Changes what is chosen for some events. */
  async choose(changes: readonly (readonly [event: string, choice: Partial<EventChoice>])[]): Promise<void> {
    for (const [event, choice] of changes) {
      this.chosen.set(event, { ...choiceOf(this.chosen, event), ...choice });
      this.wrong.delete(event);
    }
    await this.keep();
  }

  /** Stops at nothing any more; conditions go too. */
  async clear(): Promise<void> {
    this.chosen.clear();
    this.wrong.clear();
    await this.keep();
  }

  /** The events to stop at. */
  private get set(): { event: string; condition?: string }[] {
    return [...this.chosen]
      .filter(([, { isOn }]) => isOn)
      .map(([event, { condition }]) => (condition === "" ? { event } : { event, condition }));
  }

  private async keep(): Promise<void> {
    this.changed.fire();
    await this.memory.update(KEY, [...this.chosen]);
    await Promise.all([...this.sessions].map((session) => this.tell(session)));
  }

  private async tell(session: DebugSession): Promise<void> {
    const events = this.set;
    let answer: SetAnswer;
    try {
      answer = (await session.customRequest("turno/setEvents", { events })) as SetAnswer;
    } catch {
      // The session has just ended.
      return;
    }
    events.forEach(({ event }, k) => {
      const problem = answer?.breakpoints?.[k]?.message;
      if (problem === undefined) this.wrong.delete(event);
      else this.wrong.set(event, problem);
    });
    this.changed.fire();
  }
}
