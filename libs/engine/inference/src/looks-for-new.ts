import type { ModelManifest } from '@stars/contracts';

/**
 * Below this share of repeats (events with an item that the user had before) people look for unseen items: films, books,
 * articles.
 */
export const DISCOVERY_REPEATS = 0.1;

/** Name of that share, in the training data, among a manifest's metrics. */
export const REPEAT_SHARE = 'repeat_share';

/** Whether the model's users look for unseen items. If so, they are served nothing that they had. */
export const looksForNew = ({ metrics }: Pick<ModelManifest, 'metrics'>): boolean =>
  (metrics[REPEAT_SHARE] ?? 1) < DISCOVERY_REPEATS;
