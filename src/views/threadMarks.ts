/**
 * What stands beside the lines of a scenario at a stop: the threads whose next statement is there, so that each arrow is told from
 * the others.
 *
 * Keeps true: the one that is looked at is told first, then who runs, by a sign, not by colour alone; of many at one line the
 * first are named, the rest counted.
 */
/** Where a thread stands. */
export interface StandingThread {
  readonly threadId: number;
  readonly label: string;
  readonly state: string;
  readonly line: number;
}

export interface ThreadMark {
  readonly line: number;
  readonly text: string;
  /** All of them, each with its state, for the pointer that rests. */
  readonly tooltip: string;
  readonly isCurrent: boolean;
}

const MOST_NAMES = 2;

const RUNNING = "running";

function markOf(line: number, threads: readonly StandingThread[], current: number): ThreadMark {
  const rank = ({ threadId, state }: StandingThread): number => (threadId === current ? 0 : state === RUNNING ? 1 : 2);
  const ordered = threads.toSorted((a, b) => rank(a) - rank(b));
  const names = ordered.slice(0, MOST_NAMES).map(({ label, state }) => `${state === RUNNING ? "▶" : "▷"} ${label}`);
  const left = ordered.length - names.length;
  const text = names.join("  ");
  return {
    line,
    text: left > 0 ? `${text}  +${left}` : text,
    tooltip: ordered.map(({ label, state }) => `${label}: ${state}`).join("\n"),
    isCurrent: threads.some(({ threadId }) => threadId === current),
  };
}

/**
 * The marks of one source, from the top.
 * @param current the thread that the machine stopped at; -1 for none
 */
export function threadMarks(threads: readonly StandingThread[], current: number): ThreadMark[] {
  const lines = new Map<number, StandingThread[]>();
  for (const thread of threads) {
    const here = lines.get(thread.line) ?? [];
    here.push(thread);
    lines.set(thread.line, here);
  }
  return [...lines].sort(([a], [b]) => a - b).map(([line, here]) => markOf(line, here, current));
}
