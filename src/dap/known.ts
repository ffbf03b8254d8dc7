/**
 * What a client knows of a machine: what it has seen, and is to be told of when it is another.
 */

/** Memory that a client asked for, as it was when it last heard of it. */
export interface Read {
  readonly memoryReference: string;
  readonly offset: number;
  readonly pid: number;
  readonly address: number;
  readonly count: number;
  seen: string;
}

/** What a client knows of a machine. */
export interface Known {
  /** The numbers of the threads that it has seen; undefined: it has not looked yet. */
  threads: ReadonlySet<number> | undefined;
  readonly reads: Map<string, Read>;
}

export function newKnown(): Known {
  return { threads: undefined, reads: new Map() };
}
