import {
  DEFAULT_TENANT,
  type EncodedMessage,
  encodeInteraction,
  type Interaction,
  InteractionType,
  OccurrenceIds,
  TOPICS,
} from '@stars/contracts';
import { type DuckDb, sqlText } from '@stars/duckdb';
import type { ImportRun } from '../import-sink.js';
import { type PublishedMessages, publishAll } from '../publish-all.js';

const SHUFFLE_SEED = 'stars';

type LineColumns = [
  household: string[],
  store: string[],
  basket: string[],
  product: string[],
  quantity: number[],
  time: number[],
  session: string[],
];

/**
 * Publishes the table `lines` as purchases, ascending in time. All lines of a basket share one time, and the file's order
 * within it is an artefact: here their order depends only on a seed and their content.
 */
export const importTransactions = (db: DuckDb, total: number, run: ImportRun): Promise<PublishedMessages> =>
  publishAll(run, TOPICS.interactions, lineMessages(db, total, run));

async function* lineMessages(db: DuckDb, total: number, run: ImportRun): AsyncGenerator<EncodedMessage> {
  const sql = `
    SELECT household::VARCHAR, store::VARCHAR, basket::VARCHAR, product::VARCHAR, quantity, epoch_ms(time)::DOUBLE,
      household || '_' || strftime(day, '%Y-%m-%d')
    FROM lines
    ORDER BY time, basket, md5(concat_ws('/', ${sqlText(SHUFFLE_SEED)}, basket, product, quantity))`;
  let ids = new OccurrenceIds();
  let last: number | undefined;
  let done = 0;
  for await (const [
    households,
    stores,
    baskets,
    products,
    quantities,
    times,
    sessions,
  ] of db.streamColumns<LineColumns>(sql)) {
    for (let i = 0; i < households.length; i++) {
      // Equal lines have equal times, so lines of earlier times need not be remembered.
      if (times[i] !== last) ids = new OccurrenceIds();
      last = times[i];
      const line: Interaction = {
        tenantId: DEFAULT_TENANT,
        eventId: '',
        userId: households[i]!,
        itemId: products[i]!,
        type: InteractionType.INTERACTION_TYPE_PURCHASE,
        time: new Date(times[i]!),
        sessionId: sessions[i]!,
        pageId: baskets[i]!,
        region: stores[i]!,
        quantity: quantities[i]!,
        value: undefined,
        recommendationId: '',
        kind: '',
        category: '',
        brand: '',
        anonymousId: '',
        query: '',
      };
      line.eventId = ids.idFor(line);
      yield encodeInteraction(line);
    }
    done += households.length;
    run.onProgress?.({ stage: 'transactions', rows: done, share: done / total });
  }
}
