// Fills a stack with the shop: catalogue, vectors, users with histories and vectors, signals, and an announced model.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeContextSignal, encodeServedModel, ItemFeatures, ServedModel, TOPICS } from '@stars/contracts';
import { fitReduction, requestColumns, sideLayout } from '@stars/features';
import { createRandom, fillNormal, SIZES } from '@stars/model';
import { coldStartCollection } from '@stars/vector-index';
import { payloadOf } from '../../libs/stores/vector-index/dist/payload-of.js';
import { storeProfiles, TENANT, userIdOf } from '../made-up.mjs';
import { SPEC, saveUntrained } from '../untrained-model.mjs';
import { untrainedContent, untrainedSecondStage } from './second-stage.mjs';
import {
  COLD_START_ITEMS,
  catalogItem,
  HISTORIES,
  historyOf,
  itemVector,
  KINDS_OF_USERS,
  NOW,
  signals,
  USERS_OF_LENGTH,
  userVector,
  VERSION,
} from './shop.mjs';

const PAGE = 2000;
const EMBEDDING_WIDTH = 32;
const INPUTS = {
  ...SPEC,
  regionNumbers: [{ name: 'temperature', mean: 15, deviation: 8 }],
  regionCategories: [{ name: 'weather', values: ['rain', 'snow', 'sun'] }],
  tags: ['cold', 'hot', 'sweet'],
};

/** An untrained model with context offsets and a second stage. */
async function saveModel(folder, size, items, width) {
  const rows = Math.min(items, PAGE);
  const reduction = fitReduction(
    fillNormal(createRandom(3), new Float32Array(rows * EMBEDDING_WIDTH), 1),
    EMBEDDING_WIDTH,
    Math.min(SIZES[size].contentWidth, EMBEDDING_WIDTH),
  );
  const columns = requestColumns(sideLayout(INPUTS));
  const parts = {
    servingWidth: width,
    offsetBound: 0.3,
    offsetTime: columns.time,
    signalWidth: columns.signals.reduce((sum, each) => sum + each.width, 0),
  };
  const about = { embeddingModel: 'plain@1', tagVocabularyVersion: '1', dataUntil: new Date(NOW) };
  const more = { secondStage: untrainedSecondStage(items), content: untrainedContent(items) };
  await saveUntrained(folder, VERSION, { size, items, spec: INPUTS, reduction, about, parts, more });
}

/** The items of the model, and some that came after it. */
async function fillCatalogue({ catalog, vectors }, items, width) {
  const newer = coldStartCollection(VERSION);
  for (const collection of [VERSION, newer]) await vectors.createCollection(TENANT, collection, width);
  const total = items + COLD_START_ITEMS;
  for (let from = 0; from < total; from += PAGE) {
    const rows = Array.from({ length: Math.min(PAGE, total - from) }, (_, i) => from + i);
    const page = rows.map(catalogItem);
    await catalog.upsert(page);
    const records = page.map((item, i) => ({
      itemId: item.itemId,
      vector: itemVector(rows[i], width),
      payload: payloadOf(item),
    }));
    await vectors.upsert(TENANT, VERSION, records);
    const late = page.filter((_, i) => rows[i] >= items);
    await vectors.upsert(
      TENANT,
      newer,
      records.filter((_, i) => rows[i] >= items),
    );
    await catalog.putFeatures(
      late.map(({ itemId, version, category }) =>
        ItemFeatures.fromPartial({ tenantId: TENANT, itemId, itemVersion: version, category }),
      ),
    );
  }
  for (const collection of [VERSION, newer]) await vectors.activate(TENANT, collection);
}

/** After the users with long histories, each is one of `KINDS_OF_USERS`, whose events are made once. */
async function fillUsers({ profiles }, users, items, width, say) {
  const long = USERS_OF_LENGTH * (HISTORIES.length - 1);
  const bodyOf = (n) => ({
    events: historyOf(n, items),
    vectors: [
      { modelVersion: VERSION, general: userVector(n, 0, width), next: userVector(n, 1, width), asOf: NOW - 3_600_000 },
    ],
  });
  const count = Math.max(0, Math.min(users - long, KINDS_OF_USERS));
  const kinds = Array.from({ length: count }, (_, n) => bodyOf(long + n));
  for (let from = 0; from < users; from += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, users - from) }, (_, i) => ({
      userId: userIdOf(from + i),
      ...(from + i < long ? bodyOf(from + i) : kinds[(from + i) % kinds.length]),
    }));
    await storeProfiles(profiles, page);
    if ((from + PAGE) % 100_000 === 0) say(`${from + PAGE} users`);
  }
}

/** Fills the stack. If the folder holds this very shop already, nothing changes. */
export async function prepare(stack, folder, { items, users, size, width }, say) {
  const marker = join(folder, 'shop.json');
  const made = JSON.stringify({ shop: 3, items, users, size, width });
  if (existsSync(marker) && readFileSync(marker, 'utf8') === made) return;
  await saveModel(folder, size, items, width);
  await fillCatalogue(stack, items, width);
  say(`${items} items`);
  await fillUsers(stack, users, items, width, say);
  await stack.bus.publish(
    TOPICS.context,
    signals(items).map((signal) => encodeContextSignal(signal)),
  );
  const served = ServedModel.fromPartial({ tenantId: TENANT, version: VERSION, time: new Date(NOW) });
  await stack.bus.publish(TOPICS.servedModels, [encodeServedModel(served)]);
  writeFileSync(marker, made);
}
