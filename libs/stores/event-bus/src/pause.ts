/** A wait that other code can end, for consumers that wait for their next attempt or for new messages. */
export class Pause {
  #end: (() => void) | undefined;

  /** Resolves after `ms`, or once it is ended. */
  async for(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#end = undefined;
  }

  /** Does nothing if nobody waits. */
  end(): void {
    this.#end?.();
  }
}
