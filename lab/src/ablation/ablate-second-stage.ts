import { StarsError } from '@stars/errors';
import { SecondStageNetwork } from '@stars/inference';
import type { ColumnGroup } from '@stars/ranking';
import { type EvaluationSet, type RankedSessions, topK } from '@stars/replay';
import {
  learnRanker,
  listwiseRecipe,
  RECIPES,
  replaySecondStage,
  SECOND_STAGE_DEFAULTS,
  type SecondStageRecipe,
  type TrainOptions,
} from '@stars/training';
import { type AblationMaterial, ablationMaterial, type RankedExample } from './ablation-material.js';
import type { SecondStageVariant } from './ablation-rows.js';

/** Most sessions that each variant learns from: a dozen variants are learned in the time of one training. */
const SESSIONS = 12_000;
const SHOWN = 10;

/** The second stage without a part, and what it costs. */
export interface AblatedRanker {
  of: SecondStageVariant['of'];
  /** `all`: nothing is left out. */
  variant: string;
  columns: number;
  /** Of the network, for each candidate. */
  multiplications: number;
  /** Of a session, on average. */
  candidates: number;
  /** Ten items for each session of the set; none for one without a target. */
  lists: RankedSessions;
}

export interface AblationProgress {
  of: SecondStageVariant['of'];
  /** Absent while sessions are replayed. */
  variant?: string;
  done: number;
  total: number;
}

interface Variant {
  name: string;
  without: readonly ColumnGroup[];
  /** Whether candidates count that only the model's searches found. */
  searches: boolean;
}

/**
 * Learns the second stage once more without each of its parts, and ranks sessions that none of them has seen. All variants have the same
 * first fit and the same sessions: they differ from the first one by their part alone.
 * @param set Its sessions come after `options.until`.
 * Errors: `STARS_NOT_ENOUGH_DATA` if the data gets no second stage.
 */
export async function ablateSecondStage(
  options: TrainOptions,
  set: EvaluationSet,
  onProgress: (progress: AblationProgress) => void,
): Promise<AblatedRanker[]> {
  const { size = 'small', recipe = {} } = options;
  const secondStage = { ...SECOND_STAGE_DEFAULTS, ...(recipe.secondStage ?? RECIPES[size].secondStage) };
  const fewer = { ...recipe, secondStage: { ...secondStage, sessions: Math.min(secondStage.sessions, SESSIONS) } };
  const rankers: AblatedRanker[] = [];
  const opened = await replaySecondStage({ ...options, recipe: fewer, publish: false }, async (window, job) => {
    const learning = { ...job.recipe.secondStage!, seed: job.fitting.seed };
    for (const kind of ['all', 'fresh'] as const) {
      const onReplay = (done: number, total: number): void => onProgress({ of: kind, done, total });
      const progress = { onProgress: onReplay, signal: options.signal };
      const material = await ablationMaterial(window, set, job.data, kind, progress);
      const variants = variantsOf(material);
      let trust: number | undefined;
      for (const [done, variant] of variants.entries()) {
        onProgress({ of: kind, variant: variant.name, done, total: variants.length });
        const learned = await learnWithout(variant, material, set, { ...learning, trust }, options.signal);
        rankers.push(learned.ranker);
        // That of the whole one holds for all: else a part could seem to be worth what the trust in the network is.
        trust = learned.trust;
      }
    }
    return true;
  });
  if (!opened) {
    throw new StarsError('STARS_NOT_ENOUGH_DATA', 'this data gets no second stage, so there is nothing to leave out');
  }
  return rankers;
}

function variantsOf({ columns }: AblationMaterial): Variant[] {
  const groups = [...new Set(columns.map(({ group }) => group))];
  const scores = groups.filter((group) => group === 'model scores');
  return [
    { name: 'all', without: [], searches: true },
    ...groups.map((group) => ({ name: `no columns of ${group}`, without: [group], searches: true })),
    { name: "no candidates of the model's searches", without: [], searches: false },
    { name: 'nothing of the model', without: scores, searches: false },
  ];
}

async function learnWithout(
  { name, without, searches }: Variant,
  { of, columns, examples, ranked }: AblationMaterial,
  set: EvaluationSet,
  recipe: SecondStageRecipe & { seed: number; trust: number | undefined },
  signal?: AbortSignal,
): Promise<{ ranker: AblatedRanker; trust: number }> {
  const kept = [...columns.keys()].filter((f) => !without.includes(columns[f]!.group));
  const narrow = (features: Float16Array): Float16Array<ArrayBuffer> => selected(features, columns.length, kept);
  const narrowed = examples.map((example) => ({ ...example, features: narrow(example.features) }));
  const names = kept.map((f) => columns[f]!.name);
  const { seed, trust } = recipe;
  const learned = await learnRanker(narrowed, { names, of, trust, recipe: listwiseRecipe(recipe, of), seed, signal });
  const { weights } = learned;
  const network = new SecondStageNetwork(weights);
  const items = new Int32Array(set.sessions.length * SHOWN).fill(-1);
  let candidates = 0;
  for (const example of ranked) {
    const rows = Float32Array.from(narrow(example.features));
    candidates += rank(example, network.score(rows, example.candidates.length), searches, items);
  }
  const [hidden, narrower] = [weights.firstBias.length, weights.secondBias.length];
  const ranker = {
    ...{ of, variant: name, columns: kept.length },
    multiplications: kept.length * (hidden + 1) + hidden * narrower + narrower,
    candidates: candidates / Math.max(1, ranked.length),
    lists: { k: SHOWN, items },
  };
  return { ranker, trust: learned.trust };
}

/** The chosen columns of each row. */
function selected(features: Float16Array, width: number, columns: readonly number[]): Float16Array<ArrayBuffer> {
  const found = new Float16Array((features.length / width) * columns.length);
  let at = 0;
  for (let row = 0; row < features.length; row += width) for (const f of columns) found[at++] = features[row + f]!;
  return found;
}

/** Writes the session's list. @returns its number of candidates */
function rank(
  { session, candidates, onlySearched }: RankedExample,
  scores: Float32Array,
  searches: boolean,
  items: Int32Array,
): number {
  const places = new Int32Array(SHOWN);
  const excluded = searches ? undefined : onlySearched;
  topK(scores, 0, scores.length, SHOWN, excluded, places, 0);
  places.forEach((place, r) => {
    items[session * SHOWN + r] = place < 0 ? -1 : candidates[place]!;
  });
  return excluded ? excluded.reduce((sum, left) => sum + 1 - left, 0) : candidates.length;
}
