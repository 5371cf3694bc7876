import type { DescribedSessions, EvaluationSession, EvaluationSet, RankOptions } from '@stars/replay';
import type { ExampleOptions, LambdaMartColumns, RankedCandidates } from './columns.js';

export const SECOND_STAGE_NOTE = 'learns from the sessions, candidates and columns that the second stage learns from';

/** The second stage of a model, from the side of a method that is compared with it. */
export interface ComparedSecondStage {
  /** Determines what the second stage learned from. */
  modelVersion: string;
  describe(set: EvaluationSet, options: Pick<RankOptions, 'explore' | 'signal'>): Promise<DescribedSessions>;
  /** Replays what it learned from: the same sessions, candidates and columns. */
  replay(
    explore: boolean,
    use: (example: { features: Float16Array; purchased: Int32Array; candidates: number; user: number }) => void,
    options: ExampleOptions,
  ): Promise<void>;
}

/** The columns, candidates and sessions of the model's second stage. */
export function secondStageColumns({ modelVersion, describe, replay }: ComparedSecondStage): LambdaMartColumns {
  return async (set, options) => {
    const described = await describe(set, options);
    return {
      names: described.names,
      digest: `${modelVersion} ${options.explore ? 'explore' : 'all'}`,
      examples: (use, progress) =>
        replay(
          options.explore,
          (example) =>
            use({ user: example.user, rows: Float32Array.from(example.features), labels: labelsOf(example) }),
          progress,
        ),
      candidates: async () => new SecondStageCandidates(set, described),
    };
  };
}

function labelsOf({ purchased, candidates }: { purchased: Int32Array; candidates: number }): Uint8Array {
  const labels = new Uint8Array(candidates);
  for (const place of purchased) labels[place] = 1;
  return labels;
}

class SecondStageCandidates implements RankedCandidates {
  readonly names: readonly string[];
  readonly #places: ReadonlyMap<EvaluationSession, number>;
  #features: Float32Array = new Float32Array(0);

  constructor(
    set: EvaluationSet,
    private readonly described: DescribedSessions,
  ) {
    this.names = described.names;
    this.#places = new Map(set.sessions.map((session, n) => [session, n]));
  }

  of(session: EvaluationSession): number[] {
    const { candidates, features } = this.described.of(this.#places.get(session)!);
    this.#features = features;
    return [...candidates];
  }

  write(_items: readonly number[], rows: Float32Array, at: number): void {
    rows.set(this.#features, at);
  }
}
