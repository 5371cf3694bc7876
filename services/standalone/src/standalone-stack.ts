import { eraseMsOf, openArchiveIfAny, watchArchive } from '@stars/archive';
import { forgetRestored } from '@stars/erasure';
import type { ProcessState } from '@stars/service-gateway';
import {
  checkDaily,
  compactErased,
  endInactiveDaily,
  openStack,
  registerDatabaseCheck,
  type Stack,
  type StackConfig,
} from '@stars/stack';
import { deleteOldFiles } from './old-files.js';
import type { StandaloneConfig } from './standalone-environment.js';
import type { StandaloneOptions } from './standalone-options.js';

/** How long a batch of a consumer may keep requests waiting, ms. */
const TURN_MS = 15;

export type Closer = () => Promise<void> | void;

export const placeOf = ({ stackConfig, dataDir }: StandaloneOptions): StackConfig =>
  stackConfig ?? { kind: 'embedded', dataDir };

/** The stores, without users whom a restored backup brought back, and a data folder without what is old of deleted ones. */
export async function stackOf(
  options: StandaloneOptions,
  config: StandaloneConfig,
  { health, metrics }: ProcessState,
  closers: Closer[],
): Promise<Stack> {
  const { dataDir, logger, openStack: open = openStack } = options;
  const place = placeOf(options);
  if (place.kind === 'embedded') {
    await compactErased(place.dataDir, logger);
    registerDatabaseCheck(health, place.dataDir);
  }
  const stack = await open(place, {
    logger,
    metrics,
    answersRequests: true,
    ...(options.listen && { turnMs: TURN_MS }),
  });
  closers.push(() => stack.close());
  if (place.kind === 'embedded') {
    closers.push(endInactiveDaily(place.dataDir, config.STARS_PROFILE_DAYS, logger));
    closers.push(checkDaily(place.dataDir, logger));
  }
  // Twice the half: a file is found once it is that old, and by the next look.
  closers.push(deleteOldFiles(dataDir, eraseMsOf(config) / 2, logger));
  const archive = openArchiveIfAny(config, stack.bus, dataDir);
  if (archive) closers.push(watchArchive(archive, metrics, logger));
  closers.push(await forgetRestored({ ...stack, logger }, archive));
  return stack;
}
