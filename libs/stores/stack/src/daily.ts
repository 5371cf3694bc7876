import { repeat } from '@stars/platform';

export const DAY_MS = 86_400_000;

/** Does work now and once a day; it must not fail. Returns what ends that; it resolves once work in progress has ended. */
export function daily(work: () => Promise<void>): () => Promise<void> {
  const first = work();
  const end = repeat(DAY_MS, work);
  return async () => {
    await first;
    await end();
  };
}
