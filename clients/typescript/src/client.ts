import { ApiCalls } from './api-calls.js';
import { EventQueue, withIds } from './event-queue.js';
import { type CallOptions, newSend } from './send.js';
import { StarsError } from './stars-error.js';
import type {
  PopularItemsRequest,
  PopularItemsResponse,
  RecommendedItem,
  RecommendGroupsRequest,
  RecommendGroupsResponse,
  RecommendPageRequest,
  RecommendPageResponse,
  RecommendRequest,
  RecommendResponse,
  SimilarItemsRequest,
  SimilarItemsResponse,
  TrackRequest,
  TrackResponse,
} from './types.js';

export interface ClientOptions {
  /** Such as `https://stars.shop.example`. */
  url: string;
  /** An API key. In a page, one whose only right is `track`: everybody can read it there. */
  key?: string;
  /** How long a call may take, with all of its tries, ms. Default: 5000. */
  timeoutMs?: number;
  /** Hears of events that the server refuses, and of those that found no room while it was away. */
  onLostEvents?: (error: StarsError, count: number) => void;
}

export interface ListOptions extends CallOptions {
  /** Item ids for the answer if the server gives none in time. */
  fallback?: readonly string[];
}

export interface PageOptions extends CallOptions {
  /** Item ids for each placement, in the same order. */
  fallback?: readonly (readonly string[])[];
}

export interface GroupsOptions extends CallOptions {
  /** Groups, best first, with item ids. */
  fallback?: readonly { value: readonly string[]; items: readonly string[] }[];
}

/** An answer, which may be made of the fallback: then `fallback` says why. */
export type WithFallback<Answer> = Answer & { fallback?: StarsError };

/** Calls STARS. Each method takes the request and gives the answer of one call of the API. Errors: `StarsError`. */
export class StarsClient extends ApiCalls {
  /** Events to be sent soon, many in one call. */
  readonly events: EventQueue;

  /** Errors: `STARS_FIELD_REQUIRED` without an address. */
  constructor({ url, key, timeoutMs = 5000, onLostEvents }: ClientOptions) {
    if (!url) throw new StarsError('STARS_FIELD_REQUIRED', 'it is empty', 'url', 0);
    super(newSend({ url, key, timeoutMs }));
    this.events = new EventQueue((request, options) => super.track(request, options), onLostEvents);
  }

  override recommend(
    request: RecommendRequest,
    { fallback, ...options }: ListOptions = {},
  ): Promise<WithFallback<RecommendResponse>> {
    return orFallback(super.recommend(request, options), fallback, (ids) => ({
      recommendation_id: '',
      ...listOf(ids),
      rules: [],
    }));
  }

  override recommendPage(
    request: RecommendPageRequest,
    { fallback, ...options }: PageOptions = {},
  ): Promise<WithFallback<RecommendPageResponse>> {
    return orFallback(super.recommendPage(request, options), fallback, (lists) => ({
      ...{ recommendation_id: '', model_version: '' },
      placements: lists.slice(0, request.placements.length).map((ids, at) => ({
        ...{ surface: request.placements[at]!.surface ?? '', items: ids.map(plainItem), degradations: [], rules: [] },
      })),
    }));
  }

  override recommendGroups(
    request: RecommendGroupsRequest,
    { fallback, ...options }: GroupsOptions = {},
  ): Promise<WithFallback<RecommendGroupsResponse>> {
    return orFallback(super.recommendGroups(request, options), fallback, (groups) => ({
      ...{ recommendation_id: '', model_version: '', degradations: [] },
      groups: groups.map(({ value, items }) => ({ value, score: 0, items: items.map(plainItem) })),
    }));
  }

  override similarItems(
    request: SimilarItemsRequest,
    { fallback, ...options }: ListOptions = {},
  ): Promise<WithFallback<SimilarItemsResponse>> {
    return orFallback(super.similarItems(request, options), fallback, listOf);
  }

  override popularItems(
    request: PopularItemsRequest,
    { fallback, ...options }: ListOptions = {},
  ): Promise<WithFallback<PopularItemsResponse>> {
    return orFallback(super.popularItems(request, options), fallback, listOf);
  }

  /** Sends events at once. Those without an `event_id` get one, so that an event that is sent again counts once. */
  override track(request: TrackRequest, options?: CallOptions): Promise<TrackResponse> {
    return super.track(withIds(request), options);
  }

  /** Sends what is in the queue, and ends it. */
  close(): Promise<void> {
    return this.events.close();
  }
}

/** The answer, or one of the fallback if the server did not answer, or could not. */
async function orFallback<Answer extends object, Fallback>(
  asked: Promise<Answer>,
  fallback: Fallback | undefined,
  answerOf: (fallback: Fallback) => Answer,
): Promise<WithFallback<Answer>> {
  try {
    return await asked;
  } catch (error) {
    if (fallback === undefined || !(error instanceof StarsError) || !isOfServer(error)) throw error;
    return { ...answerOf(fallback), fallback: error };
  }
}

const listOf = (ids: readonly string[]) => ({ model_version: '', items: ids.map(plainItem), degradations: [] });

/** A wrong request is a fault of the caller, who has to hear of it. */
const isOfServer = ({ status }: StarsError): boolean => status === 0 || status === 429 || status >= 500;

const plainItem = (item_id: string, position: number): RecommendedItem => ({
  ...{ item_id, position, score: 0, title: '', reason: '', propensity: 0, reason_code: '', reason_arguments: {} },
  rule_effects: [],
});
