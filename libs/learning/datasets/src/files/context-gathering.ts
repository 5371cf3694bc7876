import { type ContextSignal, LIMITS } from '@stars/contracts';

/** Most item ids in one signal: some 2 MB of usual ids; a message may have 8 MiB. */
const MAX_ITEMS = 100_000;
const MAX_ID_BYTES = 4 * 1024 * 1024;

/** Gathers adjacent rows on single items of one region and time into one signal, as they come from one table. */
export class ContextGathering {
  #current: ContextSignal | undefined;
  #items = 0;
  #idBytes = 0;

  /** Takes a row's signal; returns the previous signal if this row is not part of it. */
  push(signal: ContextSignal): ContextSignal | undefined {
    if (this.#current !== undefined && this.#fits(signal)) {
      this.#merge(signal);
      return undefined;
    }
    const complete = this.end();
    this.#current = { ...signal, itemSignals: [] };
    this.#merge(signal);
    return complete;
  }

  /** The signal that is still open. */
  end(): ContextSignal | undefined {
    const complete = this.#current;
    this.#current = undefined;
    this.#items = 0;
    this.#idBytes = 0;
    return complete;
  }

  #fits(signal: ContextSignal): boolean {
    const current = this.#current as ContextSignal;
    return (
      isGatherable(signal) &&
      isGatherable(current) &&
      signal.region === current.region &&
      signal.tenantId === current.tenantId &&
      signal.validFrom?.getTime() === current.validFrom?.getTime() &&
      signal.validUntil?.getTime() === current.validUntil?.getTime() &&
      current.itemSignals.length + signal.itemSignals.length <= LIMITS.signals &&
      this.#items < MAX_ITEMS &&
      this.#idBytes < MAX_ID_BYTES
    );
  }

  #merge(signal: ContextSignal): void {
    const target = (this.#current as ContextSignal).itemSignals;
    for (const { name, value, itemIds } of signal.itemSignals) {
      const known = target.find((entry) => entry.name === name && entry.value === value);
      if (known) known.itemIds.push(...itemIds);
      else target.push({ name, value, itemIds: [...itemIds] });
      for (const id of itemIds) this.#idBytes += Buffer.byteLength(id);
      this.#items += itemIds.length;
    }
  }
}

/** A row with only item signals and without an id of its own. */
const isGatherable = ({ eventId, signals, itemSignals }: ContextSignal): boolean =>
  eventId === '' && signals === undefined && itemSignals.length > 0;
