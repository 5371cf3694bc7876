import { InteractionType } from '@stars/contracts';
import { type EvidenceKind, typeOfEvidence } from './feature-layout.js';

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
 * What one user looked at and put into the cart, and has not bought since: evidence of what they want next. It is read for one
 * user after the other, into dense arrays that are emptied after use. I items, K other kinds.
 */
export class OwnEvidence {
  /** Distinct items with an event of another kind, in order of the first. */
  readonly items: number[] = [];
  /** [I · D] sum of the weights of an item's events since it was last bought, by decay. */
  readonly open: Float64Array;
  /** By kind, [I] days since the item's last event; below 0: there was none. */
  readonly daysSince: readonly Float64Array[];
  /** Events of other kinds within each of `EVIDENCE_DAYS`. */
  readonly recent = EVIDENCE_DAYS.map(() => 0);
  readonly #kinds: ReadonlyMap<InteractionType, { kind: number; weight: number }>;

  constructor(kinds: readonly EvidenceKind[], items: number) {
    this.open = new Float64Array(items * DECAYS);
    this.daysSince = kinds.map(() => new Float64Array(items).fill(-1));
    this.#kinds = new Map(kinds.map(({ name, weight }, kind) => [typeOfEvidence(name), { kind, weight }]));
  }

  /** @param events Of one user, of every kind, oldest first, none after `now` (ms). */
  read(events: readonly OwnTimedEvent[], now: number): void {
    this.#clear();
    for (const { item, type, target, time } of events) {
      const other = this.#kinds.get(type);
      if (target) this.open.fill(0, item * DECAYS, (item + 1) * DECAYS);
      else if (other) this.#add(item, other, (now - time) / DAY_MS);
    }
  }

  has(item: number): boolean {
    return this.daysSince.some((days) => days[item]! >= 0);
  }

  /** Items that are wanted and were not bought since, those of much and recent evidence first; ties to the lower number. */
  inOrder(): number[] {
    const strength = (item: number): number => this.open[item * DECAYS + ORDER_DECAY]!;
    return this.items.filter((item) => strength(item) > 0).sort((a, b) => strength(b) - strength(a) || a - b);
  }

  #add(item: number, { kind, weight }: { kind: number; weight: number }, age: number): void {
    if (!this.has(item)) this.items.push(item);
    this.daysSince[kind]![item] = age;
    for (let d = 0; d < DECAYS; d++) this.open[item * DECAYS + d]! += weight * Math.exp(-age / EVIDENCE_DECAYS[d]!);
    EVIDENCE_DAYS.forEach((days, d) => {
      if (age <= days) this.recent[d]!++;
    });
  }

  #clear(): void {
    for (const item of this.items) {
      this.open.fill(0, item * DECAYS, (item + 1) * DECAYS);
      for (const days of this.daysSince) days[item] = -1;
    }
    this.items.length = 0;
    this.recent.fill(0);
  }
}
