const LIST = '[data-stars-recommendation]';
const ITEM = '[data-stars-item]';

/** An item counts as seen once half of it was in view so long, ms. */
const SEEN_MS = 1000;
/** A page that changes is searched for items so often at most, ms. */
const SEARCH_MS = 200;

/** An item of a list on the page. */
export interface ListedItem {
  item: string;
  recommendationId: string;
  surface: string;
  position: number;
}

/** Hears of items that were in view, those of one moment together, and of items that were clicked. Gives what ends it. */
export function watchLists(onSeen: (items: ListedItem[]) => void, onClick: (item: ListedItem) => void): () => void {
  const stopViews = watchViews(onSeen);
  const listener = (event: Event): void => {
    const item = (event.target as Element).closest?.(ITEM);
    const listed = item && listedItem(item);
    // The right button opens a menu.
    if (listed && (event as MouseEvent).button !== 2) onClick(listed);
  };
  for (const name of CLICKS) document.addEventListener(name, listener, true);
  return () => {
    stopViews();
    for (const name of CLICKS) document.removeEventListener(name, listener, true);
  };
}

/** The second one is of the middle button, which opens a tab. */
const CLICKS = ['click', 'auxclick'];

function watchViews(onSeen: (items: ListedItem[]) => void): () => void {
  const seen = new Set<string>();
  /** When an item came into view. */
  const since = new Map<Element, number>();
  const observer = new IntersectionObserver(
    (entries) => {
      const now = performance.now();
      for (const { target, intersectionRatio } of entries) {
        if (intersectionRatio < 0.5) since.delete(target);
        else if (!since.has(target)) since.set(target, now);
      }
      if ([...since.values()].includes(now)) setTimeout(note, SEEN_MS, now);
    },
    { threshold: 0.5 },
  );
  /** Notes what has been in view since then. */
  const note = (then: number): void => {
    // Nobody sees a tab in the background.
    if (document.visibilityState === 'hidden') return void setTimeout(note, SEEN_MS, then);
    const items: ListedItem[] = [];
    for (const [element, time] of since) {
      const listed = time === then && listedItem(element);
      if (!listed) continue;
      since.delete(element);
      observer.unobserve(element);
      if (isNew(seen, listed)) items.push(listed);
    }
    if (items.length > 0) onSeen(items);
  };
  const stopSearch = searchAgain(() => {
    for (const element of document.querySelectorAll(`${LIST} ${ITEM}`)) {
      const listed = listedItem(element);
      if (listed && !seen.has(keyOf(listed))) observer.observe(element);
    }
  });
  return () => {
    stopSearch();
    observer.disconnect();
    since.clear();
  };
}

/** Searches now, and whenever the page has changed. */
function searchAgain(search: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const changes = new MutationObserver(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      search();
    }, SEARCH_MS);
  });
  const attributeFilter = ['data-stars-recommendation', 'data-stars-item'];
  changes.observe(document, { childList: true, subtree: true, attributes: true, attributeFilter });
  search();
  return () => {
    changes.disconnect();
    clearTimeout(timer);
  };
}

function listedItem(element: Element): ListedItem | undefined {
  const list = element.closest<HTMLElement>(LIST);
  const { starsItem: item } = (element as HTMLElement).dataset;
  const { starsRecommendation: recommendationId, starsSurface: surface = '' } = list?.dataset ?? {};
  if (!list || !item || !recommendationId) return undefined;
  return { item, recommendationId, surface, position: [...list.querySelectorAll(ITEM)].indexOf(element) };
}

const keyOf = ({ recommendationId, surface, item }: ListedItem): string => `${recommendationId} ${surface} ${item}`;

function isNew(seen: Set<string>, listed: ListedItem): boolean {
  const count = seen.size;
  return seen.add(keyOf(listed)).size > count;
}
