import {
  type RecommendedItem,
  type RecommendGroupsRequest,
  type RecommendGroupsResponse,
  RecommendRequest,
  validateRecommendGroupsRequest,
} from '@stars/contracts';
import { inSpan } from '@stars/platform';
import { bestGroups, DEGRADATION } from '@stars/ranking';
import { noteShortfalls } from '../arrange-answer.js';
import type { ItemGroups } from '../item-groups.js';
import type { UserRequest } from '../user-request.js';
import { makeList, type RecommendSteps } from './recommend.js';

/** Places of the ranking that are grouped. Those below count next to nothing, and only fill the rows of large groups. */
const GROUPED = 300;

/** Groups of items for a user, such as categories: the ranking of a Recommend, by what its items have in common. */
export class RecommendGroups {
  constructor(
    private readonly steps: RecommendSteps,
    private readonly groups: ItemGroups,
  ) {}

  /** Errors: `STARS_INVALID_REQUEST` and the other errors of a checked request, before anything is looked up. */
  execute(given: RecommendGroupsRequest, signal: AbortSignal, until: number): Promise<RecommendGroupsResponse> {
    return inSpan('recommend groups', () => this.#answer(given, signal, until));
  }

  async #answer(given: RecommendGroupsRequest, signal: AbortSignal, until: number): Promise<RecommendGroupsResponse> {
    const { reader, presenter, recorder } = this.steps;
    const by = validateRecommendGroupsRequest({ ...given, recentEvents: reader.typed(given.recentEvents) });
    const asked = asPlainList(await reader.read(requestOf(by), signal, until));
    const { candidates, list } = await makeList(asked, this.steps);
    const ids = list.items.map(({ itemId }) => itemId);
    const groupsOf = await this.groups.read(by, ids, asked.degradations);
    const found = bestGroups({ ranked: list.items, groupsOf, groups: by.k, items: by.items });
    const items = found.flatMap((group) => group.items).map((item, position) => ({ ...item, position }));
    // The grouped list has as many places as there are items, so it lacks none.
    const row = { ...list, items };
    noteShortfalls({ ...asked, request: { ...asked.request, k: items.length } }, row);
    if (found.length < by.k) asked.degradations.add(DEGRADATION.fewerGroups, `${found.length} of ${by.k} groups found`);
    const { items: presented, ...answer } = await presenter.present(asked, candidates, row);
    const groupOf = new Map(found.flatMap(({ items: own }, group) => own.map(({ itemId }) => [itemId, group])));
    const rows = Map.groupBy(presented, ({ itemId }) => groupOf.get(itemId)!);
    recorder.record('RecommendGroups', asked, { ...answer, items: presented });
    return {
      ...answer,
      groups: found.map(({ value, score }, group) => ({ value: [...value], score, items: asRow(rows.get(group)!) })),
    };
  }
}

/** The list that is grouped. */
function requestOf(by: RecommendGroupsRequest): RecommendRequest {
  const { field: _field, level: _level, items: _items, ...list } = by;
  return { ...RecommendRequest.create(), ...list, k: GROUPED };
}

/** Without rules of its surface that arrange a list of few places. */
const asPlainList = ({ request, rules, ...asked }: UserRequest): UserRequest => ({
  ...asked,
  request: { ...request, coverage: undefined, diversity: undefined, categoryCaps: [], exploration: undefined },
  rules: { fatigue: rules.fatigue, caps: [] },
});

const asRow = (items: readonly RecommendedItem[]): RecommendedItem[] =>
  items.map((item, position) => ({ ...item, position }));
