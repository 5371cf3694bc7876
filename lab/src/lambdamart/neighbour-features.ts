import type { EvaluationSession, EvaluationSet } from '@stars/replay';
import { CosineNeighbours } from '../baselines/cosine-neighbours.js';
import { addItemKnnScores } from '../baselines/item-knn.js';
import { TifuNeighbourhood } from '../baselines/tifu-knn.js';
import type { CandidateFeatures } from './candidate-features.js';

const NEIGHBOURS = 100;
const DECAY_DAYS = 60;
const TIFU = { groupSize: 7, basketDecay: 1, groupDecay: 0.7, neighbours: 100, own: 0 };

/** Scores of each item by similar items and similar users. */
export class NeighbourFeatures implements CandidateFeatures {
  readonly names = ['item-kNN by baskets', 'item-kNN by users', 'nearest users'];
  /** [I] of the current session, one array for each name. */
  readonly scores: readonly Float64Array[];
  readonly #byBasket: CosineNeighbours;
  readonly #byUser: CosineNeighbours;
  readonly #users: TifuNeighbourhood;

  constructor(private readonly set: EvaluationSet) {
    this.scores = this.names.map(() => new Float64Array(set.catalogue.length));
    this.#byBasket = new CosineNeighbours(set, 'basket', NEIGHBOURS);
    this.#byUser = new CosineNeighbours(set, 'user', NEIGHBOURS);
    this.#users = new TifuNeighbourhood(set, TIFU);
  }

  advanceTo(session: EvaluationSession): void {
    const [byBasket, byUser, users] = this.scores as [Float64Array, Float64Array, Float64Array];
    for (const scores of this.scores) scores.fill(0);
    this.#byBasket.advanceTo(session);
    this.#byUser.advanceTo(session);
    addItemKnnScores(this.set, session, this.#byBasket, DECAY_DAYS, byBasket);
    addItemKnnScores(this.set, session, this.#byUser, DECAY_DAYS, byUser);
    this.#users.addScores(session, TIFU.own, users);
  }

  write(item: number, row: Float32Array, at: number): void {
    for (const scores of this.scores) row[at++] = scores[item]!;
  }
}
