import type { Archive } from '@stars/archive';
import {
  interactionTypeName,
  type JsonObject,
  messageKey,
  messageToJson,
  objects,
  subjectOf,
  TOPICS_OF_USERS,
  wishedAt,
} from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { BusMessage, EventBus } from '@stars/event-bus';
import type { ProfileStore } from '@stars/profile-store';
import { type ExportPlace, FIRST_PLACE, readPlace, writePlace } from './export-place.js';
import { refusedRows } from './refused-rows.js';

/** Everything that keeps users. */
export interface ExportSources {
  bus: Pick<EventBus, 'read' | 'topicsWithAside'>;
  profiles: Pick<ProfileStore, 'get' | 'marks' | 'seen'>;
  /** Absent: there is none. */
  archive?: Pick<Archive, 'tombstones' | 'rowsOfUser'> | undefined;
  /** Folder of the rows that imports refused; absent: it is on another machine. */
  rejectsFolder?: string | undefined;
}

/** One piece of what is kept of a user. */
export interface ExportedPiece {
  /** Where it is kept. */
  place: string;
  content: JsonObject;
}

export interface ExportPage {
  records: ExportedPiece[];
  /** Empty: this is the last page. */
  nextPageToken: string;
}

interface Asked {
  tenant: string;
  userId: string;
  /** When the page ends, ms of `performance.now`: at the next place where it can go on. */
  until: number;
  signal?: AbortSignal | undefined;
}

/** Pieces of a page, if there are so many: a user has few of them a batch. */
const MOST_PIECES = 1000;
const VECTORS_NOTE =
  'The model made these numbers of the events. They say how near the person is to products; one number alone means nothing.';

const isoOf = (ms: number): string => new Date(ms).toISOString();

/**
 * Reads everything that is kept of a user, by pages that each take a bounded time, however long topics and archive are. An event may come
 * more than once: from the profile, the bus and the archive, because it is kept there. Errors: those of the stores.
 */
export class UserExport {
  constructor(private readonly sources: ExportSources) {}

  /** @param token That of the page before; empty for the first. Errors also: `STARS_INVALID_FIELD` of `page_token`. */
  async page(asked: Asked, token: string): Promise<ExportPage> {
    let place: ExportPlace | undefined = token === '' ? FIRST_PLACE : readPlace(token);
    const records: ExportedPiece[] = [];
    do {
      place = await this.#read(place, asked, records);
    } while (place !== undefined && records.length < MOST_PIECES && performance.now() < asked.until);
    return { records, nextPageToken: place === undefined ? '' : writePlace(place) };
  }

  /** All pages. */
  async *all(asked: Omit<Asked, 'until'>): AsyncGenerator<ExportedPiece> {
    let token = '';
    do {
      const page = await this.page({ ...asked, until: Number.POSITIVE_INFINITY }, token);
      yield* page.records;
      token = page.nextPageToken;
    } while (token !== '');
  }

