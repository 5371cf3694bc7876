import type { RankerKind } from '@stars/ranking';
import { addSession, type BaseColumn, type BaseSession, fitLinear, noLoss } from './fit-linear.js';
import type { SecondStageExample, UserExample } from './second-stage-examples.js';

/** Most columns are logarithms of counts, or scores of a softmax. */
const SPREAD = 0.25;
/** Columns between 0 and 1. */
const SPREAD_OF_SHARE = 0.6;

/** Weights of the prior: in a log of one kind of events, and in one that has views or carts beside what it predicts. */
interface PriorColumn {
  name: string;
  alone: number;
  withEvidence: number;
  spread: number;
}

const column = (name: string, alone: number, withEvidence: number, spread = SPREAD): PriorColumn => ({
  ...{ name, alone, withEvidence, spread },
});
const LATELY = 'own evidence, 1 hour, by how often it ends in a purchase';
const EVIDENCE = 'own evidence, 30 days, by how often it ends in a purchase';

/** What a session says, in shops where people look around: on the validation cut of one of them, for takes and for what is opened next. */
const OF_SESSIONS: readonly PriorColumn[] = [
  column('own session: other items since', -0.8, -0.8, SPREAD_OF_SHARE),
  column('own session: met', -2, -2, 2),
  column('own session: visits', 0.5, 0.5, SPREAD_OF_SHARE),
  column('own session: taken', -4, -4, 2),
  column('in sessions like this one', 0.5, 0.5, SPREAD_OF_SHARE),
  column('in sessions like this one, near what is shared', 0.2, 0.2, SPREAD_OF_SHARE),
  column('soon after the last item', 0.2, 0.2, SPREAD_OF_SHARE),
];

/**
 * Known signals, and what each is worth on average over several logs (docs/decisions/0014-one-second-stage-ranks-for-every-shop.md;
 * `./stars lab prior` fits it again): own purchases by age and interval, what was viewed and put into the cart, items met together,
 * texts, recent popularity, the transformer's scores.
 */
const OF_ALL: readonly PriorColumn[] = [
  column('own count, decay 90 days, and popularity', 0.96, -0.07),
  column('had it before', 0.16, 0.5, SPREAD_OF_SHARE),
  column('log return rate of what was had', 0.44, 0.8),
  column('own too soon', 0.47, 0.08),
  column('own count, decay 10 sessions', 0.04, 0.34),
  column('popularity of the highest, 7 days', 0.56, 0),
  column('popularity, 91 days', -0.54, 0.28),
  column('together with items touched last', 0, -0.28),
  column('most together with an item touched last', 0.05, 0.35),
  column('text like items touched last', 0.36, 0.01, SPREAD_OF_SHARE),
  column('group 0: touched last', 0.02, 0.26),
  column('general score below the best', 0, 0),
  column('next score below the best', 0, 0.04),
  column(LATELY, 0, 0.87),
  column(EVIDENCE, 0, 0.39),
  ...OF_SESSIONS,
];

/** The same for unseen items. */
const OF_UNSEEN: readonly PriorColumn[] = [
  column('own count, decay 90 days, and popularity', -0.64, -0.07),
  column('popularity of the highest, 7 days', 0.66, -0.01),
  column('popularity, 91 days', 0.12, 0.24),
  column('first purchases, 28 days', 0.72, 0.23),
  column('similarity to items bought before', 0.06, -0.05),
  column('together with items bought before', 0.03, 0.06),
  column('together with items touched last', 0.02, -0.29),
  column('most together with an item touched last', 0.01, 0.36),
  column('text like items touched last', 0.56, -0.08, SPREAD_OF_SHARE),
  column('group 0: touched last', 0.08, 0.28),
  column('general score below the best', -0.01, 0.01),
  column('next score below the best', 0.08, 0.03),
  column(LATELY, 0, 0.84),
  column(EVIDENCE, 0, 0.4),
  ...OF_SESSIONS,
];

/**
 * The same for lists because of seeds, which are what was touched last: means of what Complete Journey and one user in four of Ta-Feng
 * moved it to and, with evidence, what the made-up shop with a funnel did, rounded towards the prior of all candidates.
 */
