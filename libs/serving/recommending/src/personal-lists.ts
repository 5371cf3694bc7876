import { RecommendMode, type RecommendRequest } from '@stars/contracts';
import type { RequestOffset, ServedModel, ServedPrior } from '@stars/inference';
import type { HistoryEvent } from '@stars/profile-store';
import {
  type Candidate,
  isTargetEvent,
  type OpenedRequest,
  purchasesOf,
  type SecondStageServing,
} from '@stars/ranking';
import { CandidateSearch, type FoundCandidates, NO_CANDIDATES } from './candidate-search.js';
import { ColdStartSearch } from './cold-start-search.js';
import { ContextOffsets } from './context-offsets.js';
import type { Degradations } from './degradations.js';
import { excludedOf } from './eligibility.js';
import { LiveItemSearch } from './live-item-search.js';
import { NamedItemSearch, withNamedItems, withPrior } from './named-item-search.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import { RepeatCandidates } from './repeat-candidates.js';
import { type SecondStageItem, SecondStageRecommender } from './second-stage-recommender.js';
import type { KnownUser, VectorsOfUser } from './user-source.js';

/** The request that the lists are made for. */
export interface ListRequest extends Omit<RecommendRequest, 'k'> {
  /** Places of the answer. */
  shown: number;
  /** How many are ranked, at least `shown`: the rules of the request choose from them. */
  pool: number;
  /** All items that must not be in the answer. */
  excludeItemIds: string[];
}

/** Whose lists are made, and how deep. */
export interface PersonalQuestion {
  request: ListRequest;
  /** Absent before the first training. */
  model: ServedModel | undefined;
  user: KnownUser;
  /** ms since 1970. */
  time: number;
  /** Whether the second stage ranks, if the model has one. */
  useSecondStage: boolean;
}

export interface PersonalListsOfUser extends FoundCandidates {
  buyAgain: Candidate[];
  /** Empty if the second stage does not rank. */
  secondStage: SecondStageItem[];
  /** The offset of the context in the searches; absent if the model has no offsets or the context is not known. */
  offset?: RequestOffset;
}

/** A question with what the context makes of the user's vectors. */
interface MovedQuestion extends PersonalQuestion {
  offset: RequestOffset | undefined;
  vectors: VectorsOfUser | undefined;
}

/** How many items a search finds at least if the popularity of late changes their order. */
const SHIFTED_DEPTH = 200;

const depthOf = (wanted: number, prior: ServedPrior | undefined): number =>
  prior ? Math.max(wanted, SHIFTED_DEPTH) : wanted;

/** The lists of one user: both searches, repeat candidates, and the ranking of the second stage. */
export class PersonalLists {
  constructor(
    private readonly search: CandidateSearch,
    private readonly repeatCandidates: RepeatCandidates,
    private readonly secondStage: SecondStageRecommender,
    private readonly offsets: ContextOffsets,
    private readonly liveItems: LiveItemSearch,
    private readonly namedItems: NamedItemSearch,
    private readonly coldStartSearch: ColdStartSearch,
    private readonly metrics: RecommendingMetrics,
  ) {}

