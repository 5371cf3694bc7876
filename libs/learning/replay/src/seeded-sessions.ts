import { InteractionType } from '@stars/contracts';
import { isTargetType, type LocalClock, shuffle } from '@stars/features';
import { createRandom } from '@stars/model/definition';
import type { EvaluationSession, EvaluationSet } from './evaluation-set.js';
import { sessionOf } from './session-of.js';
import { ascendingSet, withoutSeen } from './target.js';

const { INTERACTION_TYPE_ADD_TO_CART: ADD_TO_CART } = InteractionType;

/**
 * `one`: the item of a page, which is the item just viewed or one of the basket. `several`: the cart until then, or half of the basket.
 * `mixed`: either by chance, of any size up to half of the basket.
 */
export type SeedChoice = 'one' | 'several' | 'mixed';

export interface SeedOptions {
  choice: SeedChoice;
  seed: number;
  /** Most moments of one session with views or additions to the cart, and so many parts of a basket (default 1). */
  moments?: number;
}

/**
 * The sessions of a set as requests because of seeds. In a session with views and additions to the cart, a request comes at one of
 * them: its seed is the item just viewed, or the cart until then, and its target what is purchased later in the session. In other
 * sessions the seeds are a part of what is purchased, drawn by chance, and the target is the rest. A session without a target is left
 * out. Seeds are no targets.
 */
export function seededSessions(
  set: EvaluationSet,
  sessions: readonly EvaluationSession[],
  clock: LocalClock,
  { choice, seed, moments = 1 }: SeedOptions,
): EvaluationSession[] {
  const random = createRandom(seed);
  return sessions.flatMap((session) => {
    const cuts = cutsOf(set, session, clock);
    if (cuts.length > 0) {
      const chosen = cuts.filter(({ ofCart }) => choice === 'mixed' || ofCart === (choice === 'several'));
      return shuffle(random, chosen)
        .slice(0, moments)
        .map(({ at }) => at);
    }
    const parts = session.target.length < 2 ? 0 : moments;
    return Array.from({ length: parts }, () => {
      const items = shuffle(random, [...session.target]);
      const size = seedCount(items.length, choice, random);
      return withTarget(set, session, items.slice(0, size), items.slice(size));
    });
  });
}

/** The same requests of people of whom nothing is known but the seeds. */
export const asStranger = (session: EvaluationSession): EvaluationSession => ({
  ...session,
  userId: '',
  historyFrom: session.historyTo,
  interactionsFrom: session.interactionsTo,
  targetNew: session.target,
  histLen: 0,
  histSessions: 0,
});

/** Of n items at least one, and half of them at most. */
function seedCount(n: number, choice: SeedChoice, random: () => number): number {
  const half = Math.floor(n / 2);
  if (choice === 'several') return half;
  return choice === 'one' || random() < 0.5 ? 1 : 1 + Math.floor(random() * half);
}

const withTarget = (
  set: EvaluationSet,
  session: EvaluationSession,
  seeds: readonly number[],
  target: readonly number[],
): EvaluationSession => ({
  ...session,
  seeds: Uint32Array.from(seeds),
  target: ascendingSet(target),
  targetNew: withoutSeen(
    ascendingSet(target),
    set.interactions.item.subarray(session.interactionsFrom, session.interactionsTo),
  ),
});

/** A session as of one of its moments, and whether the seeds are the cart. */
interface Cut {
  at: EvaluationSession;
  ofCart: boolean;
}

/** The session as of each view and addition to the cart after which something else is purchased. */
function cutsOf(set: EvaluationSet, session: EvaluationSession, clock: LocalClock): Cut[] {
  const { log, catalogueOf } = set;
  const { user, day, before } = session;
  const rows: number[] = [];
  const end = log.userOffsets[user + 1]!;
  for (let row = session.historyTo; row < end && clock.day(log.time[row]!) === day; row++) rows.push(row);
  const itemOf = (row: number): number => catalogueOf[log.item[row]!]!;
  const isTarget = (row: number): boolean => isTargetType(set.target, log.type[row]!);
  const wanted = new Set(session.target);
  const cart = new Set<number>();
  return rows.flatMap((row) => {
    const item = itemOf(row);
    if (isTarget(row) || item < 0) return [];
    const ofCart = log.type[row] === ADD_TO_CART;
    if (ofCart) cart.add(item);
    const seeds = ofCart ? [...cart] : [item];
    const later = rows.filter((other) => other > row && isTarget(other)).map(itemOf);
    const target = [...new Set(later)].filter((other) => wanted.has(other) && !seeds.includes(other));
    if (target.length === 0) return [];
    const moment = sessionOf(set, user, { row, day, before, target: ascendingSet(target) });
    return [{ at: withTarget(set, moment, seeds, target), ofCart }];
  });
}
