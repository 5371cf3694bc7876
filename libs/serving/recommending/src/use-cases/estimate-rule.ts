import {
  type EstimateRuleRequest,
  type EstimateRuleResponse,
  LIMITS,
  RecommendMode,
  RecommendRequest,
  type Rule,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { inSpan } from '@stars/platform';
import type { ListSteps } from '../list-steps.js';
import type { PlaceOnPage, RequestReader } from '../read-request.js';
import type { LiveRules } from '../rules/live-rules.js';
import { type ComparedList, isChanged, RuleEffects } from '../rules/rule-effects.js';
import { withTried } from '../rules/tried-rule.js';
import { scoreCandidates } from '../score-candidates.js';
import type { UserRequest } from '../user-request.js';
import { NO_EXPLORATION } from './preview-rule.js';
import { makeList } from './recommend.js';

/** What the record of an answer says of one of its lists. */
export interface RecordedList {
  userId: string;
  /** The placement, or the surface of an answer with one list. */
  surface: string;
  region: string;
  mode: RecommendMode;
  /** In their places. Propensity: undefined if the record has none. */
  items: readonly { itemId: string; propensity: number | undefined }[];
  /** Items of the page above it. */
  above: readonly string[];
}

/** Share of a call's time after which no further list is made. */
const SHARE_OF_TIME = 0.8;

/** Modes that need seeds. */
const SEEDED: ReadonlySet<RecommendMode> = new Set([
  RecommendMode.RECOMMEND_MODE_GOES_WITH,
  RecommendMode.RECOMMEND_MODE_ALTERNATIVES,
]);

/** Conditions of what records do not have. */
const UNRECORDED = ['languages', 'categories', 'tags'] as const;

interface Work {
  steps: ListSteps;
  before: RequestReader;
  after: RequestReader;
  tenantId: string;
  name: string;
  signal: AbortSignal;
  until: number;
}

/** Makes recorded lists again, as of now, with the rules that act and with one more. No user sees them, and nothing is recorded. */
export class EstimateRule {
  /** @param newSteps Steps that share no counts, caches and timeouts with those of answers */
  constructor(
    private readonly live: Pick<LiveRules, 'find'>,
    private readonly newSteps: () => ListSteps,
  ) {}

  /**
   * @param answers The lists of each recorded answer. @param until ms of `performance.now`: it ends before, with the answers made so far.
   * Errors: `STARS_UNAVAILABLE` if a store is away that the lists need.
   */
  execute(
    request: EstimateRuleRequest,
    answers: readonly (readonly RecordedList[])[],
    signal: AbortSignal,
    until: number,
  ): Promise<Omit<EstimateRuleResponse, 'since' | 'warnings'>> {
    return inSpan('estimate rule', () => this.#estimate(request, answers, signal, until));
  }

  async #estimate(
    { tenantId, name, rule }: EstimateRuleRequest,
    answers: readonly (readonly RecordedList[])[],
    signal: AbortSignal,
    until: number,
  ): Promise<Omit<EstimateRuleResponse, 'since' | 'warnings'>> {
    const steps = this.newSteps();
    const { known, assumed } = withKnownConditions(rule!);
    const after = steps.readerWith(withTried(this.live, { name, rule: known }));
    const work = { steps, before: steps.readerWith(this.live), after, tenantId, name, signal, until };
    const begun = performance.now();
    const effects = new RuleEffects();
    const counts = { answers: 0, lists: 0, skipped: 0 };
    for (const lists of answers) {
      if (performance.now() - begun > SHARE_OF_TIME * (until - begun)) break;
      signal.throwIfAborted();
      for (const list of lists) {
        if (SEEDED.has(list.mode)) {
          counts.skipped++;
          continue;
        }
        counts.lists++;
        const compared = await compareList(work, list);
        if (compared) effects.add(compared);
      }
      counts.answers++;
    }
    return { ...counts, ...effects.summary(), assumed };
  }
}

function withKnownConditions(rule: Rule): { known: Rule; assumed: string[] } {
  const { condition } = rule;
  const assumed = UNRECORDED.filter((name) => condition && condition[name].length > 0);
  if (assumed.length === 0) return { known: rule, assumed };
  return { known: { ...rule, condition: { ...condition!, languages: [], categories: [], tags: [] } }, assumed };
}

/** Undefined if the rule does not act on the list. */
async function compareList(work: Work, list: RecordedList): Promise<ComparedList | undefined> {
  const { steps, tenantId, name, signal, until } = work;
  const { userId, surface, region, mode, items, above } = list;
  const request = RecommendRequest.fromPartial({
    ...{ tenantId, userId, surface, region, mode, k: items.length },
    ...{ excludeItemIds: [...above], exploration: NO_EXPLORATION },
  });
  const place: PlaceOnPage = { path: 'list', user: await work.before.findUser(request, until) };
  const asked = [
    await work.before.read(request, signal, until, place),
    await work.after.read(request, signal, until, place),
  ];
  checkComplete(asked);
  if (!asked.some(({ held }) => held.names.includes(name))) return undefined;
  const lists: string[][] = [];
  for (const each of asked) lists.push((await makeList(each, steps)).list.items.map(({ itemId }) => itemId));
  checkComplete(asked);
  const compared = { before: lists[0]!, after: lists[1]! };
  const byChance = items.map(({ propensity = 1 }) => propensity > 0 && propensity < 1);
  const scores = isChanged(compared) ? await scoresOf(work, request, scoredOf(lists)) : new Map();
  return { userId, surface, ...compared, byChance, scores };
}

/** The items of the places that weigh, of lists that together have more than a request may name. */
const scoredOf = (lists: readonly string[][]): string[] => [
  ...new Set(lists.flatMap((list) => list.slice(0, LIMITS.candidateItems / 2))),
];

/** The scores of the second stage, where it has one. */
async function scoresOf(
  { steps, before, signal, until }: Work,
  { tenantId, userId, region }: RecommendRequest,
  candidateItemIds: string[],
): Promise<Map<string, number>> {
  if (candidateItemIds.length === 0) return new Map();
  const request = RecommendRequest.fromPartial({
    ...{ tenantId, userId, region, candidateItemIds, k: candidateItemIds.length, rules: false },
    mode: RecommendMode.RECOMMEND_MODE_SECOND_STAGE,
  });
  const asked = await before.read(request, signal, until);
  // With boosts, even none, scores say whether they are log-odds.
  const scored = { ...asked, rules: { ...asked.rules, boosts: new Map() } };
  const { ranked } = await scoreCandidates(scored, await steps.gatherer.gather(scored), steps.metrics);
  checkComplete([asked]);
  return new Map(ranked.filter(({ logOdds }) => logOdds).map(({ itemId, score }) => [itemId, score]));
}

/** Without a store, the lists are others than those that users get. */
function checkComplete(asked: readonly UserRequest[]): void {
  const away = asked
    .flatMap(({ degradations }) => degradations.list())
    .find(({ code }) => code === 'STARS_UNAVAILABLE');
  if (away) throw new StarsError('STARS_UNAVAILABLE', `${away.message}, which an estimate needs: try again later`);
}
