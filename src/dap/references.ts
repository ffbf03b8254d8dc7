/**
 * Memory references: addresses as the client hands them back. An address of code or of the shared region is a number; one of a
 * private space names its process as well: `0x01000008@2`.
 *
 * Keeps true: a reference means the same for a whole session; what is no reference is nothing, never an error.
 */
/** `0x0140`: at least four hexadecimal digits. */
export const hex = (address: number): string => `0x${(address >>> 0).toString(16).padStart(4, "0")}`;

/** Where a reference leads. Without a process: to code, to shared words, or to the process in view. */
export interface Reference {
  readonly address: number;
  readonly pid: number | undefined;
}

/** The reference of an address in the space of a process; without one, of what is the same for all. */
export function reference(address: number, pid?: number): string {
  return pid === undefined ? hex(address) : `${hex(address)}@${pid}`;
}

export function readReference(text: string): Reference | undefined {
  const match = /^\s*(0x[0-9a-f]+|\d+)(?:@(\d+))?\s*$/i.exec(text);
  if (match === null) return undefined;
  const address = Number(match[1]);
  if (address > 0xffff_ffff) return undefined;
  return { address, pid: match[2] === undefined ? undefined : Number(match[2]) };
}
