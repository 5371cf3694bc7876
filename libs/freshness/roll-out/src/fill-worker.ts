import { isStarsError, StarsError } from '@stars/errors';
import { chunks, entryOf, pause, repeat } from '@stars/platform';
import {
  type FillChunk,
  type FillStage,
  isFilled,
  type LiveModel,
  SharedFill,
  SILENT_MS,
  usersARound,
  type VectorKeeper,
} from '@stars/vectors';
import type { RollOutDeps } from './roll-out-deps.js';

/** Time between two looks for a fill to share, if there was none, ms. */
const LOOK_MS = 1000;
/** Beats of a chunk within the silence after which it is taken. */
const BEATS = 5;
/** Items that are made between two looks whether to stop. */
const ITEMS_A_ROUND = 250;

/** The progress of a roll-out, for those who wait for it. */
export interface RollOutProgress {
  version: string;
  stage: FillStage;
  done: number;
  total: number;
}

/**
 * Makes vectors of the versions that are being filled, whichever embedder rolls them out: chunk by chunk, which all embedders
 * share. It stops between two rounds, within a second, and gives the rest of its chunk back.
 */
export class FillWorker {
  readonly #fills = new Map<LiveModel, SharedFill>();
  /** Why a fill cannot go on, although its stores are there. */
  readonly #broken = new Map<SharedFill, unknown>();
  readonly #filled;
  /** Rings for this worker when there may be work, and for those who wait when something was done. */
  #work = new Bell();
  #done = new Bell();
  #running: Promise<void> | undefined;

  /** @param stop when it fires, the worker gives back what it has and ends */
  constructor(
    private readonly deps: RollOutDeps,
    private readonly vectors: Pick<VectorKeeper, 'models' | 'items' | 'users'>,
    private readonly stop: AbortSignal,
  ) {
    this.#filled = deps.metrics.counter({
      name: 'stars_embedder_filled_total',
      help: 'Items and users whose vectors this embedder made for a version that is being filled.',
      labels: ['stage'],
    });
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves once it has ended, which its signal tells it to do. */
  async ended(): Promise<void> {
    await this.#running;
  }

  /** How far the fill of the version is. */
  of(live: LiveModel): SharedFill {
    return entryOf(this.#fills, live, () => new SharedFill(this.deps, live.tenant, live.version, this.deps.silentMs));
  }

  /** Forgets how far the fill is, unless another roll-out of the version goes on with it. */
  async end(tenant: string, version: string): Promise<void> {
    await this.vectors.models.learn();
    if (this.vectors.models.rollOuts.beingFilled(tenant).includes(version)) return;
    await new SharedFill(this.deps, tenant, version).end();
  }

  /**
   * Resolves once the fill, which has begun, is done. Errors: the signal's reason; those of the stores; what no waiting mends, as of
   * an item that cannot be encoded.
   */
  async finish(live: LiveModel, signal: AbortSignal, onProgress: (progress: RollOutProgress) => void): Promise<void> {
    const { tenant, version } = live;
    const total = { items: await this.deps.catalog.count(tenant), users: await this.deps.profiles.count(tenant) };
    this.#broken.delete(this.of(live));
    this.#work.ring();
    for (;;) {
      signal.throwIfAborted();
      if (this.#broken.has(this.of(live))) throw this.#broken.get(this.of(live));
      const heard = this.#done.next(LOOK_MS, signal);
      const fill = await this.of(live).state();
      if (!fill)
        throw new StarsError('STARS_UNAVAILABLE', `nobody knows how far ${version} is filled: it begins again`);
      // Nobody makes its vectors any more: a message on the bus ended the roll-out.
      if (!isFilled(fill) && !this.vectors.models.rollOuts.beingFilled(tenant).includes(version))
        throw new StarsError('STARS_UNAVAILABLE', `the fill of ${version} was ended: it begins again`);
      const stage = fill.next?.stage ?? 'users';
      onProgress({ version, stage, done: fill.done[stage], total: total[stage] });
      if (isFilled(fill)) return;
      await heard;
    }
  }

  async #run(): Promise<void> {
    while (!this.stop.aborted) {
      const called = this.#work.next(LOOK_MS, this.stop);
      const worked = await this.#look().catch((err) => this.#wait(err));
      if (!worked) await called;
    }
  }

  /** Whether there was something to do. */
  async #look(): Promise<boolean> {
    await this.vectors.models.follow();
    for (const live of this.#fills.keys()) if (!this.vectors.models.has(live)) this.#forget(live);
    let worked = false;
    for (const live of this.vectors.models.filling()) {
      // What fails with one model holds up no other.
      worked = (await this.#fill(live).catch((err) => this.#wait(err, live))) || worked;
    }
    return worked;
  }

  #wait(err: unknown, live?: LiveModel): false {
    const { tenant, version } = live ?? {};
    this.deps.logger.warn({ err, tenant, version }, 'vectors of a new model wait; filling them goes on soon');
    if (live && !(isStarsError(err) && err.canRetry)) {
      this.#broken.set(this.of(live), err);
      this.#done.ring();
    }
    return false;
  }

  #forget(live: LiveModel): void {
    this.#broken.delete(this.of(live));
    this.#fills.delete(live);
  }

  async #fill(live: LiveModel): Promise<boolean> {
    const fill = this.of(live);
    let chunk = await fill.take();
    if (!chunk) return false;
    while (chunk && (await this.#make(live, fill, chunk))) {
      chunk = await fill.take(chunk);
      this.#done.ring();
    }
    return true;
  }

  /** Whether the whole chunk was made. */
  async #make(live: LiveModel, fill: SharedFill, chunk: FillChunk): Promise<boolean> {
    const { items, users } = this.vectors;
    const { stage, ids } = chunk;
    const size = stage === 'items' ? ITEMS_A_ROUND : usersARound(live.model);
    let left = ids;
    const stopBeating = repeat((this.deps.silentMs ?? SILENT_MS) / BEATS, () =>
      fill.beat(chunk).catch(() => undefined),
    );
    try {
      for (const round of chunks(ids, size)) {
        // The vectors of a model that was dropped are not made.
        if (this.stop.aborted || !this.vectors.models.has(live)) break;
        await (stage === 'items' ? items.refresh(live, round) : users.encode(live, round));
        left = left.slice(round.length);
        this.#filled.inc({ stage }, round.length);
        // A local store never yields: the stream's batches and heartbeats can run here.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      await stopBeating();
      // If this fails too, others take it after a silence.
      if (left.length > 0) await fill.giveBack(chunk, left).catch(() => undefined);
    }
    return left.length === 0;
  }
}

/** Wakes those who wait for it. */
class Bell {
  #rung = new AbortController();

  ring(): void {
    this.#rung.abort();
    this.#rung = new AbortController();
  }

  /** Resolves at the next ring from now on, after so many ms, or if the signal fires. */
  next(ms: number, signal: AbortSignal): Promise<void> {
    return pause(ms, AbortSignal.any([this.#rung.signal, signal]));
  }
}