const OF_SEEDED: readonly PriorColumn[] = [
  column('own count, decay 90 days, and popularity', 0.64, -0.07),
  column('had it before', 1.2, 0.8, SPREAD_OF_SHARE),
  column('log return rate of what was had', 0.33, 0.3),
  column('own too soon', 0.4, 0),
  column('popularity of the highest, 7 days', 0.5, 0),
  column('popularity, 91 days', -0.48, 0.4),
  column('together with items touched last', 0.17, 0.18),
  column('most together with an item touched last', 0.05, 0.12),
  column('text like items touched last', 1, 0.15, SPREAD_OF_SHARE),
  column('group 0: touched last', 0.16, 0.02),
  column('general score below the best', 0, 0),
  column('next score below the best', 0, 0.08),
  column(LATELY, 0, 0.2),
  column(EVIDENCE, 0, 0.3),
  ...OF_SESSIONS,
];

/** The columns of each ranker's base. */
export const PRIOR: Readonly<Record<RankerKind, readonly PriorColumn[]>> = {
  all: OF_ALL,
  fresh: OF_UNSEEN,
  seeded: OF_SEEDED,
};

/** Whether a log has views or carts beside what it predicts. @param names Of the features that it has. */
export const hasEvidence = (names: readonly string[]): boolean => names.includes(EVIDENCE);

/** Those of a log. @param names Of the features that the log has. */
export function baseColumns(of: RankerKind, names: readonly string[]): BaseColumn[] {
  const columns = PRIOR[of].filter(({ name }) => names.includes(name));
  return columns.map(({ name, alone, withEvidence, spread }) => ({
    ...{ name, spread },
    weight: hasEvidence(names) ? withEvidence : alone,
  }));
}

/** More moments change a dozen numbers no more. */
const MOST_EXAMPLES = 2_000;
/** Shares of the spread that are tried, from nearly none: thirty sessions are often too few to move the prior at all. */
const SPREAD_SHARES = [0.01, 0.25, 0.5, 1];
const PARTS = 4;

/**
 * The base: a blend of a few columns, which ranks where a shop has little data, and to which the network adds. Its weights are those of
 * the prior as far as the shop's own sessions say nothing else: they move it as far as that helps to rank sessions of other users.
 * @param names Of the features, in the order of their columns.
 * @param deviation [F] by which the features of the examples were divided.
 * @returns [F] weights of the divided features, most of them 0
 */
export function fitBaseScore(
  examples: readonly UserExample[],
  names: readonly string[],
  of: RankerKind,
  deviation: Float32Array,
): Float32Array {
  const known = baseColumns(of, names);
  const places = known.map(({ name }) => names.indexOf(name));
  const columns = known.map(({ name, weight, spread }, k) => {
    const divided = deviation[places[k]!]!;
    return { name, weight: weight * divided, spread: spread * divided };
  });
  const step = Math.ceil(examples.length / MOST_EXAMPLES);
  const some = examples.filter((_, n) => n % step === 0);
  const sessions = some.map((example) => columnsOf(example, names.length, places));
  const users = some.map(({ user }) => user);
  const fitted = fitLinear(sessions, tightened(columns, spreadShare(sessions, users, columns)));
  const weights = new Float32Array(names.length);
  places.forEach((place, k) => {
    weights[place] = fitted[k]!;
  });
  return weights;
}

const tightened = (columns: readonly BaseColumn[], share: number): BaseColumn[] =>
  columns.map((column) => ({ ...column, spread: share * column.spread }));

/** The share of the spread with the least loss on sessions of users whom the fit has not seen. @param users Of each session. */
function spreadShare(
  sessions: readonly BaseSession[],
  users: readonly number[],
  columns: readonly BaseColumn[],
): number {
  const parts = Array.from({ length: PARTS }, (_, part) => ({
    seen: sessions.filter((_, n) => users[n]! % PARTS !== part),
    unseen: sessions.filter((_, n) => users[n]! % PARTS === part),
  }));
  const losses = SPREAD_SHARES.map((share) => {
    const prior = tightened(columns, share);
    const loss = noLoss(columns.length);
    for (const { seen, unseen } of parts) {
      const weights = fitLinear(seen, prior);
      for (const session of unseen) addSession(session, weights, loss);
    }
    return loss.value;
  });
  return SPREAD_SHARES[losses.indexOf(Math.min(...losses))]!;
}

function columnsOf(example: SecondStageExample, width: number, places: readonly number[]): BaseSession {
  const { features, purchased, weights, candidates } = example;
  const rows = new Float64Array(candidates * places.length);
  for (let n = 0, at = 0; n < candidates; n++) for (const place of places) rows[at++] = features[n * width + place]!;
  return { rows, purchased, candidates, ...(weights ? { weights } : {}) };
}
