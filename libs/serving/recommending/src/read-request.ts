import {
  type Degradation,
  type Filter,
  type Interaction,
  type OwnKinds,
  RecommendMode,
  type RecommendRequest,
  validateRecommendRequest,
  withTypes,
} from '@stars/contracts';
import { type EventKinds, isListMode, type ListRules } from '@stars/ranking';
import { Degradations } from './degradations.js';
import { both, isNot } from './eligibility.js';
import { meansHad } from './had-items.js';
import { KeptFindings } from './kept-findings.js';
import type { ListArranger } from './list-arranger.js';
import { listRules } from './list-rules.js';
import type { LiveSurfaces } from './live-surfaces.js';
import type { Clock } from './recommending-deps.js';
import type { HeldRules } from './rules/held-rules.js';
import type { RequestRules } from './rules/request-rules.js';
import type { ServedModelProvider } from './served-model.port.js';
import type { StoreTimeouts } from './store-timeouts.js';
import { filledFromSurface } from './surfaces.js';
import type { UserRequest } from './user-request.js';
import type { KnownUser, UserSource } from './user-source.js';

export interface RequestReaderDeps {
  models: ServedModelProvider;
  users: UserSource;
  arranger: Pick<ListArranger, 'poolSize'>;
  timeouts: StoreTimeouts;
  surfaces: Pick<LiveSurfaces, 'find'>;
  rules: Pick<RequestRules, 'find' | 'findPins'>;
  /** The shop's own kinds of events. */
  kinds: OwnKinds;
  clock: Clock;
}

/** Lists of changes begin with what the user had to do with. */
const OF_CHANGES = [RecommendMode.RECOMMEND_MODE_BACK_IN_STOCK, RecommendMode.RECOMMEND_MODE_PRICE_DROPPED];

const WITHOUT_MODEL: ReadonlySet<RecommendMode> = new Set([
  RecommendMode.RECOMMEND_MODE_BEST_SELLERS,
  RecommendMode.RECOMMEND_MODE_NEWEST,
  ...OF_CHANGES,
]);

/** The user of a request or page, and why less is known than could be. */
export interface FoundUser {
  user: KnownUser;
  /** Of the request, ms. */
  time: number;
  lacks: readonly Degradation[];
}

/** Where on a page a request's list stands. */
export interface PlaceOnPage {
  /** Of the placement in the page's request, for errors. */
  path: string;
  user: FoundUser;
}

/** Checks a request, and looks up the model that serves and the user who asks. */
export class RequestReader {
  constructor(private readonly deps: RequestReaderDeps) {}

  /** Errors: `STARS_INVALID_REQUEST`. Whatever else is missing is a degradation of the answer. */
  async read(given: RecommendRequest, signal: AbortSignal, until: number, place?: PlaceOnPage): Promise<UserRequest> {
    const { models, users, arranger, timeouts, surfaces } = this.deps;
    const recentEvents = this.typed(given.recentEvents);
    const surface = surfaces.find(given.tenantId, given.surface);
    const valid = validateRecommendRequest(filledFromSurface({ ...given, recentEvents }, surface), place?.path);
    const unspecified = valid.mode === RecommendMode.RECOMMEND_MODE_UNSPECIFIED;
    const request = unspecified ? { ...valid, mode: RecommendMode.RECOMMEND_MODE_SECOND_STAGE } : valid;
    const degradations = new Degradations(timeouts, until);
    const model = models.current(request.tenantId);
    if (!model && !WITHOUT_MODEL.has(request.mode)) degradations.add('STARS_MODEL_NOT_READY', 'there is no model yet');
    const { user: found, time, lacks } = place?.user ?? (await this.findUser(request, until));
    const isRanked = !isListMode(request.mode);
    if (isRanked || OF_CHANGES.includes(request.mode)) degradations.addAll(lacks);
    const hasSeeds = isRanked && request.seedItemIds.length > 0;
    const user = model && hasSeeds ? await users.findWithSeeds(model, found, request, time, degradations) : found;
    const excludeItemIds = [...excludedItems(request, user, model?.kinds), ...request.seedItemIds];
    const held = await this.deps.rules.find({ request, user: found, time }, degradations);
    const filter = both(filterOf(request, user), held.filter);
    const fatigue = await users.findFatigue(request, found, time, degradations);
    const asked = { ...request, excludeItemIds, filter };
    const pins = await this.deps.rules.findPins(held, asked, degradations);
    const rules = { ...listRules(request), fatigue, pins, ...withHeld(listRules(request).caps, held) };
    return {
      ...{ request: asked, model, user, time, degradations, signal, until, held },
      ...{ above: [], kept: new KeptFindings(), rules, pool: arranger.poolSize(request.tenantId, request.k, rules) },
    };
  }

  /** Events with the types of the shop's own kinds. Errors: `STARS_UNKNOWN_TYPE`. */
  typed(recentEvents: readonly Interaction[]): Interaction[] {
    return withTypes(recentEvents, this.deps.kinds, 'recent_events');
  }

  /** What is known of the user of a checked request. */
  async findUser(request: RecommendRequest, until: number): Promise<FoundUser> {
    const { users, models, timeouts, clock } = this.deps;
    const degradations = new Degradations(timeouts, until);
    const model = models.current(request.tenantId);
    const time = request.time?.getTime() ?? clock();
    if (!model || isListMode(request.mode)) {
      const user = await users.history(request, degradations);
      return { user, time, lacks: degradations.list() };
    }
    const user = await users.find(model, request, time, degradations);
    // If the store is away, the user only seems unknown; the true reason is already in the answer.
    if (!user.vectors && degradations.list().length === 0) {
      degradations.add('STARS_UNKNOWN_USER', 'nothing is known of this user yet');
    }
    return { user, time, lacks: degradations.list() };
  }
}

/** What the rules of a merchandiser do to the whole list; of which items is known once they are ranked. */
const withHeld = (caps: ListRules['caps'], held: HeldRules): Partial<ListRules> & Pick<ListRules, 'caps'> => ({
  caps: [...caps, ...held.caps],
  ...(held.boosts.length > 0 ? { boosts: new Map() } : {}),
  ...(held.shares.length > 0 ? { shares: held.shares.map(({ share }) => ({ share, itemIds: new Set() })) } : {}),
});

/**
 * Items that must not be in the answer: those that the request names, and what the user had, or met, if it says so. What the user had is
 * what the model predicts: usually purchases. And what the user does not want to see.
 */
function excludedItems(
  { excludeItemIds, excludePurchased, excludeSeen }: RecommendRequest,
  { history, dislikes }: KnownUser,
  kinds: EventKinds | undefined,
): string[] {
  const unwanted = [...excludeItemIds, ...(dislikes?.items ?? [])];
  if (!excludePurchased && !excludeSeen) return unwanted;
  const excluded = history.filter(({ type }) => excludeSeen || meansHad(kinds, type)).map(({ itemId }) => itemId);
  return [...new Set([...unwanted, ...excluded])];
}

/** The request's filter, and nothing of categories and brands that the user does not want to see. */
function filterOf({ filter }: RecommendRequest, { dislikes }: KnownUser): Filter | undefined {
  const { categories: category = [], brands: brand = [] } = dislikes ?? {};
  const unwanted = Object.entries({ category, brand })
    .filter(([, values]) => values.length > 0)
    .map(([field, values]) => isNot({ expression: { $case: 'in', value: { field, values } } }));
  const operands = [...(filter ? [filter] : []), ...unwanted];
  return operands.length > 1 ? { expression: { $case: 'all', value: { operands } } } : operands[0];
}
