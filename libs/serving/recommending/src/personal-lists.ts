import type { RecommendRequest } from '@stars/contracts';
import type { RequestOffset, ServedModel } from '@stars/inference';
import type { Candidate, OpenedRequest, SecondStageServing } from '@stars/ranking';
import { CandidateSearch, type FoundCandidates, NO_CANDIDATES } from './candidate-search.js';
import { ColdStartSearch } from './cold-start-search.js';
import { ContextOffsets } from './context-offsets.js';
import type { Degradations } from './degradations.js';
import { excludedOf } from './eligibility.js';
import type { KnownUser, VectorsOfUser } from './known-user.js';
import { LiveItemSearch } from './live-item-search.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import { RepeatCandidates } from './repeat-candidates.js';
import { type SecondStageItem, SecondStageRecommender } from './second-stage-recommender.js';

/** A request as the lists are asked for it. */
export interface ListRequest extends Omit<RecommendRequest, 'k'> {
  /** Places of the answer. */
  shown: number;
  /** How many are ranked, at least `shown`: what the rules of the request choose from. */
  pool: number;
  /** All that must not be in the answer. */
  excludeItemIds: string[];
}

/** Whose lists are asked for, and how deep. */
export interface PersonalQuestion {
  request: ListRequest;
  /** Absent before the first training. */
  model: ServedModel | undefined;
  user: KnownUser;
  /** ms since 1970. */
  time: number;
  /** Whether the joint ranking is asked for, where the model has one. */
  jointly: boolean;
}

export interface PersonalListsOfUser extends FoundCandidates {
  buyAgain: Candidate[];
  /** Empty where it is not asked for, or nothing is known of the user. */
  joint: SecondStageItem[];
  /** What the context did to the searches; absent where the model has no offsets or the context is not known. */
  offset?: RequestOffset;
}

/** The lists that are made for one user: both searches, own items, and the joint ranking of all. */
export class PersonalLists {
  constructor(
    private readonly search: CandidateSearch,
    private readonly repeatCandidates: RepeatCandidates,
    private readonly joint: SecondStageRecommender,
    private readonly offsets: ContextOffsets,
    private readonly liveItems: LiveItemSearch,
    private readonly newcomers: ColdStartSearch,
    private readonly metrics: RecommendingMetrics,
  ) {}

  async find(
    question: PersonalQuestion,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<PersonalListsOfUser> {
    const joint = question.jointly ? question.model?.joint : undefined;
    const visit = joint && (await this.#visit(joint, question, degradations));
    try {
      return await this.#find(question, visit, degradations, signal);
    } finally {
      visit?.close();
    }
  }

  /** @param visit Absent where the second stage does not rank. */
  async #find(
    question: PersonalQuestion,
    visit: OpenedRequest | undefined,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<PersonalListsOfUser> {
    const { request, model, user, time } = question;
    const offset = await this.offsets.of(question, visit?.region, degradations);
    const vectors = user.vectors && movedBy(offset, user.vectors);
    const search = async (depth: number): Promise<FoundCandidates> => {
      if (!model || !vectors) return NO_CANDIDATES;
      const found = await this.search.find(model.version, request, depth, vectors, degradations, signal);
      if (!offset) return found;
      return this.liveItems.merge(
        { modelVersion: model.version, request, depth, vectors, offset, found },
        degradations,
      );
    };
    const own = (): Promise<Candidate[]> =>
      this.repeatCandidates.find(request, request.pool, user.history, time, degradations);
    if (!model || !visit) {
      const [found, buyAgain] = await Promise.all([search(request.pool), own()]);
      return { ...found, buyAgain, joint: [], ...(offset ? { offset } : {}) };
    }
    const { depth } = visit;
    const [found, eligible, newcomers] = await Promise.all([
      search(Math.max(request.pool, depth.searched)),
      this.joint.eligible(request, visit, degradations),
      this.newcomers.find(model.version, request, visit, vectors, degradations, signal),
    ]);
    signal.throwIfAborted();
    const asked = { modelVersion: model.version, visit, eligible, vectors, found, newcomers, offset };
    const ranked = await this.joint.rank(request, asked, degradations);
    // The other lists only fill what the joint ranking leaves.
    const buyAgain = ranked.length < request.pool ? await own() : [];
    return { ...found, joint: ranked, buyAgain, ...(offset ? { offset } : {}) };
  }

  /** Undefined of a user without a history; and where the signals cannot be read, which the answer then says. */
  async #visit(
    joint: SecondStageServing,
    { request, user, time }: PersonalQuestion,
    degradations: Degradations,
  ): Promise<OpenedRequest | undefined> {
    if (user.history.length === 0) return undefined;
    const excluded = excludedOf(request);
    // Where nothing that the user had may be shown, what was learned of new items ranks.
    const onlyNew = joint.ranksNew && user.history.every(({ itemId }) => excluded.has(itemId));
    return this.metrics.stage('joint_visit', () =>
      degradations.orElse<OpenedRequest | undefined>('event bus', undefined, () =>
        joint.open(user.history, { time, region: request.region, onlyNew }),
      ),
    );
  }
}

const movedBy = (offset: RequestOffset | undefined, vectors: VectorsOfUser): VectorsOfUser =>
  offset ? { ...vectors, general: offset.moved(vectors.general), next: offset.moved(vectors.next) } : vectors;
