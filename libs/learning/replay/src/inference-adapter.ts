import type { ItemFeatures } from '@stars/contracts';
import {
  type ContextReading,
  type FeatureValue,
  type InteractionLog,
  LocalClock,
  markOf,
  RecentPopularity,
  type TokenEvent,
  type TrainingData,
} from '@stars/features';
import { innerProducts, type RequestMoment, type StarsModel } from '@stars/inference';
import { logPopularity, priorServes, RECENT_ALPHA } from '@stars/model/definition';
import { type ItemTexts, withSeeds } from '@stars/ranking';
import { type EvaluationSession, type EvaluationSet, knownFrom } from './evaluation-set.js';
import type { ReplayModel, UserVectorBatch } from './stars-candidates.js';

/**
 * A trained model over an evaluation's data: the code that serves makes vectors from histories, only from the user's rows
 * before the session and with items of the catalogue.
 * @param context What may be used of the moment of each session; absent: all of it. Histories have every signal, as in serving.
 */
export function modelForEvaluation(
  model: StarsModel,
  data: Pick<TrainingData, 'items' | 'users' | 'timeline'>,
  set: EvaluationSet,
  context: ContextReading = data.timeline,
): ReplayModel {
  const { servingWidth: width } = model.config;
  const known: { index: number; features: ItemFeatures }[] = [];
  set.catalogue.forEach((id, index) => {
    const features = data.items.get(id);
    if (features && model.reads(features)) known.push({ index, features });
  });
  const encoded = model.encodeItems(known.map(({ features }) => features));
  // NaN for an item without features, or with those of another embedding model: serving has no vector for it either.
  const itemVectors = new Float32Array(set.catalogue.length * width).fill(Number.NaN);
  const tokens = new Map<string, Float32Array>();
  known.forEach(({ index, features }, i) => {
    itemVectors.set(encoded[i]!.vector, index * width);
    tokens.set(features.itemId, encoded[i]!.token);
  });

  const { repeats } = model;
  const placeOf = new Map(set.catalogue.map((id, index) => [id, index]));
  return {
    width,
    kinds: model.kinds,
    itemVectors,
    texts: textsOf(model, placeOf),
    async encode(sessions: readonly EvaluationSession[]): Promise<UserVectorBatch> {
      const users = sessions.map((session) => ({
        features: data.users.get(session.userId) ?? ({} as Record<string, FeatureValue>),
        history: encodedHistory(set, session, model),
      }));
      const vectors = model.encodeUsers(users, tokens, data.timeline);
      const batch = {
        general: new Float32Array(sessions.length * width),
        next: new Float32Array(sessions.length * width),
        known: Uint8Array.from(users, ({ history }) => (history.length > 0 ? 1 : 0)),
      };
      vectors.forEach(({ general, next }, i) => {
        const offset = model.offsetsAt(momentOf(set, sessions[i]!), context);
        batch.general.set(offset.moved(general), i * width);
        batch.next.set(offset.moved(next), i * width);
      });
      return batch;
    },
    dayShift: model.config.priorDays > 0 && priorServes(model.config) ? dayShiftOf(model, set, placeOf) : undefined,
    repeats:
      repeats &&
      ((session: EvaluationSession) => {
        const had = repeats.score(historyOf(set, session), session.time);
        return new Map([...had].map(([itemId, rho]) => [placeOf.get(itemId)!, rho]));
      }),
    scores: (queries) => innerProducts(queries, itemVectors, width),
  };
}

/** Those of the learned items, by index in the catalogue. */
function textsOf({ texts, learnedItems }: StarsModel, placeOf: ReadonlyMap<string, number>): ItemTexts | undefined {
  if (!texts) return undefined;
  const { width } = texts;
  const values = new Float32Array(placeOf.size * width);
  learnedItems.forEach((id, row) => {
    const place = placeOf.get(id);
    if (place !== undefined) values.set(texts.values.subarray(row * width, (row + 1) * width), place * width);
  });
  return { width, values };
}

const DAY_MS = 86_400_000;

/** What the popularity of each session's day changes, against that at the end of the training. */
function dayShiftOf(model: StarsModel, set: EvaluationSet, placeOf: ReadonlyMap<string, number>) {
  const { priorDays, priorWeight } = model.config;
  const row = new Map(model.learnedItems.map((id, i) => [id, i]));
  const recent = new RecentPopularity(
    set.log,
    {
      itemRow: Int32Array.from(set.log.items, (id) => row.get(id) ?? -1),
      items: model.learnedItems.length,
      target: set.target,
      days: priorDays,
      clock: new LocalClock(model.timeZone),
    },
    (counts) => logPopularity(counts, RECENT_ALPHA).map((logP) => logP * priorWeight),
  );
  // The vectors hold the prior of the morning after the last event.
  const trained = recent.of(recent.numberAt(model.manifest.dataUntil!.getTime() + DAY_MS));
  const shifts = new Map<number, Float32Array>();
  return (session: EvaluationSession): Float32Array => {
    const number = recent.numberAt(session.time);
    let shift = shifts.get(number);
    if (!shift) {
      shift = new Float32Array(set.catalogue.length);
      const now = recent.of(number);
      model.learnedItems.forEach((id, i) => {
        const place = placeOf.get(id);
        if (place !== undefined) shift![place] = trained[i]! - now[i]!;
      });
      shifts.set(number, shift);
    }
    return shift;
  };
}

/** Time and region of a session's request. Its region is not known yet: that of the last event stands for it. */
export function momentOf(set: EvaluationSet, session: EvaluationSession): RequestMoment {
  return { time: session.time, region: historyOf(set, session, 1)[0]?.region ?? '' };
}

/** The history that a session's vectors are made from. */
function encodedHistory(set: EvaluationSet, session: EvaluationSession, { config, kinds }: StarsModel) {
  const history = historyOf(set, session, config.maxLength);
  if (!session.seeds) return history;
  const seeds = Array.from(session.seeds, (item) => ({ itemId: set.catalogue[item]!, weight: 1 }));
  return withSeeds(history, seeds, momentOf(set, session), kinds);
}

/** The last `limit` events before the session with items of the catalogue, oldest first. */
function historyOf(set: EvaluationSet, session: EvaluationSession, limit = Number.POSITIVE_INFINITY) {
  const { log } = set;
  const rows: number[] = [];
  const from = knownFrom(session);
  for (let row = session.historyTo - 1; row >= from && rows.length < limit; row--) {
    if (set.catalogueOf[log.item[row]!]! >= 0) rows.push(row);
  }
  return rows.reverse().map((row) => encoderEventAt(log, row));
}

/** An event of a log as the user encoder reads it. */
export const encoderEventAt = (log: InteractionLog, row: number): TokenEvent => ({
  itemId: log.items[log.item[row]!]!,
  type: log.type[row]!,
  time: log.time[row]!,
  region: log.regions[log.region[row]!]!,
  session: markOf(log.session[row]!),
});
