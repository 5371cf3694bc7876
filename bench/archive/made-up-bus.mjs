// A bus whose messages are computed from their offsets: years of a shop without a disk that holds them. Only what an archive and a
// training ask of a bus.
import {
  encodeInteraction,
  encodeItemFeatures,
  encodeUserUpsert,
  Interaction,
  InteractionType,
  ItemFeatures,
  TOPICS,
} from '@stars/contracts';
import { itemIdOf, TENANT, unit, userIdOf } from '../made-up.mjs';
import { Activity } from '../stream/workload.mjs';

const BEGIN = Date.UTC(2025, 0, 1);
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const WIDTH = 24;
const KINDS = [
  InteractionType.INTERACTION_TYPE_VIEW,
  InteractionType.INTERACTION_TYPE_ADD_TO_CART,
  InteractionType.INTERACTION_TYPE_PURCHASE,
];

/** Events are spread over a year at most: a day has 20,000 or more. */
const daysOf = (events) => Math.min(365, Math.ceil(events / 20_000));

export class MadeUpBus {
  #activity;
  #timeOf;

  /** @param later events that came after the first `events`, within an hour: a stopped training goes on for two days */
  constructor({ users, items, events, later = 0 }) {
    this.#activity = new Activity(users);
    const end = BEGIN + daysOf(events) * DAY_MS;
    this.#timeOf = (n) =>
      n < events ? BEGIN + ((end - BEGIN) * n) / events : end + (HOUR_MS * (n - events)) / Math.max(1, later);
    this.now = Math.ceil(this.#timeOf(events + later)) + 1;
    this.topics = {
      [TOPICS.itemFeatures]: { end: items, message: (n) => encodeItemFeatures(this.#item(n)) },
      [TOPICS.users]: { end: users, message: (n) => encodeUserUpsert(this.#user(n)) },
      [TOPICS.interactions]: { end: events + later, message: (n) => encodeInteraction(this.#event(n, items)) },
    };
  }

  async endOffsets(topic) {
    return new Map([[0, this.topics[topic]?.end ?? 0]]);
  }

  async *read({ topic, from, batchSize = 1000, signal }) {
    const { end, message } = this.topics[topic] ?? { end: 0 };
    for (let first = from?.get(0) ?? 0; first < end; first += batchSize) {
      signal?.throwIfAborted();
      yield Array.from({ length: Math.min(batchSize, end - first) }, (_, i) => {
        const offset = first + i;
        return { topic, partition: 0, offset, headers: {}, ...message(offset) };
      });
    }
  }

  /** The model that a training announces is read from its folder. */
  async publish() {
    return { appended: 0, duplicates: 0 };
  }

  #item(row) {
    const embedding = new Float32Array(WIDTH).map((_, i) => (unit(row, 50 + i) - 0.5) / 2);
    return ItemFeatures.fromPartial({
      ...{ tenantId: TENANT, itemId: itemIdOf(row), itemVersion: 1, textHash: row.toString(16).padStart(64, '0') },
      ...{ embedding: new Uint8Array(embedding.buffer), embeddingModel: 'made-up', tagger: 'made-up' },
      ...{ tagVocabularyVersion: 'made-up', category: [`department-${row % 12}`, `shelf-${row % 120}`] },
    });
  }

  #user(n) {
    return { tenantId: TENANT, userId: userIdOf(n), version: 1, features: { age: 18 + Math.floor(60 * unit(n, 1)) } };
  }

  #event(n, items) {
    return Interaction.fromPartial({
      ...{ tenantId: TENANT, eventId: `e-${n}`, userId: userIdOf(this.#activity.rankOf(n, 2)) },
      ...{ itemId: itemIdOf(Math.floor(items * unit(n, 3) ** 2)), type: KINDS[Math.floor(3 * unit(n, 4))] },
      ...{ time: new Date(Math.floor(this.#timeOf(n))), region: `region-${n % 5}`, quantity: 1 },
    });
  }
}
