import { entryOf } from '@stars/platform';
import type { Candidate, KnownCandidates } from '@stars/ranking';
import type { VectorsOfUser } from './user-source.js';

/** The best eligible items for each of the two vectors, best first. */
export interface FoundCandidates {
  general: Candidate[];
  next: Candidate[];
}

interface Search {
  /** How many items each search finds. */
  depth: number;
  exclude: ReadonlySet<string>;
}

interface KeptSearch extends Search {
  found: FoundCandidates;
}

/**
 * What was found for one list of a page, kept for those below it. Each list is as if it had found everything itself: all lists have one user,
 * one region and one moment.
 */
export class KeptFindings {
  readonly #candidates = new Map<string, KnownCandidates>();
  readonly #searches = new Map<VectorsOfUser, Map<string, KeptSearch[]>>();

  /** @param room How many items the lists below may exclude: a search finds so many more. */
  constructor(private readonly room = 0) {}

  /** Candidates from memory. @param key All that they depend on besides the user, the region and the moment. */
  async candidates(key: string, find: () => Promise<KnownCandidates>): Promise<KnownCandidates> {
    const known = this.#candidates.get(key) ?? (await find());
    this.#candidates.set(key, known);
    return known;
  }

  /** The best of both searches. @param key All that they depend on besides `vectors` and `search`. */
  async search(
    vectors: VectorsOfUser,
    key: string,
    search: Search,
    find: (depth: number) => Promise<FoundCandidates>,
  ): Promise<FoundCandidates> {
    const ofVectors = entryOf(this.#searches, vectors, () => new Map<string, KeptSearch[]>());
    const kept = entryOf(ofVectors, key, () => []);
    for (const before of kept) {
      const again = bestWithout(before, search);
      if (again) return again;
    }
    const depth = search.depth + this.room;
    const found = await find(depth);
    kept.push({ ...search, depth, found });
    return { general: found.general.slice(0, search.depth), next: found.next.slice(0, search.depth) };
  }
}

/** What a narrower search finds, if an earlier one tells. */
function bestWithout(before: KeptSearch, { depth, exclude }: Search): FoundCandidates | undefined {
  for (const itemId of before.exclude) if (!exclude.has(itemId)) return undefined;
  const best = (found: readonly Candidate[]): Candidate[] | undefined => {
    const left = found.filter(({ itemId }) => !exclude.has(itemId));
    return left.length >= depth || found.length < before.depth ? left.slice(0, depth) : undefined;
  };
  const [general, next] = [best(before.found.general), best(before.found.next)];
  return general && next && { general, next };
}
