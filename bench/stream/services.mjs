// A process with some of the services: node services.mjs '{"folder":…,"env":…,"text":"local","services":["catalog","tagger","embedder"]}'
// Sends { ready: true } once they run, then their usage once a second. Ends on SIGTERM, or if its parent is gone.
import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { ContextFollower, limitThreads, ModelStore } from '@stars/inference';
import { createLogger, createMetrics } from '@stars/platform';
import { CatalogModule } from '@stars/service-catalog';
import { EmbedderModule } from '@stars/service-embedder';
import { TaggerModule } from '@stars/service-tagger';
import { openStack } from '@stars/stack';
import { TextCache } from '@stars/text';
import { configOf } from '../places.mjs';
import { openTextModels } from './text-models.mjs';
import { modelsFolder } from './untrained-model.mjs';
import { VectorWatch } from './vector-watch.mjs';

const { folder, env, text: textKind, services } = JSON.parse(process.argv[2]);
// As the services do.
limitThreads(1);
const stack = await openStack(configOf(env));
const logger = createLogger('bench', { level: process.env.STARS_LOG_LEVEL ?? 'warn' });
const metrics = createMetrics('bench', { processMetrics: false });
const watch = new VectorWatch();
const closers = [() => stack.close()];

const modules = {
  catalog: async () => CatalogModule.register({ ...stack, logger, metrics }),
  async tagger() {
    const models = await openTextModels(textKind);
    const cache = TextCache.open(join(folder, 'cache', 'text.db'));
    closers.push(
      () => models.close(),
      () => cache.close(),
    );
    return TaggerModule.register({ ...stack, models, cache, logger, metrics });
  },
  async embedder() {
    const context = new ContextFollower(stack.bus);
    const profiles = watch.watching(stack.profiles);
    return EmbedderModule.register({
      ...stack,
      profiles,
      context,
      models: new ModelStore(modelsFolder(folder)),
      logger,
      metrics,
    });
  },
};

for (const name of services) {
  const app = await NestFactory.createApplicationContext(await modules[name](), { logger: false, abortOnError: false });
  closers.push(() => app.close());
}

function report() {
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const times = watch.times.summaries();
  process.send({ rss, heapUsed, external, cpuSeconds: (user + system) / 1e6, updates: watch.updates, times });
}

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  clearInterval(timer);
  report();
  for (const close of closers.reverse()) await close();
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('disconnect', stop);
const timer = setInterval(report, 1000);
process.send({ ready: true });
