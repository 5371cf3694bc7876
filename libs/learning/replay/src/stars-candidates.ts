import { type EventKinds, type ItemTexts, type RepeatLogits, withRepeat } from '@stars/ranking';
import { type EvaluationSession, type EvaluationSet, knownItems } from './evaluation-set.js';
import type { RankOptions } from './ranked-lists.js';
import { topK } from './top-k.js';

/** Two vectors of each of B users, [B, s] each, row by row. */
export interface UserVectorBatch {
  /** h_gen. */
  general: Float32Array;
  /** h_next. */
  next: Float32Array;
  /** [B] 0 for a user without vectors in serving; absent: all users have vectors. */
  known?: Uint8Array;
}

/** The part of a trained model that a replay needs. I items in the order of the catalogue, serving width s. */
export interface ReplayModel {
  width: number;
  /** Which events the model predicts, and what others are worth; absent: it counts all kinds alike. */
  kinds?: EventKinds;
  /** v_j, [I, s]. A row of NaN: this item has no vector and is never found. */
  itemVectors: Float32Array;
  /** Texts of the items, by index in the catalogue; absent if they have none. */
  texts?: ItemTexts | undefined;
  /** Vectors as of each session: only from the user's rows `historyFrom` to `historyTo`, and the request's time. */
  encode(sessions: readonly EvaluationSession[]): Promise<UserVectorBatch>;
  /** What the popularity of the day changes in the scores of a session, [I]; absent: nothing. */
  dayShift?(session: EvaluationSession): Float32Array;
  /** ρ of the items that the user had before a session, by index in the catalogue; absent without a repeat head. */
  repeats?(session: EvaluationSession): ReadonlyMap<number, RepeatLogits>;
  /** Inner products [B, I] of queries [B, s] with items [I, s]. */
  scores(
    queries: Float32Array,
    items: Float32Array,
    shape: { queries: number; items: number; width: number },
  ): Float32Array | Promise<Float32Array>;
}

/** The best k items of each session by one of its vectors. */
export interface ScoredLists {
  k: number;
  /** [S, k] catalogue indices, -1 if there are fewer. */
  items: Int32Array;
  /** [S, k] */
  scores: Float32Array;
}

export interface SessionCandidates {
  general: ScoredLists;
  next: ScoredLists;
  /** [S] 0 if the user has no vectors. */
  known: Uint8Array;
}

/** What scores of S sessions are made of: the model, both vectors of each session, and its best score with any item. */
export interface SessionVectors extends Required<UserVectorBatch> {
  model: ReplayModel;
  /** [S] With the shift of the day, and without ρ. */
  bestGeneral: Float32Array;
  bestNext: Float32Array;
}

/** Sessions a forward pass and a matrix product; 256 × 25,000 scores are 26 MB. */
const BATCH = 256;

/** Places of the sessions: what is live in a region is then read once, and not anew for each of its sessions. */
export const inOrderOfTime = ({ sessions }: EvaluationSet): Uint32Array =>
  Uint32Array.from(sessions.keys()).sort((a, b) => sessions[a]!.time - sessions[b]!.time || a - b);

/** Results of one search: among all items, and among unseen items. */
interface FoundCandidates {
  all: SessionCandidates;
  explore: SessionCandidates;
}

/**
 * Exact search with both vectors of every session, ties to the lower index. Vectors and lists are kept for each set, so
 * that all variants, with seen items and without, need one encoding and one computation of the scores.
 */
export class StarsCandidates {
  readonly #vectors = new WeakMap<EvaluationSet, Required<UserVectorBatch>>();
  readonly #lists = new WeakMap<EvaluationSet, Map<string, FoundCandidates>>();

  /** @param depth The least depth of every search: a short list is the beginning of a long one, so one search gives both. */
  constructor(
    private readonly model: ReplayModel,
    private readonly depth = 0,
  ) {}

