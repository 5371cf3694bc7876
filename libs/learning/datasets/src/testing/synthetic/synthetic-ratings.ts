import { SeededRandom } from '../seeded-random.js';

export interface SyntheticRatingsOptions {
  seed?: number;
  users?: number;
  items?: number;
  /** Mean of a user's ratings; half of the users have fewer than 0.7 of it. */
  ratings?: number;
}

export interface Rating {
  user: number;
  item: number;
  /** 1 to 5. */
  rating: number;
  /** Seconds since 1970. */
  time: number;
}

const GENRES = 8;
/** Probability that the next item is the planted successor of the last one. */
const SEQUEL_SHARE = 0.4;
const START = 1_400_000_000;
const YEAR = 31_536_000;

/**
 * A log of ratings such as recommenders are often tested on: each user rates an item once, in sittings of seconds, mostly
 * from two or three fixed genres of the user, popular items first. Often an item is followed by its sequel. Same seed,
 * same log.
 * @returns by user, each user's in order of time
 */
export function syntheticRatings(options: SyntheticRatingsOptions = {}): Rating[] {
  const random = new SeededRandom(options.seed ?? 1);
  const { users = 300, items = 200, ratings = 20 } = options;
  const genreOf = Array.from({ length: items }, () => random.below(GENRES));
  const byGenre = Array.from({ length: GENRES }, (_, genre) =>
    random.shuffle(genreOf.flatMap((own, item) => (own === genre ? [item] : []))),
  );
  const sequel = random.shuffle(Array.from({ length: items }, (_, item) => item));
  return Array.from({ length: users }, (_, user) => {
    const tastes = Array.from({ length: 2 + random.below(2) }, () => random.below(GENRES));
    const length = Math.min(Math.floor(items / 2), Math.max(3, Math.round(-Math.log(1 - random.next()) * ratings)));
    return oneUser(user, length, random, (last) => {
      if (last !== undefined && random.chance(SEQUEL_SHARE)) return sequel[last]!;
      const list = byGenre[random.chance(0.85) ? random.pick(tastes) : random.below(GENRES)]!;
      // Zipf's law, by its inverse: the first of a genre is the most popular.
      return list[Math.floor((list.length + 1) ** random.next()) - 1];
    });
  }).flat();
}

function oneUser(
  user: number,
  length: number,
  random: SeededRandom,
  next: (last: number | undefined) => number | undefined,
): Rating[] {
  const own = new Set<number>();
  const log: Rating[] = [];
  let time = START + random.below(YEAR);
  for (let tries = 0; log.length < length && tries < 50 * length; tries++) {
    const item = next(log.at(-1)?.item);
    if (item === undefined || own.has(item)) continue;
    own.add(item);
    log.push({ user, item, rating: 1 + random.weighted([1, 2, 5, 7, 4]), time });
    // Half of a sitting falls into the second before: such clocks are common.
    time += random.chance(0.15) ? random.below(30 * 86_400) : random.below(2) * random.below(60);
  }
  return log;
}

/** The log as the usual file: `userId,movieId,rating,timestamp`. */
export const ratingsCsv = (ratings: readonly Rating[]): string =>
  [
    'userId,movieId,rating,timestamp',
    ...ratings.map(({ user, item, rating, time }) => `${user},${item},${rating},${time}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
