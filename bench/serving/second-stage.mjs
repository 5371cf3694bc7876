// The second stage of the shop's model: the layout and parts of the default recipe, random weights, and statistics as sparse as those
// of a shop.
import { randomWeights } from '@stars/inference/testing';
import { createRandom } from '@stars/model';
import { featureNames, ItemStatistics } from '@stars/ranking';
import { SECOND_STAGE_DEFAULTS } from '../../libs/learning/training/dist/second-stage/second-stage-recipe.js';
import { unit } from '../made-up.mjs';
import { catalogItem, DISPLAY_VALUES, dayOf, groupOf, NOW, REGIONS, soldRow } from './shop.mjs';

const { neighbours, novelty, together, scores, hidden } = SECOND_STAGE_DEFAULTS;
const LAYOUT = {
  ...{ levels: 2, signals: [{ name: 'display', values: DISPLAY_VALUES }], regions: true, texts: true },
  ...{ neighbours, novelty, together, scores },
};
/** Neighbours of an item. */
const NEIGHBOURS = 50;
/** Purchases of all users that the statistics count, and the days that they are spread over. */
const PURCHASES = 2_000_000;
const DAYS = 120;

/** Groups, aisles, and texts that two items share. */
const levelsOf = (items) =>
  [groupOf, (row) => groupOf(row) % 100, (row) => row >> 1].map((level) =>
    Int32Array.from({ length: items }, (_, row) => level(row)),
  );

function statisticsOf(items, levels) {
  const statistics = new ItemStatistics(items, levels);
  const from = dayOf(NOW) - DAYS;
  for (let n = 0; n < PURCHASES; n++) {
    const gap = unit(n, 302) < 0.4 ? 1 + Math.floor(60 * unit(n, 303)) : 0;
    const day = from + Math.floor((n * DAYS) / PURCHASES);
    statistics.add({ item: soldRow(n, 301, items), day, region: 1 + (n % REGIONS.length), gap });
  }
  statistics.neighbours = neighboursOf(items, 310);
  statistics.together = neighboursOf(items, 320);
  return statistics;
}

/** Others that many people buy, the most similar first. */
function neighboursOf(items, salt) {
  const others = Int32Array.from({ length: items * NEIGHBOURS }, (_, at) => soldRow(at, salt, items));
  const likeness = Float32Array.from(others, (_, at) => 0.4 / (1 + (at % NEIGHBOURS)));
  return { size: NEIGHBOURS, items: others, likeness };
}

/** The artifact's `secondStage`, for so many items. */
export function untrainedSecondStage(items) {
  const levels = levelsOf(items);
  const random = createRandom(5);
  const weights = () => randomWeights({ features: featureNames(LAYOUT).length, hidden, narrow: hidden / 2 }, random);
  return {
    layout: LAYOUT,
    all: weights(),
    fresh: weights(),
    levels,
    regions: ['', ...REGIONS],
    statistics: statisticsOf(items, levels),
  };
}

/** The artifact's `content`: cold-start items borrow from the items of their category. */
export function untrainedContent(items) {
  const paths = [];
  const placeOf = new Map();
  const pathOf = Int32Array.from({ length: items }, (_, row) => {
    const { category } = catalogItem(row);
    const key = category.join('/');
    if (!placeOf.has(key)) placeOf.set(key, paths.push(category) - 1);
    return placeOf.get(key);
  });
  const none = { text: new Float32Array(0), tagOffsets: new Int32Array(items + 1), tags: new Int32Array(0) };
  return { width: 0, ...none, pathOf, paths, known: new Int32Array(0) };
}
