import { CandidateSource } from '@stars/contracts';
import { type FatigueFit, fitFatigue, type Showing } from '@stars/evaluation';
import { fillNormal } from '@stars/model/definition';
import { fatigueOf, shiftScores, timesInVain } from '@stars/ranking';
import { seededRandom } from '@stars/replay';

/** A made-up shop whose users see lists on one surface for four weeks. It is no real log: it shows the mechanics. */
export interface FatigueWorld {
  users: number;
  /** What the log-odds of a choice lose with each unit of ln(1 + times seen in vain). */
  planted: number;
  /** Standard deviation of what the model does not know of a user's taste for an item, in log-odds. */
  error: number;
  seed: number;
}

/** The strength with which lists are served, and what came of it. */
export interface SimulatedLists {
  strength: number;
  /** Choices a list of `PLACES`. */
  choices: number;
  /** By the log of these lists alone. */
  fit: FatigueFit;
}

const ITEMS = 100;
const PLACES = 10;
const LISTS = 24;
const DAYS = 28;
const DAY_MS = 86_400_000;
const source = CandidateSource.CANDIDATE_SOURCE_SIMILAR;

/** Serves the same users with each strength. Log-odds are −4 at the mean; items, users and pairs differ by 0.7 each. */
export function simulateFatigue(
  { users, planted, error, seed }: FatigueWorld,
  strengths: readonly number[],
): SimulatedLists[] {
  return strengths.map((strength) => {
    const random = newNormal(seed);
    const popularity = Array.from({ length: ITEMS }, () => 0.7 * random.normal());
    const showings: Showing[] = [];
    for (let user = 0; user < users; user++) {
      const level = -4 + 0.7 * random.normal();
      const odds = popularity.map((item) => level + item + 0.7 * random.normal());
      const scores = odds.map((value) => value + error * random.normal());
      serveUser(`u${user}`, { odds, scores, planted, strength, random }, showings);
    }
    const choices = showings.filter(({ chosen }) => chosen).length / (users * LISTS);
    return { strength, choices, fit: fitFatigue(showings) };
  });
}

interface SimulatedUser {
  odds: readonly number[];
  scores: readonly number[];
  planted: number;
  strength: number;
  random: ReturnType<typeof newNormal>;
}

function serveUser(
  userId: string,
  { odds, scores, planted, strength, random }: SimulatedUser,
  showings: Showing[],
): void {
  const ranked = scores
    .map((score, n) => ({ itemId: String(n), score, source, position: 0, logOdds: true }))
    .sort((a, b) => b.score - a.score);
  const seen: { itemId: string; surface: string; time: number }[] = [];
  const choices: { itemId: string; time: number }[] = [];
  // Three lists a session, a minute apart.
  for (let list = 0; list < LISTS; list++) {
    const now = Math.floor(list / 3) * ((3 * DAYS) / LISTS) * DAY_MS + (list % 3) * 60_000;
    const times = timesInVain(seen, choices, { surface: '', now });
    const before = timesInVain(seen, [], { surface: '', now });
    for (const { itemId } of shiftScores(ranked, (id) => ({
      fatigue: fatigueOf({ strength, times }, id),
      boost: 0,
    })).slice(0, PLACES)) {
      const inVain = times.get(itemId) ?? 0;
      const chosen = random.uniform() < 1 / (1 + Math.exp(planted * Math.log1p(inVain) - odds[Number(itemId)]!));
      seen.push({ itemId, surface: '', time: now });
      if (chosen) choices.push({ itemId, time: now + 1 });
      showings.push({ userId, itemId, before: before.get(itemId) ?? 0, inVain, chosen });
    }
  }
}

function newNormal(seed: number) {
  const uniform = seededRandom(seed);
  const normal = (): number => fillNormal(uniform, new Float32Array(1), 1)[0]!;
  return { uniform, normal };
}
