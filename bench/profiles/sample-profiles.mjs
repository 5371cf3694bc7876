// Made-up profiles for measurements: shoppers whose items repeat, with baskets of five at a time.
import { emptyHistory, encodeHistory } from '../../libs/stores/profile-store/dist/history-codec.js';
import { mergeEvents } from '../../libs/stores/profile-store/dist/history-merge.js';

const VERSION = '20171201-ab12cd34';
const DAY = 86_400_000;

/** `count` different profiles without a user, with so many events and two vectors of that width. */
export function sampleProfiles(count, events, width) {
  return Array.from({ length: count }, (_, body) => {
    const history = Array.from({ length: events }, (_, i) => ({
      eventId: `${body}-${i}`,
      itemId: String(819_000 + ((body * 7 + (i % Math.max(1, Math.ceil(events * 0.6))) * 13) % 25_000)),
      type: 3,
      time: 1_500_000_000_000 + Math.floor(i / 5) * DAY + body,
      region: '324',
    }));
    const vector = () => Float32Array.from({ length: width }, () => Math.random() - 0.5);
    return {
      events: history,
      features: { age: '35-44', income: '50-74K' },
      vectors: [{ modelVersion: VERSION, general: vector(), next: vector(), asOf: 1_500_000_000_000 }],
    };
  });
}

/** Bytes of the content of a profile: history and vectors. */
export const bytesOf = ({ events, vectors }) =>
  encodeHistory(mergeEvents(emptyHistory(), events, -1).history).length +
  vectors.reduce((sum, { general, next }) => sum + general.byteLength + next.byteLength, 0);

/** redis-benchmark's random numbers have twelve digits. */
export const userIdOf = (number) => String(number).padStart(12, '0');
