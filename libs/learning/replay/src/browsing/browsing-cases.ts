/** An event of a session. Consecutive views of one item count once: see `browsedOnce`. */
export interface BrowsingEvent {
  /** Number of the item; equal numbers are the same item. */
  item: number;
  kind: BrowsingKind;
  /** Ms since 1970. */
  time: number;
}

/** Only a view opens an item; the others take it. */
export type BrowsingKind = 'view' | 'add_to_cart' | 'purchase';

export const BROWSING_CASES = ['next new item', 'next take', 'unseen take', 'take after looking on'] as const;

export type BrowsingCaseName = (typeof BROWSING_CASES)[number];

/** A moment of a session at which a list is asked for, and what it should have. */
export interface BrowsingCase {
  name: BrowsingCaseName;
  /** How many events are known: those before the moment. */
  known: number;
  target: number;
  /** `unseen`: everything known is taken out before ten places are scored. `any`: ten places as they come. */
  list: 'unseen' | 'any';
}

/** A next new item is asked for after so many different items were viewed. */
const VIEWED = [3, 5, 10];
/** A take is asked for where the first half has so many different items. */
const SEEN_BEFORE_TAKE = 3;

/** The events without views of the item that was viewed right before. */
export const browsedOnce = <E extends BrowsingEvent>(events: readonly E[]): E[] =>
  events.filter(({ item, kind }, n) => {
    const before = events[n - 1];
    return kind !== 'view' || before?.kind !== 'view' || before.item !== item;
  });

/** The cases of a session, whose events are in order and went through `browsedOnce`. */
export const browsingCases = (events: readonly BrowsingEvent[]): BrowsingCase[] => [
  ...nextNewItems(events),
  ...takesOfSecondHalf(events),
  ...takeAfterLookingOn(events),
];

function nextNewItems(events: readonly BrowsingEvent[]): BrowsingCase[] {
  const cases: BrowsingCase[] = [];
  const [seen, viewed] = [new Set<number>(), new Set<number>()];
  events.forEach(({ item, kind }, known) => {
    if (kind === 'view') {
      if (!seen.has(item) && VIEWED.includes(viewed.size)) {
        cases.push({ name: 'next new item', known, target: item, list: 'unseen' });
      }
      viewed.add(item);
    }
    seen.add(item);
  });
  return cases;
}

function takesOfSecondHalf(events: readonly BrowsingEvent[]): BrowsingCase[] {
  const known = Math.floor(events.length / 2);
  const first = events.slice(0, known);
  const seen = new Set(first.map(({ item }) => item));
  if (seen.size < SEEN_BEFORE_TAKE) return [];
  const taken = new Set(first.filter(isTake).map(({ item }) => item));
  const takes = events.slice(known).filter((event) => isTake(event) && !taken.has(event.item));
  const unseen = takes.find(({ item }) => !seen.has(item));
  const cases: BrowsingCase[] = [];
  if (takes[0]) cases.push({ name: 'next take', known, target: takes[0].item, list: 'any' });
  if (unseen) cases.push({ name: 'unseen take', known, target: unseen.item, list: 'unseen' });
  return cases;
}

function takeAfterLookingOn(events: readonly BrowsingEvent[]): BrowsingCase[] {
  const known = events.findIndex(isTake);
  const target = events[known]?.item;
  // Nothing but views comes before the first take.
  if (known < 1 || target === undefined || events[known - 1]!.item === target) return [];
  return [{ name: 'take after looking on', known, target, list: 'any' }];
}

const isTake = ({ kind }: BrowsingEvent): boolean => kind !== 'view';
