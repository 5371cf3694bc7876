// A shop that has been open for a while: a catalogue with vectors, an untrained model that serves, users with histories.
import { join } from 'node:path';
import { encodeItemFeatures, encodeServedModel, ItemFeatures, ServedModel, TOPICS } from '@stars/contracts';
import { fitReduction, sideLayout } from '@stars/features';
import { ModelStore } from '@stars/inference';
import { checkConfig, createRandom, fillNormal, SIZES } from '@stars/model';
import { emptyHistory, encodeHistory } from '../../libs/stores/profile-store/dist/history-codec.js';
import { mergeEvents } from '../../libs/stores/profile-store/dist/history-merge.js';
import { untrainedWeights } from './untrained-weights.mjs';
import { activityShares, catalogItem, interactedItems, itemIdOf, REGION, TENANT, unit, userIdOf } from './workload.mjs';

export const VERSION = 'bench-1';
const PAGE = 2000;
const DAY = 86_400_000;
/** Days that the histories reach back. */
const PAST = 90;
const BASKET = 4;

export const modelsFolder = (folder) => join(folder, 'models');

/** Made-up features of the catalogue's items: embedding so many texts would take minutes. */
function featuresOf(row, { embedder, tagger }) {
  const vector = fillNormal(createRandom(row + 1), new Float32Array(embedder.dimensions), 1);
  const length = Math.hypot(...vector);
  return ItemFeatures.fromPartial({
    tenantId: TENANT,
    itemId: itemIdOf(row),
    itemVersion: 1,
    textHash: '0'.repeat(64),
    embedding: new Uint8Array(vector.map((x) => x / length).buffer),
    embeddingModel: embedder.name,
    tags: [],
    tagVocabularyVersion: tagger.vocabularyVersion,
    tagger: tagger.name,
    category: [],
  });
}

/** An untrained model of a size: random weights take as long as learned ones. */
export async function saveModel(folder, size, items, text) {
  const rows = new Float32Array(Math.min(items, PAGE) * text.embedder.dimensions);
  for (let row = 0; row < Math.min(items, PAGE); row++) {
    rows.set(new Float32Array(featuresOf(row, text).embedding.slice().buffer), row * text.embedder.dimensions);
  }
  const reduction = fitReduction(rows, text.embedder.dimensions, SIZES[size].contentWidth);
  const spec = {
    version: 1,
    timeZone: 'America/New_York',
    country: 'US',
    holidays: ['Christmas Day', 'Thanksgiving Day', 'Easter Sunday', 'Independence Day'],
    itemSignals: [],
    regionNumbers: [],
    regionCategories: [],
    userNumbers: [],
    userCategories: [],
    tags: text.vocabulary?.terms ?? [],
  };
  const config = checkConfig({
    ...SIZES[size],
    contentWidth: reduction.width,
    tagCount: spec.tags.length,
    sideWidth: sideLayout(spec).width,
    userNumericCount: 0,
    userCategoricalSizes: [],
    itemCount: items,
  });
  const weights = untrainedWeights(config);
  const itemIds = Array.from({ length: items }, (_, row) => itemIdOf(row));
  const hasDelta = new Int32Array(items).fill(1);
  const popularity = { global: itemIds.slice(0, 100), byRegion: {} };
  await new ModelStore(modelsFolder(folder)).save(
    { config, spec, reduction, itemIds, hasDelta, popularity, weights },
    {
      tenantId: TENANT,
      version: VERSION,
      createdTime: new Date(0),
      servingWidth: config.servingWidth,
      itemCount: items,
      dataFrom: new Date(0),
      dataUntil: new Date(0),
      metrics: {},
      embeddingModel: text.embedder.name,
      tagVocabularyVersion: text.tagger.vocabularyVersion,
      signals: [],
      timeZone: spec.timeZone,
    },
  );
  return config;
}

/** Announces the model as the one that serves: its roll-out is not measured. */
export async function announce({ bus, vectors }, width) {
  await vectors.createCollection(TENANT, VERSION, width);
  await vectors.activate(TENANT, VERSION);
  const served = encodeServedModel(ServedModel.fromPartial({ tenantId: TENANT, version: VERSION, time: new Date() }));
  await bus.publish(TOPICS.servedModels, [served]);
}

export async function fillCatalog({ bus, catalog }, items, text) {
  for (let from = 0; from < items; from += PAGE) {
    const rows = Array.from({ length: Math.min(PAGE, items - from) }, (_, i) => from + i);
    await catalog.upsert(rows.map(catalogItem));
    await bus.publish(
      TOPICS.itemFeatures,
      rows.map((row) => encodeItemFeatures(featuresOf(row, text))),
    );
  }
}

/** Events of a user when the measurement begins, `mean` on average, by the same law as later activity. */
export const pastLength = (share, users, mean) => Math.min(200, Math.round(share * users * mean));

/** Loads all users with past events. Returns the number of events. */
export async function fillProfiles({ profiles }, { users, items, history }, now, onPage) {
  const shares = activityShares(users);
  let page = [];
  let events = 0;
  for (let rank = 0; rank < users; rank++) {
    const length = pastLength(shares[rank], users, history);
    if (length > 0)
      page.push({ userId: userIdOf(rank), present: true, history: pastOf(rank, length, items, now), vectors: [] });
    events += length;
    if (page.length < PAGE && rank < users - 1) continue;
    await profiles.load(TENANT, page);
    page = [];
    onPage(rank + 1);
  }
  return events;
}

function pastOf(rank, length, items, now) {
  const events = Array.from({ length }, (_, i) => ({
    eventId: `past-${rank}-${i}`,
    itemId: itemIdOf(Math.floor(interactedItems(items) * unit(rank * 200 + i, 7) ** 2)),
    type: 3,
    time: Math.round(now - PAST * DAY + (Math.floor(i / BASKET) * BASKET * (PAST - 1) * DAY) / length),
    region: REGION,
  }));
  return encodeHistory(mergeEvents(emptyHistory(), events, -1).history);
}
