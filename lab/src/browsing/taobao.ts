import type { BrowsingKind } from '@stars/replay';
import { type BrowsingLog, byStart, type LoggedEvent, type LoggedSession } from './browsing-log.js';

/** A user who does nothing for longer begins a new session. */
const PAUSE_MS = 30 * 60_000;
/** Favourites are no take and no view, and are left out. */
const KINDS: Readonly<Record<string, BrowsingKind>> = { pv: 'view', cart: 'add_to_cart', buy: 'purchase' };

/** Slices of the Taobao log: lines `user,item,category,behaviour,seconds since 1970`. A line that stands twice counts once. */
export function taobao(texts: readonly string[]): BrowsingLog {
  const users = new Map<string, LoggedEvent[]>();
  for (const line of new Set(texts.flatMap((text) => text.split(/\r?\n/)))) {
    const [user = '', item = '', category = '', behaviour = '', seconds] = line.split(',');
    const kind = KINDS[behaviour];
    if (kind === undefined) continue;
    const events = users.get(user) ?? [];
    users.set(user, events);
    events.push({ item, kind, time: Number(seconds) * 1000, category });
  }
  return { sessions: [...users].flatMap(([user, events]) => sessionsOf(user, events)).sort(byStart) };
}

function sessionsOf(user: string, events: LoggedEvent[]): LoggedSession[] {
  const sessions: LoggedSession[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const event of events.sort((a, b) => a.time - b.time)) {
    if (event.time - last > PAUSE_MS) sessions.push({ id: `${user}-${sessions.length + 1}`, events: [] });
    sessions.at(-1)!.events.push(event);
    last = event.time;
  }
  return sessions;
}
