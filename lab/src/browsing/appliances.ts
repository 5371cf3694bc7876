import type { BrowsingKind } from '@stars/replay';
import { seededRandom } from '@stars/replay';
import { type BrowsingLog, byStart, type LoggedSession } from './browsing-log.js';

/** The log has no dates: its sessions are dealt over so many days by a fixed seed, from a day that means nothing. */
const [DAYS, FIRST_DAY, SEED] = [60, Date.UTC(2025, 0, 6), 75];
const DAY = 86_400_000;
/** Codes of behaviours: up to 8 are ways of viewing. */
const [CART, ORDER] = [9, 10];

/** Sessions of appliances: a line each, of tokens `item+behaviour+category+seconds to the next+dwell`. A line that stands twice counts once. */
export function appliances(texts: readonly string[]): BrowsingLog {
  const random = seededRandom(SEED);
  const lines = new Set(texts.flatMap((text) => text.split('\n').map((line) => line.trim())).filter(Boolean));
  // Sorted, so that no name or order of the files changes which day a session has.
  const sessions = [...lines].sort().map((line, n): LoggedSession => {
    let time = FIRST_DAY + Math.floor(random() * DAYS * DAY);
    const events = line.split(' ').map((token) => {
      const [item = '', behaviour, category = '', gap] = token.split('+');
      const event = { item, kind: kindOf(Number(behaviour)), time, category };
      time += Number(gap) * 1000;
      return event;
    });
    return { id: `session-${n + 1}`, events };
  });
  return { sessions: sessions.sort(byStart) };
}

function kindOf(behaviour: number): BrowsingKind {
  if (behaviour === ORDER) return 'purchase';
  return behaviour === CART ? 'add_to_cart' : 'view';
}
