import type { Archive, ColumnReader } from '@stars/archive';
import { TOPICS } from '@stars/contracts';
import { countShowings, type Showing } from '@stars/evaluation';
import { entryOf } from '@stars/platform';

interface SeenOrChosen {
  itemId: string;
  /** ms since 1970 */
  time: number;
}

/** An item of a page; see docs/reference/archive.md. */
interface ShownItem {
  item_id: string;
  /** Its list on the page, whose name is a surface of its own. */
  placement: string | null;
}

/** What a user saw, by surface and each item once a page, and chose. */
interface UserOfArchive {
  seen: Map<string, Map<string, SeenOrChosen>>;
  chosen: SeenOrChosen[];
}

export interface ShowingsQuestion {
  tenant: string;
  /** The first UTC day, `YYYY-MM-DD`. */
  first: string;
  /** If there are more pages, some of the users are read. */
  mostPages: number;
  signal: AbortSignal;
}

/** What users saw on each surface, as clients confirmed it, and what came of it: from an archive and what the bus has beyond it. */
export async function archivedShowings(
  archive: Archive,
  { tenant, first, mostPages, signal }: ShowingsQuestion,
): Promise<Map<string, Showing[]>> {
  const users = new Map<string, UserOfArchive>();
  const ends = await archive.ends([TOPICS.impressions, TOPICS.interactions], signal);
  const read = async (reader: ColumnReader): Promise<void> => {
    const parts = Math.ceil(reader.rowsAtMost(tenant, 'impression', { first }) / mostPages);
    const selection = { first, where: parts > 1 ? `hash(user_id) % ${parts} = 0` : 'TRUE' };
    const pages = reader.columns<[string[], string[], string[], string[], number[]]>(
      tenant,
      'impression',
      (rows) => `SELECT user_id, coalesce(surface, ''), page_id, to_json(items)::VARCHAR, epoch_ms(time)::DOUBLE
        FROM ${rows} WHERE confirmed`,
      selection,
    );
    for await (const [user, surface, page, items, time] of pages) {
      for (let n = 0; n < user.length; n++) {
        const { seen } = entryOf(users, user[n]!, newUser);
        for (const { item_id: itemId, placement } of JSON.parse(items[n]!) as ShownItem[]) {
          const list = placement ?? surface[n]!;
          if (!list) continue;
          const ofSurface = entryOf(seen, list, () => new Map<string, SeenOrChosen>());
          ofSurface.set(JSON.stringify([page[n]!, itemId]), { itemId, time: time[n]! });
        }
      }
    }
    const events = reader.columns<[string[], string[], number[]]>(
      tenant,
      'interaction',
      (rows) => `SELECT user_id, item_id, epoch_ms(time)::DOUBLE FROM ${rows} WHERE item_id != ''`,
      selection,
    );
    for await (const [user, item, time] of events)
      for (let n = 0; n < user.length; n++) users.get(user[n]!)?.chosen.push({ itemId: item[n]!, time: time[n]! });
  };
  await archive.columns(ends, ['impression', 'interaction'], read, signal);
  const showings = new Map<string, Showing[]>();
  for (const [userId, { seen, chosen }] of users)
    for (const [surface, items] of seen)
      for (const showing of countShowings(userId, [...items.values()], chosen))
        entryOf(showings, surface, () => []).push(showing);
  return showings;
}

const newUser = (): UserOfArchive => ({ seen: new Map(), chosen: [] });