  /**
   * The k best of each session with the popularity of its day, or more: the candidates of a second stage.
   * @param withRepeats By whole scores: with the repeat head, too.
   */
  async of(set: EvaluationSet, asked: RankOptions, withRepeats = false): Promise<SessionCandidates> {
    const options = { ...asked, k: Math.max(asked.k, this.depth) };
    const whole = withRepeats && this.model.repeats !== undefined;
    const kept = this.#lists.get(set) ?? new Map<string, FoundCandidates>();
    this.#lists.set(set, kept);
    const key = `${options.k} ${whole}`;
    const found = kept.get(key) ?? (await this.#search(set, options, whole));
    kept.set(key, found);
    return asked.explore ? found.explore : found.all;
  }

  /** What the scores of `of` are made of. */
  async vectorsOf(set: EvaluationSet, options: RankOptions): Promise<SessionVectors> {
    const lists = await this.of(set, { ...options, explore: false });
    const best = ({ k, scores }: ScoredLists): Float32Array =>
      Float32Array.from(set.sessions, (_, n) => scores[n * k]!);
    const bests = { bestGeneral: best(lists.general), bestNext: best(lists.next) };
    return { ...this.#vectors.get(set)!, model: this.model, ...bests };
  }

  async #search(set: EvaluationSet, options: Omit<RankOptions, 'explore'>, whole: boolean): Promise<FoundCandidates> {
    const { k } = options;
    const { width } = this.model;
    const total = set.sessions.length;
    const encoded = this.#vectors.get(set);
    const vectors = encoded ?? {
      general: new Float32Array(total * width),
      next: new Float32Array(total * width),
      known: new Uint8Array(total).fill(1),
    };
    const lists = (): ScoredLists => ({ k, items: new Int32Array(total * k), scores: new Float32Array(total * k) });
    const both = (): SessionCandidates => ({ general: lists(), next: lists(), known: vectors.known });
    const found: FoundCandidates = { all: both(), explore: both() };
    const excluded = new Uint8Array(set.catalogue.length);
    const order = inOrderOfTime(set);
    for (let from = 0; from < total; from += BATCH) {
      options.signal?.throwIfAborted();
      const places = order.subarray(from, from + BATCH);
      if (encoded === undefined) {
        const batch = await this.model.encode(Array.from(places, (n) => set.sessions[n]!));
        places.forEach((n, row) => {
          for (const name of ['general', 'next'] as const) vectors[name].set(rowOf(batch[name], row, width), n * width);
          if (batch.known !== undefined) vectors.known[n] = batch.known[row]!;
        });
      }
      for (const source of ['general', 'next'] as const) {
        const out = { all: found.all[source], explore: found.explore[source] };
        await this.#searchBatch(set, vectors[source], { places, vector: source, whole }, excluded, out);
      }
      options.onProgress?.(from + places.length, total);
    }
    this.#vectors.set(set, vectors);
    return found;
  }

  /** @param excluded All zero before and after. */
  async #searchBatch(
    set: EvaluationSet,
    vectors: Float32Array,
    { places, vector, whole }: { places: Uint32Array; vector: keyof RepeatLogits; whole: boolean },
    excluded: Uint8Array,
    out: { all: ScoredLists; explore: ScoredLists },
  ): Promise<void> {
    const { width, itemVectors } = this.model;
    const items = set.catalogue.length;
    const queries = new Float32Array(places.length * width);
    places.forEach((n, row) => {
      queries.set(rowOf(vectors, n, width), row * width);
    });
    const scores = await this.model.scores(queries, itemVectors, { queries: places.length, items, width });
    for (const [row, n] of places.entries()) {
      const session = set.sessions[n]!;
      const own = rowOf(scores, row, items);
      const shift = this.model.dayShift?.(session);
      if (shift) for (let item = 0; item < items; item++) own[item]! += shift[item]!;
      if (whole)
        for (const [item, rho] of this.model.repeats!(session)) own[item] = withRepeat(own[item]!, rho[vector]);
      const seen = knownItems(set, session);
      for (const item of seen) excluded[item] = 1;
      keepBest(own, n, undefined, out.all);
      keepBest(own, n, excluded, out.explore);
      for (const item of seen) excluded[item] = 0;
    }
  }
}

const rowOf = (matrix: Float32Array, row: number, width: number): Float32Array =>
  matrix.subarray(row * width, (row + 1) * width);

/** @param scores [I], of session n */
function keepBest(scores: Float32Array, n: number, excluded: Uint8Array | undefined, out: ScoredLists): void {
  topK(scores, 0, scores.length, out.k, excluded, out.items, n * out.k);
  for (let r = n * out.k; r < (n + 1) * out.k; r++) out.scores[r] = out.items[r]! < 0 ? 0 : scores[out.items[r]!]!;
}
