import type { TrainingData } from '@stars/features';
import { ALL_SIZES, MOST_SEARCHED, NEW_SIZES, secondStageColumns } from '@stars/ranking';
import {
  type EvaluationSet,
  forEachSession,
  modelForEvaluation,
  SecondStageSessions,
  StarsCandidates,
  searchedItems,
} from '@stars/replay';
import type { SecondStageWindow, UserExample } from '@stars/training';
import type { SecondStageVariant } from './ablation-rows.js';

/** One session to rank: n candidates, F features. */
export interface RankedExample {
  /** Place in the set. */
  session: number;
  candidates: Int32Array;
  /** [n, F] */
  features: Float16Array;
  /** [n] 1 if only the model's searches found it. */
  onlySearched: Uint8Array;
}

/** What all variants of a second stage learn from and rank, with all columns and candidates. */
export interface AblationMaterial {
  of: SecondStageVariant['of'];
  columns: ReturnType<typeof secondStageColumns>;
  examples: UserExample[];
  ranked: RankedExample[];
}

/** @param set Sessions to rank, all later than those of the window. @param data With their histories. */
export async function ablationMaterial(
  window: SecondStageWindow,
  set: EvaluationSet,
  data: TrainingData,
  of: SecondStageVariant['of'],
  progress: { onProgress: (done: number, sessions: number) => void; signal?: AbortSignal },
): Promise<AblationMaterial> {
  const examples: UserExample[] = [];
  await window.replay(of, (example) => examples.push(example), progress.onProgress);
  const ranked: RankedExample[] = [];
  const { layout, clock, model } = window;
  const fresh = of === 'fresh';
  const sizes = fresh ? NEW_SIZES : ALL_SIZES;
  const adapted = modelForEvaluation(model, data, set);
  const candidates = new StarsCandidates(adapted);
  const options = { k: MOST_SEARCHED, explore: fresh, signal: progress.signal };
  const searched = await candidates.of(set, options);
  const vectors = await candidates.vectorsOf(set, options);
  const sessions = new SecondStageSessions(set, data, clock, layout, vectors);
  await forEachSession(sessions.order, progress, (session) => {
    const { target, targetNew } = set.sessions[session]!;
    if ((fresh ? targetNew : target).length === 0) return;
    let others = new Set<number>();
    // No candidate is described: this asks only which there are.
    sessions.of(session, sizes, [], undefined, (found) => {
      others = new Set(found);
      return new Int32Array(0);
    });
    const described = sessions.of(session, sizes, searchedItems(searched, session));
    ranked.push({
      session,
      candidates: described.candidates,
      features: new Float16Array(described.features),
      onlySearched: Uint8Array.from(described.candidates, (item) => (others.has(item) ? 0 : 1)),
    });
  });
  return { of, columns: secondStageColumns(layout), examples, ranked };
}
