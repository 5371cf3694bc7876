import type { RecommendRequest, RecommendResponse } from '@stars/contracts';
import { inSpan } from '@stars/platform';
import { type AnswerArranger, type ArrangedAnswer, noteShortfalls } from '../arrange-answer.js';
import type { CandidateGatherer, GatheredCandidates } from '../gather-candidates.js';
import type { AnswerPresenter } from '../present-answer.js';
import type { RequestReader } from '../read-request.js';
import type { RecommendingMetrics } from '../recommending-metrics.js';
import type { AnswerRecorder } from '../record-answer.js';
import { scoreCandidates } from '../score-candidates.js';
import type { UserRequest } from '../user-request.js';

/** The steps of an answer. Each gets plain data of the steps before it. */
export interface RecommendSteps {
  reader: RequestReader;
  gatherer: CandidateGatherer;
  arranger: AnswerArranger;
  presenter: AnswerPresenter;
  recorder: AnswerRecorder;
  metrics: RecommendingMetrics;
}

/**
 * The best eligible items for a user. If something is missing, the answer degrades and says so: no model → repeat candidates, best
 * sellers and the newest items; an unknown user → what is popular in the region; a store is away → the answer without it.
 */
export class Recommend {
  constructor(private readonly steps: RecommendSteps) {}

  execute(given: RecommendRequest, signal: AbortSignal, until: number): Promise<RecommendResponse> {
    return inSpan('recommend', () => this.#answer(given, signal, until));
  }

  async #answer(given: RecommendRequest, signal: AbortSignal, until: number): Promise<RecommendResponse> {
    const { reader, recorder } = this.steps;
    const asked = await reader.read(given, signal, until);
    const answer = await makeAnswer(asked, this.steps);
    recorder.record('Recommend', asked, answer);
    return answer;
  }
}

/** From a checked request and its user to an answer: gather, score, arrange, present. */
export async function makeAnswer(asked: UserRequest, steps: RecommendSteps): Promise<RecommendResponse> {
  const { candidates, list } = await makeList(asked, steps);
  noteShortfalls(asked, list);
  return steps.presenter.present(asked, candidates, list);
}

/** From a checked request and its user to the items in their places: gather, score, arrange. */
export async function makeList(
  asked: UserRequest,
  { gatherer, arranger, metrics }: Pick<RecommendSteps, 'gatherer' | 'arranger' | 'metrics'>,
): Promise<{ candidates: GatheredCandidates; list: ArrangedAnswer }> {
  const candidates = await gatherer.gather(asked);
  const scored = await scoreCandidates(asked, candidates, metrics);
  return { candidates, list: await arranger.arrange(asked, scored) };
}
