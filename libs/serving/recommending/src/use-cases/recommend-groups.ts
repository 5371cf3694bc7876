import {
  type GroupAnswer,
  type RecommendedItem,
  type RecommendGroupsRequest,
  type RecommendGroupsResponse,
  RecommendRequest,
  validateRecommendGroupsRequest,
} from '@stars/contracts';
import { inSpan } from '@stars/platform';
import { type ArrangedItem, bestGroups, DEGRADATION, type RankedGroup } from '@stars/ranking';
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
    const shown = { ...list, items: inPlaces(found.flatMap(({ items }) => items)) };
    // The list of all rows has as many places as there are items, so it lacks none.
    noteShortfalls({ ...asked, request: { ...asked.request, k: shown.items.length } }, shown);
    if (found.length < by.k) asked.degradations.add(DEGRADATION.fewerGroups, `${found.length} of ${by.k} groups found`);
    const { items, ...answer } = await presenter.present(asked, candidates, shown);
    const groups = rowsOf(found, items);
    recorder.record('RecommendGroups', asked, { ...answer, items: inPlaces(groups.flatMap((group) => group.items)) });
    return { ...answer, groups };
  }
}

/** A language model may have ordered the items of all rows anew: each stays in its row. */
function rowsOf(found: readonly RankedGroup<ArrangedItem>[], presented: readonly RecommendedItem[]): GroupAnswer[] {
  const rowOf = new Map(found.flatMap(({ items }, row) => items.map(({ itemId }) => [itemId, row])));
  const rows = Map.groupBy(presented, ({ itemId }) => rowOf.get(itemId)!);
  return found.map(({ value, score }, row) => ({ value: [...value], score, items: inPlaces(rows.get(row)!) }));
}

const inPlaces = <Item>(items: readonly Item[]): (Item & { position: number })[] =>
  items.map((item, position) => ({ ...item, position }));

/** The list that is grouped. */
function requestOf(by: RecommendGroupsRequest): RecommendRequest {
  const { field: _field, level: _level, items: _items, ...list } = by;
  return { ...RecommendRequest.create(), ...list, k: GROUPED };
}

/** Without rules of its surface that arrange a list of few places. */
const asPlainList = ({ request, rules, held, ...asked }: UserRequest): UserRequest => ({
  ...asked,
  held: { ...held, pins: [], shares: [], caps: [] },
  request: { ...request, coverage: undefined, diversity: undefined, categoryCaps: [], exploration: undefined },
  rules: { fatigue: rules.fatigue, boosts: rules.boosts, caps: [] },
});
