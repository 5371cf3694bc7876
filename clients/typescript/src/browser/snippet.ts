// The script that a shop puts into its pages: see docs/how-to/put-the-snippet-into-your-pages.md.
import { type Event, EventQueue } from '../event-queue.js';
import type { CallOptions } from '../send.js';
import { errorOf } from '../stars-error.js';
import type { Interaction, TrackRequest, TrackResponse } from '../types.js';
import { forgetVisitor, loadVisitor, rememberClick, saveVisitor, type Visitor, wasJustClicked } from './visitor.js';
import { type ListedItem, watchLists } from './watch-lists.js';

type Call = [what: string, about?: unknown, fields?: Partial<Interaction>];

declare global {
  interface Window {
    /** `q` has the calls that were made before the script was there. */
    stars?: ((...call: Call) => void) & { q?: Iterable<ArrayLike<unknown>> };
  }
}

const { url = '', key } = (document.currentScript as HTMLScriptElement).dataset;

/** How long a call may take, ms. */
const TIMEOUT_MS = 10_000;

async function track(request: TrackRequest, { keepalive = false }: CallOptions = {}): Promise<TrackResponse> {
  const response = await fetch(`${url.replace(/\/$/, '')}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
    keepalive,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw errorOf(response.status, text);
  return JSON.parse(text) as TrackResponse;
}

/** What a visitor does from the consent to its withdrawal. */
class Visit {
  #visitor: Visitor = loadVisitor();
  #isOver = false;
  readonly #queue = new EventQueue(async (request, options) =>
    // What waits when the consent is withdrawn is sent nowhere.
    this.#isOver ? { accepted: 0, duplicates: 0 } : track(request, options),
  );
  readonly #stopWatching = watchLists(
    (items) => this.#noteSeen(items),
    ({ item, recommendationId }) => {
      if (rememberClick(this.#visitor, item, recommendationId)) this.#add('view', item);
    },
  );

  take([what, about, fields]: Call): void {
    const visitor = this.#visitor;
    if (what === 'reset') {
      forgetVisitor();
      this.#visitor = loadVisitor();
    } else if (what === 'identify') {
      if (visitor.user === about) return;
      visitor.user = about as string;
      saveVisitor(visitor);
      this.#queue.add({ anonymous_id: visitor.id, user_id: visitor.user, type: 'identify' });
    } else if (what !== 'view' || !wasJustClicked(visitor, about as string)) {
      this.#add(what as Interaction['type'], about as string, fields);
    }
  }

  end(): void {
    this.#isOver = true;
    this.#stopWatching();
    void this.#queue.close();
    forgetVisitor();
  }

  #add(type: Interaction['type'], item_id: string | undefined, fields?: Partial<Interaction>): void {
    const { id, user, clicks } = this.#visitor;
    const click = clicks.find(([item]) => item === item_id);
    this.#queue.add({
      ...(user ? { user_id: user } : { anonymous_id: id }),
      ...(click && { recommendation_id: click[1] }),
      ...{ item_id, type, ...fields },
    } as Event<Interaction>);
  }

  /** One impression for each list. */
  #noteSeen(seen: ListedItem[]): void {
    const { id, user = id } = this.#visitor;
    const lists = new Map<string, ListedItem[]>();
    for (const each of seen) {
      const list = JSON.stringify([each.recommendationId, each.surface]);
      lists.set(list, [...(lists.get(list) ?? []), each]);
    }
    for (const list of lists.values()) {
      const { recommendationId: recommendation_id, surface } = list[0]!;
      const items = list.map(({ item, position }) => ({ item_id: item, position }));
      const page = { page_id: recommendation_id, recommendation_id, surface, confirmed: true };
      this.#queue.addImpression({ user_id: user, ...page, items });
    }
  }
}

let visit: Visit | undefined;
/** Calls before the answer to the question for consent. */
let early: Call[] = [];
let isRefused = false;

function stars(...call: Call): void {
  const [what, about] = call;
  if (what !== 'consent') {
    if (visit) visit.take(call);
    else if (!isRefused) early.push(call);
    return;
  }
  isRefused = !about;
  const calls = early;
  early = [];
  if (isRefused) {
    if (visit) visit.end();
    else forgetVisitor();
    visit = undefined;
  } else if (!visit) {
    visit = new Visit();
    for (const each of calls) visit.take(each);
  }
}

const before = window.stars?.q ?? [];
window.stars = stars;
for (const call of before) stars(...(Array.from(call) as Call));
