/**
 * Runs work again and again, so many ms after its last run has ended. Work must not fail. It does not keep the process alive.
 * Returns what stops it; that resolves once a run in progress has ended.
 */
export function repeat(everyMs: number, work: () => Promise<unknown>): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> | undefined;
  let stopped = false;
  const next = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = work().finally(next);
    }, everyMs).unref();
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
