import {
  type EstimateRuleResponse,
  type ExpectedDcg,
  LIMITS,
  type LoggedFeedback,
  type RuleItemChange,
  type RuleListChange,
} from '@stars/contracts';
import { entryOf } from '@stars/platform';

const MOST_ITEMS = 20;
/** Of the normal distribution, 95%. */
const Z = 1.96;

/** A list that a rule acts on, as ids, without the rule and with it. */
export interface ComparedList {
  userId: string;
  surface: string;
  before: readonly string[];
  after: readonly string[];
  /** By place: whether exploration filled it by chance when it was shown. */
  byChance: readonly boolean[];
  /** Scores of the model, as logarithms of what choices are proportional to. Empty: it has none. */
  scores: ReadonlyMap<string, number>;
}

/** Sums up what a rule changes in the lists that it acts on. */
export class RuleEffects {
  readonly #items = new Map<string, RuleItemChange>();
  readonly #scored: RuleListChange[] = [];
  #actedOn = 0;
  #changed = 0;
  #places = 0;
  #byChance = 0;

  add(list: ComparedList): void {
    this.#actedOn++;
    for (const itemId of list.before) this.#itemOf(itemId).listsBefore++;
    for (const itemId of list.after) this.#itemOf(itemId).listsAfter++;
    if (!isChanged(list)) return;
    this.#changed++;
    const { userId, surface, before, after, byChance, scores } = list;
    for (let place = 0; place < Math.max(before.length, after.length); place++) {
      if (before[place] === after[place]) continue;
      this.#places++;
      if (byChance[place]) this.#byChance++;
    }
    if (scores.size === 0) return;
    const shares = sharesOf(scores);
    this.#scored.push({ userId, surface, dcgBefore: dcgOf(before, shares), dcgAfter: dcgOf(after, shares) });
  }

  summary(): Pick<
    EstimateRuleResponse,
    'actedOn' | 'changed' | 'gaining' | 'losing' | 'expectedDcg' | 'loggedFeedback'
  > {
    const items = [...this.#items.values()].sort((a, b) => gainOf(b) - gainOf(a) || (a.itemId < b.itemId ? -1 : 1));
    return {
      ...{ actedOn: this.#actedOn, changed: this.#changed },
      gaining: items.filter((item) => gainOf(item) > 0).slice(0, MOST_ITEMS),
      losing: items
        .filter((item) => gainOf(item) < 0)
        .sort((a, b) => gainOf(a) - gainOf(b))
        .slice(0, MOST_ITEMS),
      expectedDcg: expectedDcg(this.#scored),
      loggedFeedback: this.#feedback(),
    };
  }

  #itemOf(itemId: string): RuleItemChange {
    return entryOf(this.#items, itemId, () => ({ itemId, listsBefore: 0, listsAfter: 0 }));
  }

  #feedback(): LoggedFeedback {
    const [places, byChance] = [this.#places, this.#byChance];
    const notEstimable =
      places === 0
        ? 'the rule changes no place'
        : byChance === 0
          ? 'exploration filled none of the changed places, so the log has no evidence of other items there'
          : 'profiles of now hold what users did after they saw the lists, so the lists of the log cannot be made again';
    return { placesChanged: places, placesByChance: byChance, notEstimable };
  }
}

export const isChanged = ({ before, after }: Pick<ComparedList, 'before' | 'after'>): boolean =>
  before.length !== after.length || before.some((itemId, place) => itemId !== after[place]);

const gainOf = ({ listsBefore, listsAfter }: RuleItemChange): number => listsAfter - listsBefore;

/** Probabilities that the user chooses each item, if one of them: the softmax of their scores. */
function sharesOf(scores: ReadonlyMap<string, number>): Map<string, number> {
  const most = Math.max(...scores.values());
  const weights = [...scores].map(([itemId, score]): [string, number] => [itemId, Math.exp(score - most)]);
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  return new Map(weights.map(([itemId, weight]) => [itemId, weight / sum]));
}

const dcgOf = (itemIds: readonly string[], shares: ReadonlyMap<string, number>): number =>
  itemIds.reduce((sum, itemId, place) => sum + (shares.get(itemId) ?? 0) / Math.log2(place + 2), 0);

function expectedDcg(lists: readonly RuleListChange[]): ExpectedDcg {
  const meanOf = (value: (list: RuleListChange) => number): number =>
    lists.length === 0 ? 0 : lists.reduce((sum, list) => sum + value(list), 0) / lists.length;
  const change = meanOf(changeOf);
  const error = errorOf(lists, change);
  return {
    lists: lists.length,
    ...{ before: meanOf(({ dcgBefore }) => dcgBefore), after: meanOf(({ dcgAfter }) => dcgAfter) },
    changeLow: error === undefined ? undefined : change - Z * error,
    changeHigh: error === undefined ? undefined : change + Z * error,
    losing: lists
      .filter((list) => changeOf(list) < 0)
      .sort((a, b) => changeOf(a) - changeOf(b))
      .slice(0, LIMITS.ruleEstimateLists),
  };
}

const changeOf = ({ dcgBefore, dcgAfter }: RuleListChange): number => dcgAfter - dcgBefore;

/** The standard error of the mean change. Lists of one user are not independent, so users are the units. Undefined for one user. */
function errorOf(lists: readonly RuleListChange[], mean: number): number | undefined {
  const byUser = Map.groupBy(lists, ({ userId }) => userId);
  if (byUser.size < 2) return undefined;
  let squares = 0;
  for (const own of byUser.values()) squares += own.reduce((sum, list) => sum + changeOf(list) - mean, 0) ** 2;
  return Math.sqrt((squares * byUser.size) / (byUser.size - 1)) / lists.length;
}
