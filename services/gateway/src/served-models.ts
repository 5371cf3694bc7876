import { ContextFollower, type ServedModelDeps, ServedModels } from '@stars/inference';
import type { Logger } from '@stars/platform';
import type { GatewayDeps } from './gateway-deps.js';
import { warmUp } from './warm-up.js';

/** How far the context of a recommendation may lag behind its topic. */
const CONTEXT_MS = 500;

/** The models that the bus announces, and the context of their answers, which the caller may have followed. */
export function openServedModels(
  { bus, catalog, vectors }: Pick<GatewayDeps, 'bus' | 'catalog' | 'vectors'>,
  settings: Pick<ServedModelDeps, 'models' | 'signals' | 'metrics' | 'clock'>,
  logger: Logger,
) {
  const context = new ContextFollower(bus, (err) => logger.warn({ err }, 'a context signal cannot be read'));
  const servedModels = new ServedModels({
    ...settings,
    bus,
    // Vectors use the current context. Answers use one that is at most half a second old, and never wait for the bus.
    context: context.lastKnown,
    features: (...asked) => catalog.getFeatures(...asked),
    onError: (err) => logger.error({ err }, 'the announced model cannot be loaded yet; the one before goes on serving'),
  });
  const followContext = (): Promise<() => void> =>
    context.follow(CONTEXT_MS, (err) => logger.warn({ err }, 'context is as it was last known'));
  /** Answers with what is announced, from now until the returned function is called. If it fails, nothing goes on. */
  const serve = async (): Promise<() => void> => {
    let unfollow: (() => void) | undefined;
    const stop = (): void => {
      unfollow?.();
      servedModels.close();
    };
    try {
      unfollow = await followContext();
      await servedModels.start();
      await warmUp(vectors, servedModels.all());
      return stop;
    } catch (error) {
      stop();
      throw error;
    }
  };
  return { context, servedModels, followContext, serve };
}
