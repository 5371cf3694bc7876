import { crc32 } from 'node:zlib';
import type { ItemFeatures } from '@stars/contracts';
import type { EncodedItem, StarsModel } from './stars-model.js';

/** Where features of items come from: the item catalogue. */
export type FeatureSource = (itemIds: readonly string[]) => Promise<(ItemFeatures | undefined)[]>;

/** Enough for the history items of a large catalogue; about 4·d bytes each. */
const LIMIT = 200_000;

/** How long a token is used, ms. */
const BELIEVED_MS = 60_000;

export interface TokenCacheOptions {
  /** Tokens that are kept, at most. */
  limit?: number;
  /** How long a token is used before its features are read again (ms, default a minute): another process may have changed them. */
  believedMs?: number;
  /** A monotonic clock, ms. */
  now?: () => number;
}

/** Uses that are closer than this part of a token's time count as one: moving it to the end each time costs more than finding it. */
const ONE_USE = 1 / 60;

interface KeptToken {
  token: Float32Array;
  /** Of the features that it was made from. */
  checksum: number;
  /** When these were read. */
  madeAt: number;
  /** When it was moved to the end. */
  usedAt: number;
}

/** Tokens of one model's items, made on first use; those that were unused for longest are dropped first. */
export class TokenCache {
  readonly #tokens = new Map<string, KeptToken>();
  readonly #limit: number;
  readonly #believedMs: number;
  readonly #now: () => number;

  constructor(
    private readonly model: Pick<StarsModel, 'reads' | 'encodeItems'>,
    private readonly features: FeatureSource,
    { limit = LIMIT, believedMs = BELIEVED_MS, now = () => performance.now() }: TokenCacheOptions = {},
  ) {
    this.#limit = limit;
    this.#believedMs = believedMs;
    this.#now = now;
  }

  /** The tokens of those items that have features which the model can read. */
  async get(itemIds: Iterable<string>): Promise<Map<string, Float32Array>> {
    const found = new Map<string, Float32Array>();
    /** With the outdated token of each, if there is one. */
    const missing = new Map<string, KeptToken | undefined>();
    const askedAt = this.#now();
    for (const id of new Set(itemIds)) {
      const kept = this.#tokens.get(id);
      if (kept && askedAt - kept.madeAt < this.#believedMs) {
        found.set(id, kept.token);
        if (askedAt - kept.usedAt >= ONE_USE * this.#believedMs) this.#keep(id, kept, askedAt);
      } else missing.set(id, kept);
    }
    if (missing.size > 0) {
      const features = (await this.features([...missing.keys()])).filter((item) => item !== undefined);
      const made = this.#encode(
        features.filter((item) => this.model.reads(item)),
        missing,
        askedAt,
      );
      for (const [itemId, token] of made) {
        const now = this.#tokens.get(itemId);
        // A token that came in meanwhile was made of features no older than those read here.
        const meanwhile = now !== undefined && now !== missing.get(itemId);
        const kept = meanwhile ? now : token;
        found.set(itemId, kept.token);
        this.#keep(itemId, kept, askedAt);
      }
      for (const [id, outdated] of missing) {
        if (outdated && !found.has(id) && this.#tokens.get(id) === outdated) this.#tokens.delete(id);
      }
      this.#evict();
    }
    return found;
  }

  /** Stores tokens that were encoded elsewhere, so that changed features are used at once. */
  put(features: readonly ItemFeatures[], encoded: readonly EncodedItem[]): void {
    const madeAt = this.#now();
    features.forEach((item, i) => {
      const kept = { token: encoded[i]!.token, checksum: checksumOf(item), madeAt, usedAt: madeAt };
      this.#keep(item.itemId, kept, madeAt);
    });
    this.#evict();
  }

  /** Drops items that are gone, or whose features changed elsewhere. */
  forget(itemIds: Iterable<string>): void {
    for (const id of itemIds) this.#tokens.delete(id);
  }

  /** Tokens of items; an outdated one whose features are as they were is used again: reading costs a third of encoding. */
  #encode(
    items: readonly ItemFeatures[],
    outdated: ReadonlyMap<string, KeptToken | undefined>,
    madeAt: number,
  ): Map<string, KeptToken> {
    const made = new Map<string, KeptToken>();
    const changed: ItemFeatures[] = [];
    for (const item of items) {
      const before = outdated.get(item.itemId);
      if (before?.checksum === checksumOf(item)) made.set(item.itemId, { ...before, madeAt });
      else changed.push(item);
    }
    const encoded = this.model.encodeItems(changed);
    changed.forEach((item, i) => {
      made.set(item.itemId, { token: encoded[i]!.token, checksum: checksumOf(item), madeAt, usedAt: madeAt });
    });
    return made;
  }

  /** Makes the item the last one used: a Map keeps its keys in the order of insertion. */
  #keep(itemId: string, kept: KeptToken, now: number): void {
    kept.usedAt = now;
    this.#tokens.delete(itemId);
    this.#tokens.set(itemId, kept);
  }

  #evict(): void {
    for (const id of this.#tokens.keys()) {
      if (this.#tokens.size <= this.#limit) break;
      this.#tokens.delete(id);
    }
  }
}

/** Of all that a token is made from. */
const checksumOf = ({ embedding, tags }: ItemFeatures): number => crc32(tags.join('\0'), crc32(embedding));
