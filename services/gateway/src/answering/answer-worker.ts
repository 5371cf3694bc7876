import { parentPort, workerData } from 'node:worker_threads';
import { sentError } from '@stars/errors';
import { openModels, trimMemory } from '@stars/inference';
import { openObjectStore } from '@stars/object-store';
import {
  collectGarbage,
  createLogger,
  createMetrics,
  inTrace,
  parseConfig,
  saysAway,
  shareThrough,
  startTracing,
  tracingEnvironment,
  withRetries,
} from '@stars/platform';
import { Recommending } from '@stars/recommending';
import { modelsEnvironment, openPorts, stackConfigOf, stackEnvironment } from '@stars/stack';
import { z } from 'zod';
import { answerEnvironment, answerSettingsOf } from '../answer-settings.js';
import { openServedModels } from '../served-models.js';
import { signalEnvironment } from '../signal-settings.js';
import type { AnswerThreadData, FromAnswerThread, ThreadQuestion, ToAnswerThread } from './answer-thread-messages.js';

// A thread that answers: stores, models and statistics of its own, as those of another process.

/** It reads histories of single users, which the system's cache has too. */
const CACHE_MIB = 4;
const WAITS = { firstMs: 500, mostMs: 10_000 };

const { service, logLevel, limits, timeZone, given, aheadMs, shares } = workerData as AnswerThreadData;
shareThrough(shares);
const config = parseConfig(
  z.object({
    ...stackEnvironment,
    ...modelsEnvironment,
    ...signalEnvironment,
    ...answerEnvironment,
    ...tracingEnvironment,
  }),
  process.env,
);
const port = parentPort!;
const say = (message: FromAnswerThread): void => port.postMessage(message);
const logger = createLogger(service, { level: logLevel }).child({ component: 'answers' });
const tracing = await startTracing(service, config, logger);
const metrics = createMetrics(service, { processMetrics: false });
const clock = (): number => Date.now() + aheadMs;
const running = new Map<number, AbortController>();

const { recommending, close } = await withRetries(WAITS, mayPass, start);

function mayPass(err: unknown): boolean {
  if (!saysAway(err)) return false;
  logger.warn({ err }, 'a thread cannot answer yet');
  return true;
}

async function start() {
  const ports = await openPorts(stackConfigOf(config), ['bus', 'profiles', 'catalog', 'vectors'], {
    ...{ logger, metrics, answersRequests: true, cacheMiB: CACHE_MIB },
  });
  try {
    const signals = config.STARS_GATEWAY_SIGNALS;
    const settings = { models: openModels(config, openObjectStore), signals, clock };
    const answers = await answerSettingsOf(config, { metrics, logger }, given);
    const { servedModels, serve } = openServedModels(ports, settings, logger);
    const stop = await serve();
    const parts = { ...ports, ...answers, signals, servedModels, logger, metrics, limits, clock };
    const opened = new Recommending({ ...parts, ...(timeZone !== undefined && { timeZone }) });
    await opened.start();
    return {
      recommending: opened,
      close: async () => {
        stop();
        await opened.close();
        await ports.close();
        await tracing.close();
      },
    };
  } catch (error) {
    await ports.close();
    throw error;
  }
}

async function resultOf(id: number, question: ThreadQuestion): Promise<unknown> {
  if ('counts' in question) return metrics.registry.getMetricsAsJSON();
  if ('flush' in question) return recommending.impressions.flush();
  if ('forget' in question) return recommending.lastProfiles.forget(question.forget.tenant, question.forget.userId);
  const { ask, request, leftMs, traceparent } = question;
  const stop = new AbortController();
  running.set(id, stop);
  const work = () => recommending.answer(ask, request, stop.signal, performance.now() + leftMs);
  try {
    if (traceparent === undefined) return await work();
    return await inTrace(() => ({ name: 'answer thread', parent: traceparent }), work);
  } finally {
    running.delete(id);
  }
}

port.on('message', (message: ToAnswerThread) => {
  if (message === 'close') {
    void close().finally(() => port.close());
    return;
  }
  if ('gone' in message) {
    running.get(message.gone)?.abort();
    return;
  }
  resultOf(message.id, message).then(
    (result) => say({ id: message.id, result }),
    (error: unknown) => say({ id: message.id, error: sentError(error) }),
  );
});
// What a start leaves behind is as large as what it keeps.
collectGarbage();
trimMemory();
say('ready');