  #read(place: ExportPlace, asked: Asked, found: ExportedPiece[]): Promise<ExportPlace | undefined> {
    if (place.in === 'profile') return this.#readProfile(asked, found);
    return place.in === 'bus' ? this.#readBus(place, asked, found) : this.#readArchive(place, asked, found);
  }

  async #readProfile({ tenant, userId }: Asked, found: ExportedPiece[]): Promise<ExportPlace> {
    const [[profile], [mark], [seen]] = await Promise.all([
      this.sources.profiles.get(tenant, [userId]),
      this.sources.profiles.marks(tenant, [userId]),
      this.sources.profiles.seen(tenant, [userId]),
    ]);
    for (const { eventId: event_id, itemId: item_id, surface, time } of seen!)
      found.push({
        place: 'profile-store/seen',
        content: { event_id, item_id, surface, time: new Date(time).toISOString() },
      });
    if (mark?.until !== undefined)
      found.push({ place: 'profile-store/deletion', content: markOf(mark.hash, mark.until) });
    if (profile !== undefined) {
      found.push({ place: 'profile-store/features', content: { user_id: userId, features: profile.features } });
      for (const { time, ...event } of profile.history) {
        const { eventId: event_id, region, session } = event;
        const { itemId: item_id, ...other } = subjectOf(event.itemId);
        const type = interactionTypeName(event.type);
        const content = {
          event_id,
          item_id,
          ...other,
          type,
          time: isoOf(time),
          region,
          ...(session ? { session } : {}),
        };
        found.push({ place: 'profile-store/event', content });
      }
      for (const { modelVersion: model_version, general, next, asOf } of profile.vectors) {
        const numbers = { h_gen: [...general], h_next: [...next] };
        const content = { model_version, as_of: isoOf(asOf), ...numbers, note: VECTORS_NOTE };
        found.push({ place: 'profile-store/vectors', content });
      }
    }
    const { rejectsFolder } = this.sources;
    if (rejectsFolder !== undefined) found.push(...(await refusedRows(rejectsFolder, tenant, userId)));
    return { in: 'bus', topic: '', from: [] };
  }

  /** One topic from a position on, until the page ends. */
  async #readBus(
    { topic: name, from }: ExportPlace & { in: 'bus' },
    { tenant, userId, until, signal }: Asked,
    found: ExportedPiece[],
  ): Promise<ExportPlace | undefined> {
    const topics = (await this.sources.bus.topicsWithAside(TOPICS_OF_USERS)).sort();
    const topic = name === '' ? topics[0] : topics.find((other) => other >= name);
    if (topic === undefined) return this.sources.archive ? { in: 'archive', after: '' } : undefined;
    const key = messageKey(tenant, userId);
    const positions = new Map(topic === name ? from : []);
    const before = found.length;
    const reading = { topic, from: new Map(positions), signal };
    for await (const batch of this.sources.bus.read(reading)) {
      for (const message of batch) if (message.key === key) found.push(pieceOf(topic, message));
      const last = batch.at(-1)!;
      positions.set(last.partition, last.offset + 1);
      if (performance.now() >= until || found.length - before >= MOST_PIECES) {
        return { in: 'bus', topic, from: [...positions] };
      }
    }
    const next = topics[topics.indexOf(topic) + 1];
    if (next !== undefined) return { in: 'bus', topic: next, from: [] };
    return this.sources.archive ? { in: 'archive', after: '' } : undefined;
  }

  /** Rows of one day and kind. */
  async #readArchive(
    { after }: ExportPlace & { in: 'archive' },
    { tenant, userId, signal }: Asked,
    found: ExportedPiece[],
  ): Promise<ExportPlace | undefined> {
    const archive = this.sources.archive!;
    if (after === '') {
      const until = (await archive.tombstones(signal)).untilOf(tenant, userId);
      if (until !== undefined) found.push({ place: 'archive/deletion', content: markOf(undefined, until) });
    }
    const part = await archive.rowsOfUser({ tenant, userId }, after, signal);
    if (part === undefined) return undefined;
    for (const content of part.rows) found.push({ place: `archive/${part.folder}`, content });
    return { in: 'archive', after: part.folder };
  }
}

function markOf(hash: string | undefined, until: number): JsonObject {
  const wished = isoOf(wishedAt(until));
  return { ...(hash ? { hash } : {}), ...(objects(until) ? { objected: wished } : { deleted_until: wished }) };
}

function pieceOf(topic: string, { partition, offset, id, headers, value }: BusMessage): ExportedPiece {
  const origin = TOPICS_OF_USERS.find((each) => topic === each || topic.startsWith(`${each}.`))!;
  const at = { partition, offset, id, ...(Object.keys(headers).length > 0 ? { headers } : {}) };
  try {
    return { place: `event-bus/${topic}`, content: { ...at, message: messageToJson(origin, value) } };
  } catch (error) {
    // Dead letters are often what cannot be read.
    if (!isStarsError(error)) throw error;
    return { place: `event-bus/${topic}`, content: { ...at, bytes: Buffer.from(value).toString('base64') } };
  }
}
