import type { ModelManifest } from '@stars/contracts';

/**
 * Below this share of repeats (events with an item that the user had before) people look for what they have not had:
 * films, books, articles.
 */
export const DISCOVERY_REPEATS = 0.1;

/** What a manifest's metrics call that share, as of the model's training data. */
export const REPEAT_SHARE = 'repeat_share';

/** Whether the model's users look for what is new to them: they are then served nothing that they had. */
export const looksForNew = ({ metrics }: Pick<ModelManifest, 'metrics'>): boolean =>
  (metrics[REPEAT_SHARE] ?? 1) < DISCOVERY_REPEATS;
