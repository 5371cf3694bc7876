import type { TrainingBatches, Window } from '@stars/features';
import { createRandom, type RandomState, type ResumableRandom, resumeRandom } from '@stars/model';

/** A run's place in the data, and the random state for what comes next. */
export interface CursorState {
  epoch: number;
  /** Steps of this epoch that are done. */
  position: number;
  /** State of the generator before the epoch was planned, and now. */
  epochRandom: RandomState;
  random: RandomState;
}

/** Walks through the steps of endless epochs. One generator plans epochs and fills batches, in the order of use. */
export class EpochCursor {
  readonly random: ResumableRandom;
  readonly #steps: Window[][];

  private constructor(
    private readonly batches: Pick<TrainingBatches, 'plan'>,
    readonly epoch: number,
    private position: number,
    private readonly epochRandom: RandomState,
    random?: RandomState,
  ) {
    const planning = resumeRandom(epochRandom);
    this.#steps = batches.plan(planning);
    this.random = random ? resumeRandom(random) : planning;
  }

  static start(batches: Pick<TrainingBatches, 'plan'>, seed: number): EpochCursor {
    return new EpochCursor(batches, 0, 0, createRandom(seed).state());
  }

  static resume(batches: Pick<TrainingBatches, 'plan'>, state: CursorState): EpochCursor {
    return new EpochCursor(batches, state.epoch, state.position, state.epochRandom, state.random);
  }

  /** Steps of the epoch. */
  get length(): number {
    return this.#steps.length;
  }

  /** Whether every step of the epoch is done. */
  get done(): boolean {
    return this.position >= this.#steps.length;
  }

  /** The next step's windows; only while the epoch is not done. */
  next(): Window[] {
    return this.#steps[this.position++]!;
  }

  /** The next epoch. */
  following(): EpochCursor {
    return new EpochCursor(this.batches, this.epoch + 1, 0, this.random.state());
  }

  state(): CursorState {
    const { epoch, position } = this;
    const epochRandom = this.epochRandom;
    return { epoch, position, epochRandom, random: this.random.state() };
  }
}