  async find(
    question: PersonalQuestion,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<PersonalListsOfUser> {
    const secondStage = question.useSecondStage ? question.model?.joint : undefined;
    const opened = secondStage && (await this.#open(secondStage, question, degradations));
    try {
      const offset = await this.offsets.of(question, opened?.region, degradations);
      const vectors = question.user.vectors && movedBy(offset, question.user.vectors);
      const asked = { ...question, offset, vectors };
      const lists = opened
        ? await this.#ranked(asked, opened, degradations, signal)
        : await this.#searched(asked, degradations, signal);
      return { ...lists, ...(offset ? { offset } : {}) };
    } finally {
      opened?.close();
    }
  }

  /** Without second stage: both lists by whole scores. */
  async #searched(
    question: MovedQuestion,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<PersonalListsOfUser> {
    const { request, model, offset, vectors } = question;
    const scored = async (): Promise<FoundCandidates> => {
      if (!model || !vectors) return NO_CANDIDATES;
      const { version: modelVersion, prior } = model;
      const depth = request.pool;
      const merged = async (): Promise<FoundCandidates> => {
        const searched = depthOf(depth, prior);
        const plain = await this.search.find(modelVersion, request, searched, vectors, degradations, signal);
        const found = withPrior(plain, prior);
        if (!offset) return found;
        return this.liveItems.merge({ modelVersion, request, depth, vectors, offset, prior, found }, degradations);
      };
      const had = { request, model, vectors, offset, history: question.user.history, time: question.time };
      const [found, named] = await Promise.all([merged(), this.namedItems.find(had, degradations, signal)]);
      return withNamedItems(found, named, depth);
    };
    const [found, buyAgain] = await Promise.all([scored(), this.#repeated(question, degradations)]);
    return { ...found, buyAgain, secondStage: [] };
  }

  /** By the second stage. It has columns of its own for signals of items, so its searches leave them out. */
  async #ranked(
    question: MovedQuestion,
    opened: OpenedRequest,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<PersonalListsOfUser> {
    const { request, vectors } = question;
    const { version: modelVersion, prior } = question.model!;
    const onlyRepeats = request.mode === RecommendMode.RECOMMEND_MODE_BUY_AGAIN;
    // Repeat candidates are compared with the best of the searches, also where only the former are wanted.
    const joint = onlyRepeats ? { ...request, mode: RecommendMode.RECOMMEND_MODE_JOINT } : request;
    const depth = depthOf(Math.max(request.pool, opened.depth.searched), prior);
    const [found, coldStart] = await Promise.all([
      vectors
        ? this.search.find(modelVersion, joint, depth, vectors, degradations, signal)
        : Promise.resolve(NO_CANDIDATES),
      this.coldStartSearch.find(modelVersion, request, opened, vectors, degradations, signal),
    ]);
    signal.throwIfAborted();
    const only = onlyRepeats ? new Set(repeatable(question).map(({ itemId }) => itemId)) : undefined;
    const asked = { modelVersion, opened, vectors, prior, only };
    const shifted = withPrior(found, prior);
    const secondStage = await this.secondStage.rank(request, asked, { found: shifted, coldStart }, degradations);
    if (opened.simple && secondStage.length > 0) {
      const why = `${opened.simple} ranks: on held-out sessions the model was behind it`;
      degradations.add('STARS_SIMPLE_RANKING', why);
    }
    // The other lists only fill the places that the second stage leaves.
    const buyAgain = secondStage.length < request.pool ? await this.#repeated(question, degradations) : [];
    return { ...shifted, secondStage, buyAgain };
  }

  #repeated(question: PersonalQuestion, degradations: Degradations): Promise<Candidate[]> {
    const { request, model, time } = question;
    return this.repeatCandidates.find(request, request.pool, repeatable(question), time, degradations, model?.kinds);
  }

  /** Undefined if the signals cannot be read (the degradation is noted). */
  async #open(
    secondStage: SecondStageServing,
    { request, model, user, time }: PersonalQuestion,
    degradations: Degradations,
  ): Promise<OpenedRequest | undefined> {
    const excluded = excludedOf(request);
    const isHad = ({ type }: HistoryEvent): boolean => isTargetEvent(model?.kinds, type);
    // If everything that the user had is excluded, the model for unseen items ranks.
    const onlyNew =
      secondStage.ranksNew &&
      user.history.some(isHad) &&
      user.history.every((event) => !isHad(event) || excluded.has(event.itemId));
    return this.metrics.stage('joint_visit', () =>
      degradations.orElse<OpenedRequest | undefined>('event bus', undefined, () =>
        secondStage.open(user.history, { time, region: request.region, onlyNew }),
      ),
    );
  }
}

/** The events that make an item one to repeat; where only those are asked for, they are purchases. */
function repeatable({ request, model, user }: PersonalQuestion): readonly HistoryEvent[] {
  if (request.mode !== RecommendMode.RECOMMEND_MODE_BUY_AGAIN) return user.history;
  return purchasesOf(user.history, model?.kinds);
}

const movedBy = (offset: RequestOffset | undefined, vectors: VectorsOfUser): VectorsOfUser =>
  offset ? { ...vectors, general: offset.moved(vectors.general), next: offset.moved(vectors.next) } : vectors;
