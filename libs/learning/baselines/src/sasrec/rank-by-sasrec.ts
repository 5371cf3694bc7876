import { type Parameters, parameter, type Tensor, tf } from '@stars/model';
import type { EvaluationSet, RankedSessions, RankOptions } from '@stars/replay';
import { PopularityTimeline, sessionsByTime } from '../popularity-timeline.js';
import { rankByScores } from '../rank-by-scores.js';
import { encodeSasRec } from './network.js';
import { historyBatch } from './sequences.js';
import type { SasRecSettings } from './settings.js';

/** Scores in memory at once. */
const SCORES = 8_000_000;

/** Ranks the whole catalogue by state · item; users without a history get popular items. */
export function rankBySasRec(
  settings: SasRecSettings,
  parameters: Parameters,
  set: EvaluationSet,
  { maskSeen, ...options }: RankOptions & { maskSeen: boolean },
): Promise<RankedSessions> {
  const size = set.catalogue.length;
  const popularity = new PopularityTimeline(set);
  const order = sessionsByTime(set);
  const block = Math.max(1, Math.min(256, Math.floor(SCORES / size)));
  let at = 0;
  let scores: Float32Array = new Float32Array(0);
  return rankByScores(set, { ...options, explore: options.explore || maskSeen }, (session) => {
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
    popularity.advanceTo(session);
    const place = at++ % block;
    return session.histLen > 0 ? scores.subarray(place * size, (place + 1) * size) : popularity.counts;
  });
}
