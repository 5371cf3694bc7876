import { createHash } from 'node:crypto';
import type { RecommendedItem, RecommendRequest } from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import { CircuitBreaker, type Metrics, withinMs } from '@stars/platform';
import type { HistoryEvent } from '@stars/profile-store';
import type { EditedList, ListEditor, ListToEdit } from '@stars/text';
import { LRUCache } from 'lru-cache';
import type { Degradations } from './degradations.js';
import { ItemCards } from './item-cards.js';
import type { ListEditing } from './recommending-deps.js';

/** Edits that are kept (least recently used are dropped first). Some 2 KB each. */
const MOST_KEPT = 5000;
/** Lists that the model is asked about at once, over all answers. */
const MOST_ASKED = 16;
/** The number of titles of the user's last items that the model gets. */
const HISTORY_TITLES = 10;
/** Share of the answer's remaining time: the rest is for sending it. */
const SHARE = 3 / 4;
const MODEL = 'language model';
const BREAKER = { failures: 3, limitMs: 20_000, firstPauseMs: 1000, mostPauseMs: 60_000 };

/** Part of the API: its meaning never changes. */
export const NOT_EDITED = 'LIST_NOT_EDITED';

/** The code of a reason that the model wrote. */
const WRITTEN = 'WRITTEN';

export interface EditQuestion {
  request: Pick<RecommendRequest, 'tenantId' | 'surface' | 'explain' | 'exploration' | 'k' | 'language'>;
  history: readonly HistoryEvent[];
  /** When the answer must be there, ms of `performance.now`. */
  until: number;
}

/**
 * A language model at the edge: it orders the first few items and says why they are there, from a cache or within the
 * time of the answer. A late edit serves the next request for the same list. It adds and removes no items.
 */
export class ListEdits {
  readonly #kept = new LRUCache<string, EditedList>({ max: MOST_KEPT });
  readonly #asked = new Map<string, Promise<EditedList>>();
  readonly #breaker = new CircuitBreaker(MODEL, BREAKER);
  readonly #count;

  constructor(
    private readonly editing: ListEditing,
    private readonly cards: Pick<ItemCards, 'get'>,
    metrics: Metrics,
  ) {
    this.#count = metrics.counter({
      name: 'stars_gateway_edits_total',
      help: 'Lists that a language model was to edit, by what came of it: cached, made (maybe too late), or missing.',
      labels: ['outcome'],
    });
  }

  /** The items unchanged if there is no model, nothing to ask, or no answer in time; the last is noted as a degradation. */
  async edit(
    items: readonly RecommendedItem[],
    question: EditQuestion,
    degradations: Degradations,
  ): Promise<RecommendedItem[]> {
    const { editor, rerank } = this.editing;
    const explain = question.request.explain === true;
    const few = items.slice(0, this.editing.items);
    if (!editor || few.length === 0 || !(explain || rerank) || question.request.explain === false) return [...items];
    const edited = await this.#edited(editor, few, question, degradations);
    if (!edited) return [...items];
    const explained = items.map((item, place) => {
      const reason = explain ? edited.reasons[place] : undefined;
      return reason === undefined ? item : { ...item, reason, reasonCode: WRITTEN, reasonArguments: {} };
    });
    return rerank ? inOrder(explained, edited.order, sureOf(question.request)) : explained;
  }

  async #edited(
    editor: ListEditor,
    few: readonly RecommendedItem[],
    question: EditQuestion,
    degradations: Degradations,
  ): Promise<EditedList | undefined> {
    const timeoutMs = Math.min(this.editing.waitMs, SHARE * (question.until - performance.now()));
    try {
      return await withinMs(this.#keptOrMade(editor, few, question), Math.max(0, timeoutMs), tooLate);
    } catch (error) {
      this.#count.inc({ outcome: 'missing' });
      // The error text of an endpoint is not for callers.
      const code = isStarsError(error) ? error.code : 'STARS_INTERNAL';
      degradations.add(NOT_EDITED, `reasons and order are those of the rules: ${code} of the ${MODEL}`);
      return undefined;
    }
  }

  async #keptOrMade(editor: ListEditor, few: readonly RecommendedItem[], question: EditQuestion): Promise<EditedList> {
    const list = await this.#listOf(few, question);
    const key = createHash('sha256')
      .update(JSON.stringify([editor.name, list]))
      .digest('base64');
    const kept = this.#kept.get(key);
    if (!kept) {
      const made = await this.#ask(key, editor, list);
      this.#count.inc({ outcome: 'made' });
      return made;
    }
    this.#count.inc({ outcome: 'cached' });
    return kept;
  }

  async #listOf(
    few: readonly RecommendedItem[],
    { request: { tenantId, surface, language }, history }: EditQuestion,
  ): Promise<ListToEdit> {
    const had = [...new Set(history.map(({ itemId }) => itemId).reverse())].slice(0, HISTORY_TITLES);
    const cards = await this.cards.get(tenantId, [...few.map(({ itemId }) => itemId), ...had]);
    return {
      items: few.map(({ title }, place) => ({ title, category: cards[place]?.category ?? [] })),
      history: cards.slice(few.length).flatMap((card) => (card?.title ? [card.title] : [])),
      surface,
      language,
    };
  }

  /** Runs once for all requests that wait for the same list, and goes on after they left, for the next one. */
  #ask(key: string, editor: ListEditor, list: ListToEdit): Promise<EditedList> {
    const asked = this.#asked.get(key);
    if (asked) return asked;
    if (this.#asked.size >= MOST_ASKED) {
      return Promise.reject(new StarsError('STARS_OVERLOADED', `the ${MODEL} has enough to do`));
    }
    const answer = this.#breaker
      .run(() => editor.edit(list, AbortSignal.timeout(BREAKER.limitMs)))
      .then((edited) => {
        this.#kept.set(key, edited);
        return edited;
      })
      .finally(() => this.#asked.delete(key));
    this.#asked.set(key, answer);
    return answer;
  }
}

const tooLate = (): StarsError => new StarsError('STARS_DEADLINE_EXCEEDED', `the ${MODEL} takes too long`);

/** Places without exploration. A propensity belongs to its place, so no other item may move there. */
const sureOf = ({ k: shown, exploration }: EditQuestion['request']): number =>
  shown - (exploration && exploration.rate > 0 ? exploration.places : 0);

/** The places without exploration in the given order, then the others as they were. */
function inOrder(items: readonly RecommendedItem[], order: readonly number[], sure: number): RecommendedItem[] {
  const first = order.filter((place) => place < sure);
  const rest = items.map((_, place) => place).filter((place) => place >= sure || !first.includes(place));
  return [...first, ...rest].map((place, position) => ({ ...items[place]!, position }));
}
