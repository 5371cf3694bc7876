import type { ServedModel } from '@stars/contracts';

/** The version that is kept as fresh as the one that serves, if any. @param time ms */
export function freshVersion(state: ServedModel | undefined, time: number): string | undefined {
  if (!state || state.fresh === '') return undefined;
  return time < (state.freshUntil?.getTime() ?? 0) ? state.fresh : undefined;
}
