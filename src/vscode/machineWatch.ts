/**
 * Follows the machine of the active debug session: what it looks like at each stop and, while it runs, ten times a second
 * at most, less often when only the clock shows it or when the machine is so large that a look takes long.
 *
 * Keeps true: it asks the adapter as any client would, by `turno/overview`, so it works wherever the adapter runs; one
 * question is under way at a time; an answer that comes after its session has ended is dropped.
 */
import {
  debug,
  EventEmitter,
  type DebugAdapterTracker,
  type DebugAdapterTrackerFactory,
  type DebugSession,
  type Disposable,
  type Event,
} from "vscode";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { WirePlace } from "../dap/frames.ts";
import type { LockOverview } from "../debugger/overview/locks.ts";
import type { MailboxOverview } from "../debugger/overview/mailboxes.ts";
import type { Overview } from "../debugger/overview/overview.ts";

/** How long a picture of a running machine is good enough: in trees that are seen, and for the clock alone. */
const REFRESH_MS = 100;
const CLOCK_MS = 500;

/** Looking takes one part of so many of the time. */
const SHARE = 5;

/** Requests after whose answer the machine runs. */
const RESUMES = new Set([
  "continue",
  "next",
  "stepIn",
  "stepOut",
  "stepBack",
  "reverseContinue",
  "turno/stepTick",
  "turno/nextContextSwitch",
  "turno/nextEvent",
  "turno/goToTick",
  "turno/choose",
  "turno/runOnly",
]);

/** What can be looked at: by the request for it, what the adapter answers. */
export interface Pictures {
  "turno/overview": Overview;
  "turno/mailboxes": MailboxOverview;
  "turno/locks": LockOverview;
  "turno/places": { readonly places: readonly WirePlace[] };
}

export type Picture = keyof Pictures;

/** The clock needs the first one always. */
const PICTURES: readonly Picture[] = ["turno/overview", "turno/mailboxes", "turno/locks", "turno/places"];

/** Somebody who shows a picture: while nobody sees it, it is not asked for. */
export interface Viewer {
  readonly picture: Picture;
  readonly isVisible: boolean;
}

/** The machine of a session as it was last seen. */
export interface Look {
  readonly session: DebugSession;
  readonly overview: Overview;
  /** Those of the other pictures that somebody sees. */
  readonly pictures: Partial<Pictures>;
  readonly isStopped: boolean;
  /** The thread that it stopped at, -1 for none. */
  readonly current: number;
  /** Why it stopped last, and a number that tells that stop from all others. */
  readonly reason: string;
  readonly stop: number;
  /** That stop in a sentence. */
  readonly text: string;
}

interface Following {
  isStopped: boolean;
  reason: string;
  text: string;
  stop: number;
  current: number;
  pictures: Partial<Pictures>;
}

export class MachineWatch implements DebugAdapterTrackerFactory, Disposable {
  private readonly viewers: Viewer[] = [];
  private readonly changed = new EventEmitter<Look | undefined>();
  readonly onDidChange: Event<Look | undefined> = this.changed.event;
  private readonly following = new Map<string, Following>();
  private readonly subscriptions: readonly { dispose(): unknown }[];
  private stops = 0;
  private isAsking = false;
  private isStale = false;
  private lastLookMs = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.subscriptions = [
      debug.registerDebugAdapterTrackerFactory("turno", this),
      debug.onDidChangeActiveDebugSession(() => this.sessionChanged()),
      this.changed,
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const each of this.subscriptions) each.dispose();
  }

  createDebugAdapterTracker(session: DebugSession): DebugAdapterTracker {
    const state: Following = { isStopped: false, reason: "", text: "", stop: 0, current: -1, pictures: {} };
    this.following.set(session.id, state);
    return {
      onDidSendMessage: (message: DebugProtocol.ProtocolMessage) => this.heard(state, message),
      onWillStopSession: () => this.forget(session),
      onExit: () => this.forget(session),
    };
  }

  /** What was last seen of the active session. */
  get look(): Look | undefined {
    const session = debug.activeDebugSession;
    const state = session && this.following.get(session.id);
    const overview = state?.pictures["turno/overview"];
    if (session === undefined || state === undefined || overview === undefined) return undefined;
    const { isStopped, current, reason, text, stop, pictures } = state;
    return { session, overview, pictures, isStopped, current, reason, text, stop };
  }

  /** Somebody shows a picture from now on. */
  addViewer(viewer: Viewer): void {
    this.viewers.push(viewer);
  }

  private isSeen(picture: Picture): boolean {
    return this.viewers.some((viewer) => viewer.picture === picture && viewer.isVisible);
  }

  private heard(state: Following, message: DebugProtocol.ProtocolMessage): void {
    if (message.type === "event") this.heardEvent(state, message as DebugProtocol.Event);
    if (message.type !== "response") return;
    const response = message as DebugProtocol.Response;
    if (response.success && RESUMES.has(response.command)) this.resumed(state);
  }

  private heardEvent(state: Following, event: DebugProtocol.Event): void {
    if (event.event === "continued") this.resumed(state);
    if (event.event !== "stopped") return;
    const { threadId, reason, text } = (event as DebugProtocol.StoppedEvent).body;
    state.isStopped = true;
    state.current = threadId ?? -1;
    state.reason = reason;
    state.text = text ?? "";
    state.stop = ++this.stops;
    void this.refresh();
  }

  private resumed(state: Following): void {
    state.isStopped = false;
    this.refreshLater();
  }

  private forget(session: DebugSession): void {
    this.following.delete(session.id);
    this.changed.fire(this.look);
  }

  private sessionChanged(): void {
    this.changed.fire(this.look);
    if (debug.activeDebugSession?.type === "turno") void this.refresh();
  }

  private refreshLater(): void {
    const pause = Math.max(
      this.viewers.some(({ isVisible }) => isVisible) ? REFRESH_MS : CLOCK_MS,
      this.lastLookMs * SHARE,
    );
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const session = debug.activeDebugSession;
      if (session === undefined || this.following.get(session.id)?.isStopped !== false) return;
      void this.refresh().then(() => this.refreshLater());
    }, pause);
  }

  /** Looks at the machine now, or again if a look is under way. */
  async refresh(): Promise<void> {
    if (this.isAsking) {
      this.isStale = true;
      return;
    }
    this.isAsking = true;
    this.isStale = false;
    await this.ask();
    this.isAsking = false;
    if (this.needsAnotherLook()) await this.refresh();
  }

  private needsAnotherLook(): boolean {
    return this.isStale;
  }

  private async ask(): Promise<void> {
    const session = debug.activeDebugSession;
    const state = session && this.following.get(session.id);
    if (session === undefined || state === undefined) return;
    const start = performance.now();
    try {
      state.pictures = await this.takePictures(session);
    } catch {
      // The session has just ended, or has no machine yet: there is nothing to show.
      return;
    }
    this.lastLookMs = performance.now() - start;
    if (this.following.get(session.id) === state) this.changed.fire(this.look);
  }

  private async takePictures(session: DebugSession): Promise<Partial<Pictures>> {
    const seen = PICTURES.filter((picture) => picture === "turno/overview" || this.isSeen(picture));
    const taken = seen.map(async (picture) => [picture, (await session.customRequest(picture)) as unknown] as const);
    return Object.fromEntries(await Promise.all(taken));
  }
}
