/** State of the search for the best step; plain numbers, so that a checkpoint can hold it. */
export interface StoppingState {
  /** Undefined before the first validation. */
  best?: number;
  /** Steps done at the best validation. */
  bestStep: number;
  /** Validations since then. */
  misses: number;
}

export const STOPPING_START: StoppingState = { bestStep: 0, misses: 0 };

/** The state after a validation at `step`. NaN is never better, and neither is a tie. */
export function afterValidation(
  state: StoppingState,
  step: number,
  value: number,
): StoppingState & { improved: boolean } {
  if (Number.isFinite(value) && value > (state.best ?? Number.NEGATIVE_INFINITY))
    return { best: value, bestStep: step, misses: 0, improved: true };
  return { ...state, misses: state.misses + 1, improved: false };
}

/** @param patience Validations without a gain before it stops; 0: it never stops early. */
export const shouldStop = ({ misses }: StoppingState, patience: number): boolean => patience > 0 && misses >= patience;
