import { InteractionType, typeOfKind } from '@stars/contracts';
import type { EvidenceKind } from './feature-layout.js';
import { atLeast, NumberedKeys } from './numbered-keys.js';

/** Days in which the weight of a view or an addition to the cart falls to 1/e: of this hour, day, week and month. */
export const EVIDENCE_DECAYS = [1 / 24, 1, 7, 30] as const;
/** Place in `EVIDENCE_DECAYS` of the decay that orders the candidates. */
const ORDER_DECAY = 2;
/** Days of which the user's events are counted. */
export const EVIDENCE_DAYS = [1, 7] as const;

const DECAYS = EVIDENCE_DECAYS.length;
const DAY_MS = 86_400_000;

/** One event of a user, of any kind. */
export interface OwnTimedEvent {
  item: number;
  type: InteractionType;
  /** Whether it is one of those that the model predicts. */
  target: boolean;
  /** ms since 1970. */
  time: number;
}

/**
 * What one user looked at and put into the cart, and has not bought since: evidence of what they want next. Arrays are by number of the
 * item; place 0 stands for items without evidence.
 */
export class OwnEvidence {
  /** Distinct items with an event of another kind, in order of the first. */
  readonly items = new NumberedKeys();
  /** [· EVIDENCE_DECAYS] sum of the weights of an item's events since it was last bought. */
  open = new Float64Array(DECAYS);
  /** By kind: days since the item's last event; below 0: there was none. */
  readonly daysSince: Float64Array[];
  /** Events of other kinds within each of `EVIDENCE_DAYS`. */
  readonly recent = EVIDENCE_DAYS.map(() => 0);
  readonly #kinds: ReadonlyMap<InteractionType, { kind: number; weight: number }>;

  constructor(kinds: readonly EvidenceKind[]) {
    this.daysSince = kinds.map(() => new Float64Array(1).fill(-1));
    this.#kinds = new Map(kinds.map(({ name, weight }, kind) => [typeOfKind(name), { kind, weight }]));
  }

  /** @param events Of one user, of every kind, oldest first, none after `now` (ms). */
  read(events: readonly OwnTimedEvent[], now: number): void {
    this.items.clear();
    this.recent.fill(0);
    for (const { item, type, target, time } of events) {
      const other = this.#kinds.get(type);
      if (target) this.#close(this.items.numberOf(item));
      else if (other) this.#add(item, other, (now - time) / DAY_MS);
    }
  }

  /** Items that are wanted and were not bought since, those of much and recent evidence first; ties to the lower item. */
  inOrder(): number[] {
    const { keys, size } = this.items;
    const strength = (n: number): number => this.open[n * DECAYS + ORDER_DECAY]!;
    const wanted = Array.from({ length: size }, (_, n) => n + 1).filter((n) => strength(n) > 0);
    return wanted.sort((a, b) => strength(b) - strength(a) || keys[a]! - keys[b]!).map((n) => keys[n]!);
  }

  #add(item: number, { kind, weight }: { kind: number; weight: number }, age: number): void {
    const { size } = this.items;
    const n = this.items.add(item);
    if (n > size) {
      this.open = atLeast(this.open, (n + 1) * DECAYS);
      this.#close(n);
      for (let k = 0; k < this.daysSince.length; k++) {
        const days = atLeast(this.daysSince[k]!, n + 1);
        days[n] = -1;
        this.daysSince[k] = days;
      }
    }
    this.daysSince[kind]![n] = age;
    for (let d = 0; d < DECAYS; d++) this.open[n * DECAYS + d]! += weight * Math.exp(-age / EVIDENCE_DECAYS[d]!);
    EVIDENCE_DAYS.forEach((days, d) => {
      if (age <= days) this.recent[d]!++;
    });
  }

  #close(n: number): void {
    if (n > 0) this.open.fill(0, n * DECAYS, (n + 1) * DECAYS);
  }
}
