// The measured gateway: its shop, its process, and what a load costs it.
import { startBackend } from '@stars/inference';
import { openStack } from '@stars/stack';
import { ask, endChildren, start } from '../children.mjs';
import { configOf, openPlace } from '../places.mjs';
import { say, workFolder } from '../run.mjs';
import { prepare } from './prepare.mjs';

/** Fills a stack with the shop and measures. `given` are the settings of the command. All processes end with the measurement. */
export async function withShop({ items, users, width }, given, measure) {
  const folder = workFolder(given.folder);
  const place = await openPlace(given.stack, folder);
  try {
    await startBackend();
    const stack = await openStack(configOf(place.env));
    await prepare(stack, folder, { items, users, size: given.size, width }, say).finally(() => stack.close());
    await measure({ folder, env: place.env });
  } finally {
    await endChildren();
    await place.stop();
  }
}

/** Starts the gateway and all other services in one process. */
export async function startGateway({ folder, env }, { profile, log } = {}) {
  const child = await start('serving/server.mjs', { folder, env, log }, profile, ['--expose-gc']);
  const { grpcPort, httpPort } = child.said;
  return {
    ...{ child, grpcPort, httpPort, address: `127.0.0.1:${grpcPort}` },
    usage: () => ask(child, { report: true }, 'usage'),
    metrics: async () => (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text(),
  };
}

/** A load generator in a process of its own. @returns a function that measures a load, and what it takes of the gateway */
export async function startLoad(gateway) {
  const generator = await start('serving/load.mjs', {});
  return async (what) => {
    const before = await gateway.usage();
    const result = await ask(generator, { address: gateway.address, ...what }, 'result');
    const { rss, cpuSeconds, collections } = await gateway.usage();
    const cpu = cpuSeconds - before.cpuSeconds;
    return {
      ...{ ...result, rss, collections: collections - before.collections },
      ...{ cpuMs: (1000 * cpu) / result.sent, cpuShare: cpu / result.seconds },
    };
  };
}
