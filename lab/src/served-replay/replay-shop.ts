import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  DEFAULT_TENANT,
  type EventClient,
  encodeModelManifest,
  eventClient,
  type Interaction,
  type RecommendationClient,
  recommendationClient,
  TOPICS,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { ModelStore } from '@stars/inference';
import { createLogger } from '@stars/platform';
import type { Standalone, StandaloneOptions } from '@stars/service-standalone';
import { copyBefore } from './copy-before.js';

/** Where a replay takes its data and its model from. */
export interface ReplaySource {
  bus: Pick<EventBus, 'read'>;
  /** Data folder with the model, and with answers of the text models. */
  root: string;
  version: string;
  timeZone: string;
  openTextModels?: NonNullable<StandaloneOptions['openTextModels']>;
}

/** A shop of its own in which the past has not happened yet. */
export interface ReplayShop {
  standalone: Standalone;
  events: EventClient;
  recommendations: RecommendationClient;
  /** What happens from the beginning on, in order of time. */
  later: Interaction[];
  /** Sets the clock of the system, ms. */
  setNow(time: number): void;
  close(): Promise<void>;
}

/**
 * Fills a new data folder with everything before `from` (ms), and starts the whole system on it with the model. The catalogue is
 * the model's: an evaluation knows no other items. Errors: `STARS_MODEL_NOT_READY` if the model does not pass the gates.
 */
export async function openReplayShop(
  source: ReplaySource,
  root: string,
  from: number,
  items: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReplayShop> {
  const later = await copyBefore(source.bus, root, from, items);
  copyBesides(source, root);
  const { startStandalone } = await import('@stars/service-standalone');
  let now = from;
  const models = new ModelStore(join(root, 'models'));
  const standalone = await startStandalone({
    dataDir: root,
    models,
    listen: { host: '127.0.0.1', grpcPort: 0, httpPort: 0 },
    logger: createLogger('replay', { level: 'warn' }),
    timeZone: source.timeZone,
    clock: () => now,
    ...(source.openTextModels ? { openTextModels: source.openTextModels } : {}),
  });
  const { address, settings } = standalone.own!;
  const events = eventClient(address, settings);
  const recommendations = recommendationClient(address, settings);
  const close = async (): Promise<void> => {
    events.close();
    recommendations.close();
    await standalone.close();
  };
  try {
    await standalone.drain({ signal });
    const { manifest } = await models.load(source.version);
    await standalone.stack.bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
    await standalone.drain({ signal });
    if (standalone.servedVersion(DEFAULT_TENANT) !== source.version) {
      throw new StarsError('STARS_MODEL_NOT_READY', `${source.version} has not passed the gates of the replayed shop`);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const setNow = (time: number): void => {
    now = time;
  };
  return { standalone, events, recommendations, later, setNow, close };
}

/** The model, and what the text models said of the catalogue. */
function copyBesides({ root: source, version }: ReplaySource, root: string): void {
  const texts = join('cache', 'text.db');
  for (const path of [join('models', version), texts, `${texts}-wal`]) {
    if (!existsSync(join(source, path))) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(join(source, path), join(root, path), { recursive: true });
  }
}
