import {
  type Placement,
  type RecommendPageRequest,
  type RecommendPageResponse,
  type RecommendRequest,
  type RecommendResponse,
  validateRecommendPageRequest,
} from '@stars/contracts';
import { inSpan } from '@stars/platform';
import { both } from '../eligibility.js';
import { KeptFindings } from '../kept-findings.js';
import type { UserRequest } from '../user-request.js';
import { makeAnswer, type RecommendSteps } from './recommend.js';

/** The lists of a page, from top to bottom: the user is read once, and no list has an item, or a variant of one, that stands above it. */
export class RecommendPage {
  constructor(private readonly steps: RecommendSteps) {}

  /** Errors: `STARS_INVALID_REQUEST` and the other errors of a checked request, before anything is looked up. */
  execute(given: RecommendPageRequest, signal: AbortSignal, until: number): Promise<RecommendPageResponse> {
    return inSpan('recommend page', () => this.#answer(given, signal, until));
  }

  async #answer(given: RecommendPageRequest, signal: AbortSignal, until: number): Promise<RecommendPageResponse> {
    const { reader, recorder } = this.steps;
    const shared = validateRecommendPageRequest({ ...given, recentEvents: reader.typed(given.recentEvents) });
    const user = await reader.findUser(shared, until);
    const lists = await Promise.all(
      given.placements.map((placement, n) =>
        reader.read(requestOf(shared, placement), signal, until, { path: `placements[${n}]`, user }),
      ),
    );
    const kept = new KeptFindings(lists.reduce((sum, { request }) => sum + request.k, 0));
    const answers: RecommendResponse[] = [];
    const above: string[] = [];
    for (const list of lists) {
      signal.throwIfAborted();
      const answer = await makeAnswer({ ...below(list, above), kept }, this.steps);
      above.push(...answer.items.map(({ itemId }) => itemId));
      answers.push(answer);
    }
    return recorder.recordPage(shared, lists, answers);
  }
}

/** A placement as a request of its own. */
const requestOf = (shared: RecommendRequest, placement: Placement): RecommendRequest => ({
  ...shared,
  ...placement,
  filter: both(shared.filter, placement.filter),
});

const below = (list: UserRequest, above: readonly string[]): UserRequest => ({
  ...list,
  above: [...above],
  request: { ...list.request, excludeItemIds: [...list.request.excludeItemIds, ...above] },
});
