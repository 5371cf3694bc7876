// Fills a stack with the shop: catalogue, vectors, users with histories and vectors, signals, and an announced model.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeContextSignal, encodeServedModel, ServedModel, TOPICS } from '@stars/contracts';
import { fitReduction, requestColumns, sideLayout } from '@stars/features';
import { createRandom, fillNormal, SIZES } from '@stars/model';
import { payloadOf } from '../../libs/stores/vector-index/dist/payload-of.js';
import { TENANT, userIdOf } from '../made-up.mjs';
import { packed } from '../profiles/sample-profiles.mjs';
import { SPEC, saveUntrained } from '../untrained-model.mjs';
import { catalogItem, historyOf, itemVector, KINDS_OF_USERS, NOW, signals, userVector, VERSION } from './shop.mjs';

const PAGE = 2000;
const EMBEDDING_WIDTH = 32;
const INPUTS = {
  ...SPEC,
  regionNumbers: [{ name: 'temperature', mean: 15, deviation: 8 }],
  regionCategories: [{ name: 'weather', values: ['rain', 'snow', 'sun'] }],
  tags: ['cold', 'hot', 'sweet'],
};

/** An untrained model with context offsets. */
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
    signalDimensions: 4,
  };
  const about = { embeddingModel: 'plain@1', tagVocabularyVersion: '1', dataUntil: new Date(NOW) };
  await saveUntrained(folder, VERSION, { size, items, spec: INPUTS, reduction, about, parts });
}

async function fillCatalogue({ catalog, vectors }, items, width) {
  await vectors.createCollection(TENANT, VERSION, width);
  for (let from = 0; from < items; from += PAGE) {
    const rows = Array.from({ length: Math.min(PAGE, items - from) }, (_, i) => from + i);
    const page = rows.map(catalogItem);
    await catalog.upsert(page);
    const records = page.map((item, i) => ({
      itemId: item.itemId,
      vector: itemVector(rows[i], width),
      payload: payloadOf(item),
    }));
    await vectors.upsert(TENANT, VERSION, records);
  }
  await vectors.activate(TENANT, VERSION);
}

/** Each user is one of `KINDS_OF_USERS`, whose histories are packed once. */
async function fillUsers({ profiles }, users, items, width, say) {
  const kinds = Array.from({ length: Math.min(users, KINDS_OF_USERS) }, (_, n) => ({
    present: true,
    history: packed(historyOf(n, items)),
    vectors: [
      { modelVersion: VERSION, general: userVector(n, 0, width), next: userVector(n, 1, width), asOf: NOW - 3_600_000 },
    ],
  }));
  for (let from = 0; from < users; from += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, users - from) }, (_, i) => ({
      userId: userIdOf(from + i),
      ...kinds[(from + i) % kinds.length],
    }));
    await profiles.load(TENANT, page);
    if ((from + PAGE) % 100_000 === 0) say(`${from + PAGE} users`);
  }
}

/** Fills the stack. If the folder holds this very shop already, nothing changes. */
export async function prepare(stack, folder, { items, users, size, width }, say) {
  const marker = join(folder, 'shop.json');
  const made = JSON.stringify({ items, users, size, width });
  if (existsSync(marker) && readFileSync(marker, 'utf8') === made) return;
  await saveModel(folder, size, items, width);
  await fillCatalogue(stack, items, width);
  say(`${items} items`);
  await fillUsers(stack, users, items, width, say);
  await stack.bus.publish(
    TOPICS.context,
    signals().map((signal) => encodeContextSignal(signal)),
  );
  const served = ServedModel.fromPartial({ tenantId: TENANT, version: VERSION, time: new Date(NOW) });
  await stack.bus.publish(TOPICS.servedModels, [encodeServedModel(served)]);
  writeFileSync(marker, made);
}
