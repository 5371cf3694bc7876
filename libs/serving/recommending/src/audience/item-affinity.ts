import { type AudienceMember, dislikesOf, isOfDislike, standingEvents } from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import { eventAt, type HistoryEvent, typeAt, type UserHistory, unpackEvents } from '@stars/profile-store';
import { innerProduct, isTargetEvent, type RepeatScores, withRepeat } from '@stars/ranking';
import { meansHad } from '../had-items.js';
import type { StandingHistory } from './standing-history.js';

/** An item that users are found for. */
export interface AudienceItem {
  itemId: string;
  /** v_j, [s]. */
  vector: Float32Array;
  /** Broad to fine; empty if the catalogue has no such item. */
  category: readonly string[];
  brand: string;
}

export interface AffinityRules {
  items: readonly AudienceItem[];
  /** Items of the same category by id, with the places in `items` of those that they are like. */
  like: ReadonlyMap<string, readonly number[]>;
  model: Pick<ServedModel, 'kinds' | 'prior' | 'repeats'>;
  /** Whether an item counts for nobody who had it. */
  excludePurchased: boolean;
  /** ms since 1970 */
  time: number;
}

export type AudienceUser = UserHistory & { events: StandingHistory };

const DAY_MS = 86_400_000;
/** In so many days the weight of an event falls to 1/e. */
const FADE_DAYS = 90;
/** What an event less would change for who has none. */
const LEAST = 0.5;
/** Chosen on validation weeks: lab/notebook/quality-results.md */
const ACTIVITY_WEIGHT = 0.5;

/**
 * How right items are for users: the model's score with what the user had, and, because a model's scores compare items of one user and not
 * users, how much the user does and how much of that is of the item's category.
 */
export class ItemAffinity {
  readonly #placeOf: ReadonlyMap<string, number>;

  constructor(private readonly rules: AffinityRules) {
    this.#placeOf = new Map(rules.items.map(({ itemId }, place) => [itemId, place]));
  }

  /** The best item for the user; undefined if there is none, or the user has no vectors of the model. */
  best(user: AudienceUser): AudienceMember | undefined {
    const { items, model } = this.rules;
    if (user.vectors === undefined) return undefined;
    const { next } = user.vectors;
    const own = this.#eventsOfItems(user);
    const unwanted = this.#unwanted(own);
    const repeats = this.#repeats(user, own);
    const { activity, like } = this.#counts(user.events);
    let best: AudienceMember | undefined;
    for (const [place, { itemId, vector }] of items.entries()) {
      if (unwanted(place)) continue;
      const searched = innerProduct(next, vector) + (model.prior?.shiftOf(itemId) ?? 0);
      const rho = repeats?.get(itemId);
      const scored = rho ? withRepeat(searched, rho.next) : searched;
      const score = scored + ACTIVITY_WEIGHT * Math.log(activity + LEAST) + Math.log(like[place]! + LEAST);
      if (best === undefined || score > best.score) best = { userId: user.userId, itemId, score };
    }
    return best;
  }

  /** The user's events with the items, of every type, and all dislikes. */
  #eventsOfItems({ history }: AudienceUser): HistoryEvent[] {
    const wanted = history.texts.map((text) => this.#placeOf.has(text));
    const events: HistoryEvent[] = [];
    for (let place = 0; place < history.times.length; place++) {
      if (wanted[history.items[place]!] || isOfDislike(typeAt(history, place))) events.push(eventAt(history, place));
    }
    return events;
  }

  /** Whether an item, by its place, is not for the user: it is disliked, or the user had it. */
  #unwanted(own: readonly HistoryEvent[]): (place: number) => boolean {
    const { items, model, excludePurchased } = this.rules;
    const dislikes = dislikesOf(own);
    const had = new Set<string>();
    if (excludePurchased) {
      for (const { itemId, type } of standingEvents(own)) if (meansHad(model.kinds, type)) had.add(itemId);
    }
    if (!dislikes && had.size === 0) return () => false;
    return (place) => {
      const { itemId, category, brand } = items[place]!;
      if (had.has(itemId)) return true;
      if (!dislikes) return false;
      const { items: disliked, categories, brands } = dislikes;
      return disliked.includes(itemId) || brands.includes(brand) || category.some((each) => categories.includes(each));
    };
  }

  /** Only for users who had one of the items: it reads their whole history. */
  #repeats({ history }: AudienceUser, own: readonly HistoryEvent[]): RepeatScores | undefined {
    const { model, time } = this.rules;
    if (!model.repeats || own.every(({ type }) => isOfDislike(type))) return undefined;
    return model.repeats.score(standingEvents(unpackEvents(history)), time);
  }

  /** Events that the model predicts, of all items, and for each item of those that are like it; older ones count less. */
  #counts(events: StandingHistory): { activity: number; like: Float64Array } {
    const { items, like: likeOf, model, time } = this.rules;
    const { history, places } = events;
    const likeOfText = history.texts.map((text) => likeOf.get(text));
    const like = new Float64Array(items.length);
    let activity = 0;
    for (let n = 0; n < places.length; n++) {
      const place = places[n]!;
      const age = time - events.timeAt(place);
      if (age < 0 || !isTargetEvent(model.kinds, events.typeAt(place))) continue;
      const weight = Math.exp(-age / (FADE_DAYS * DAY_MS));
      activity += weight;
      for (const of of likeOfText[history.items[place]!] ?? []) like[of]! += weight;
    }
    return { activity, like };
  }
}
