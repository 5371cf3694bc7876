import { randomUUID } from 'node:crypto';
import type { ItemCatalog } from '@stars/item-catalog';
import { isLostCursor, type ProfileStore } from '@stars/profile-store';
import { z } from 'zod';

/** Ids that one embedder takes at a time: what is done twice, at most, after its death. */
const A_CHUNK = { items: 500, users: 512 };
/** A chunk whose embedder has said nothing for so long is taken by another one, ms. */
export const SILENT_MS = 15_000;
/** The beat of a chunk whose embedder gave it back. */
const GIVEN_BACK = -1;

const stage = z.enum(['items', 'users']);
const counts = z.object({ items: z.number(), users: z.number() });
const chunk = z.object({ id: z.string(), stage, ids: z.array(z.string()), beat: z.number() });
const state = z.object({
  /** The next page of a scan that nobody has taken yet; absent once all pages were. The cursor is absent at the beginning. */
  next: z.object({ stage, cursor: z.string().optional() }).optional(),
  /** What was taken and is not done. */
  chunks: z.array(chunk),
  /** Ids whose vectors are made. */
  done: counts,
  /** Ids that were taken from embedders that had died. */
  again: counts,
});

export type FillStage = z.infer<typeof stage>;
export type FillChunk = z.infer<typeof chunk>;
export type FillState = z.infer<typeof state>;

export const isFilled = ({ next, chunks }: FillState): boolean => next === undefined && chunks.length === 0;

/**
 * How far the fill of a version is: all items and users are dealt out in chunks to the embedders, which share this state in the
 * profile store. A chunk whose embedder died goes to another one. No clocks are compared: an embedder beats, and the others
 * measure for how long they have not seen a beat.
 */
export class SharedFill {
  readonly #work: string;
  /** When a beat of a chunk was first seen, ms of `performance.now`. */
  #beats = new Map<string, { beat: number; since: number }>();

  /** @param now ms of a clock that never goes back */
  constructor(
    private readonly stores: { profiles: ProfileStore; catalog: ItemCatalog },
    private readonly tenant: string,
    version: string,
    private readonly silentMs = SILENT_MS,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#work = `fill/${version}`;
  }

  /** Begins from the start, whatever there was. */
  async begin(): Promise<void> {
    const none = { items: 0, users: 0 };
    await this.#put({ next: { stage: 'items' }, chunks: [], done: none, again: none });
  }

  /** Forgets it, done or not. */
  async end(): Promise<void> {
    await this.#put(undefined);
  }

  /** Undefined if none has begun. */
  async state(): Promise<FillState | undefined> {
    return parsed(await this.#read());
  }

  /** A chunk for the caller; undefined if there is none now. @param done The caller's chunk before, whose vectors are made. */
  async take(done?: FillChunk): Promise<FillChunk | undefined> {
    let taken: FillChunk | undefined;
    await this.#change(async (fill) => {
      if (done) finish(fill, done);
      taken = this.#takeLeft(fill) ?? (await this.#takeNext(fill));
    });
    return taken;
  }

  /** Tells the others that the caller works on its chunk. */
  async beat({ id }: FillChunk): Promise<void> {
    await this.#change((fill) => {
      const mine = fill.chunks.find((each) => each.id === id);
      if (mine) mine.beat++;
    });
  }

  /** Gives a chunk back of which some ids are left, for another embedder to take at once. */
  async giveBack({ id, stage, ids }: FillChunk, left: readonly string[]): Promise<void> {
    await this.#change((fill) => {
      const mine = fill.chunks.find((each) => each.id === id);
      if (!mine) return;
      fill.done[stage] += ids.length - left.length;
      Object.assign(mine, { ids: left, beat: GIVEN_BACK });
    });
  }

  #takeLeft(fill: FillState): FillChunk | undefined {
    const now = this.now();
    const seen = fill.chunks.map(({ id, beat }) => {
      const before = this.#beats.get(id);
      return [id, before?.beat === beat ? before : { beat, since: now }] as const;
    });
    this.#beats = new Map(seen);
    const silent = ({ id }: FillChunk): boolean => now - this.#beats.get(id)!.since >= this.silentMs;
    const left = fill.chunks.find((each) => each.beat === GIVEN_BACK || silent(each));
    if (!left) return undefined;
    if (left.beat !== GIVEN_BACK) fill.again[left.stage] += left.ids.length;
    // Under another id, what the one before still says about it does not count.
    return Object.assign(left, { id: randomUUID(), beat: 0 });
  }

  async #takeNext(fill: FillState): Promise<FillChunk | undefined> {
    while (fill.next) {
      const { stage, cursor } = fill.next;
      const { ids, next } = await this.#page(stage, cursor);
      if (next !== undefined) fill.next = { stage, cursor: next };
      else fill.next = stage === 'items' ? { stage: 'users' } : undefined;
      if (ids.length === 0) continue;
      const taken = { id: randomUUID(), stage, ids, beat: 0 };
      fill.chunks.push(taken);
      return taken;
    }
    return undefined;
  }

  async #page(stage: FillStage, cursor: string | undefined): Promise<{ ids: string[]; next?: string | undefined }> {
    const from = { limit: A_CHUNK[stage], ...(cursor === undefined ? {} : { cursor }) };
    const { profiles, catalog } = this.stores;
    if (stage === 'items') {
      const { items, cursor: next } = await catalog.scan(this.tenant, from);
      return { ids: items.map(({ itemId }) => itemId), next };
    }
    try {
      const { userIds, cursor: next } = await profiles.scan(this.tenant, from);
      return { ids: userIds, next };
    } catch (error) {
      // The server was restarted and does not know its cursors any more: from the first user on once more.
      if (cursor === undefined || !isLostCursor(error)) throw error;
      return this.#page(stage, undefined);
    }
  }

  /** Changes the state, again if another embedder came first; nothing if there is none. */
  async #change(change: (fill: FillState) => Promise<void> | void): Promise<void> {
    for (;;) {
      const before = await this.#read();
      const fill = parsed(before);
      if (!fill) return;
      await change(fill);
      if (await this.stores.profiles.putProgress(this.tenant, this.#work, before, JSON.stringify(fill))) return;
    }
  }

  async #put(fill: FillState | undefined): Promise<void> {
    const after = fill && JSON.stringify(fill);
    while (!(await this.stores.profiles.putProgress(this.tenant, this.#work, await this.#read(), after)));
  }

  #read(): Promise<string | undefined> {
    return this.stores.profiles.progress(this.tenant, this.#work);
  }
}

function finish(fill: FillState, done: FillChunk): void {
  const at = fill.chunks.findIndex(({ id }) => id === done.id);
  // Another embedder has it by now.
  if (at < 0) return;
  fill.chunks.splice(at, 1);
  fill.done[done.stage] += done.ids.length;
}

/** Undefined also for what another version of STARS wrote in another form: then it begins again. */
function parsed(text: string | undefined): FillState | undefined {
  return text === undefined ? undefined : state.safeParse(JSON.parse(text)).data;
}
