/**
 * How long a client of the port may be silent where it is expected to speak: another one may be waiting for its turn.
 */

export class Silence {
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param patience milliseconds; undefined: it may last for ever
   * @param onTooLong called once the patience is over
   */
  constructor(
    private readonly patience: number | undefined,
    private readonly onTooLong: () => void,
  ) {}

  /** The client is expected to say something; what it says byte by byte does not prolong that. */
  begin(): void {
    if (this.patience !== undefined) this.timer ??= setTimeout(this.onTooLong, this.patience);
  }

  /** It has said something, or has gone. */
  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
