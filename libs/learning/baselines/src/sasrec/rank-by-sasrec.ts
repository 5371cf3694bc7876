import { type Parameters, parameter, type Tensor, tf } from '@stars/model';
import {
  type EvaluationSet,
  forEachSession,
  type RankedSessions,
  type RankOptions,
  seenItems,
  topK,
} from '@stars/replay';
import { PopularityTimeline, sessionsByTime } from '../popularity-timeline.js';
import { encodeSasRec } from './network.js';
import { historyBatch } from './sequences.js';
import type { SasRecSettings } from './settings.js';

/** Scores in memory at once. */
const SCORES = 8_000_000;

/** Ranks the whole catalogue by state · item; users without a history get popular items. */
export async function rankBySasRec(
  settings: SasRecSettings,
  parameters: Parameters,
  set: EvaluationSet,
  options: RankOptions & { maskSeen: boolean },
): Promise<RankedSessions> {
  const { k } = options;
  const items = new Int32Array(set.sessions.length * k);
  const excluded = new Uint8Array(set.catalogue.length);
  const popularity = new PopularityTimeline(set);
  const order = sessionsByTime(set);
  const block = Math.max(1, Math.min(256, Math.floor(SCORES / set.catalogue.length)));
  let at = 0;
  let scores: Float32Array = new Float32Array(0);
  await forEachSession(order, options, (n) => {
    if (at % block === 0) {
      const sessions = Array.from(order.subarray(at, at + block), (m) => set.sessions[m]!);
      const batch = historyBatch(set, sessions, settings.length);
      const product = tf.tidy((): Tensor => {
        const states = encodeSasRec(settings, parameters, batch);
        const last = tf.gather(states, tf.tensor1d(batch.last, 'int32'));
        return tf.matMul(last as never, parameter(parameters, 'item.weight') as never, false, true);
      });
      scores = product.dataSync<'float32'>();
      product.dispose();
    }
    const session = set.sessions[n]!;
    popularity.advanceTo(session);
    const seen = options.explore || options.maskSeen ? seenItems(set, session) : [];
    for (const item of seen) excluded[item] = 1;
    const offset = (at % block) * set.catalogue.length;
    if (session.histLen > 0) topK(scores, offset, excluded.length, k, excluded, items, n * k);
    else topK(popularity.counts, 0, excluded.length, k, excluded, items, n * k);
    for (const item of seen) excluded[item] = 0;
    at++;
  });
  return { k, items };
}
