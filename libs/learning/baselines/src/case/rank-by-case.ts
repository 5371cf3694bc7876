import { type Parameters, tf } from '@stars/model';
import type { EvaluationSet, RankedSessions, RankOptions } from '@stars/replay';
import { PopularityTimeline, sessionsByTime } from '../popularity-timeline.js';
import { rankByScores } from '../rank-by-scores.js';
import { type Calendars, calendarsOf, latestItems, type Moment } from './calendars.js';
import { scoreCase } from './network.js';
import type { CaseSettings } from './settings.js';

/** Rows of items whose calendars are in memory at once. */
const ROWS = 8192;
/** More than any count of interactions: popular items come after all that the network ranks. */
const LAST = 2 ** 32;

/** Ranks what the user had in the last year by the network, and fills up by popularity. */
export function rankByCase(
  settings: CaseSettings,
  parameters: Parameters,
  set: EvaluationSet,
  options: RankOptions,
): Promise<RankedSessions> {
  const popularity = new PopularityTimeline(set);
  const scores = new Float64Array(set.catalogue.length);
  const blocks = blocksOf(set);
  let block: Scored | undefined;
  let at = 0;
  return rankByScores(set, options, (session) => {
    if (block === undefined || at === block.calendars.size) {
      block = scored(settings, parameters, set, blocks.next().value!);
      at = 0;
    }
    popularity.advanceTo(session);
    popularity.counts.forEach((count, item) => {
      scores[item] = count - LAST;
    });
    const { length, items, present } = block.calendars;
    const begin = at++ * length;
    for (let i = begin; i < begin + length && present[i] === 1; i++) scores[items[i]!] = block.logits[i]!;
    return scores;
  });
}

/** The moments of the sessions by time, as many at once as ROWS allows. */
function* blocksOf(set: EvaluationSet): Generator<Moment[]> {
  let block: Moment[] = [];
  let longest = 0;
  for (const n of sessionsByTime(set)) {
    const { interactionsFrom: from, interactionsTo: to, day } = set.sessions[n]!;
    const moment = { from, to, day };
    longest = Math.max(longest, latestItems(set, moment).size);
    if (block.length > 0 && (block.length + 1) * longest > ROWS) {
      yield block;
      block = [];
      longest = latestItems(set, moment).size;
    }
    block.push(moment);
  }
  if (block.length > 0) yield block;
}

interface Scored {
  calendars: Calendars;
  /** [B·S] */
  logits: Float32Array;
}

function scored(settings: CaseSettings, parameters: Parameters, set: EvaluationSet, moments: Moment[]): Scored {
  const calendars = calendarsOf(set, moments);
  const product = tf.tidy(() => scoreCase(settings, parameters, calendars));
  const logits = product.dataSync<'float32'>();
  product.dispose();
  return { calendars, logits };
}
