import {
  type FeatureLayout,
  FIRST_DECAYS,
  type GroupSums,
  groupCount,
  ITEM_EVIDENCE_DECAYS,
  type ItemStatisticsState,
  type NeighbourTable,
  PURCHASE_DECAYS,
  type RankerStatistics,
  SparseCounts,
} from '@stars/ranking';
import type { StoredNumbers } from './stored-numbers.js';

type Numbers = Float32Array | Int32Array;

const GROUP_SUMS = ['all', 'repeats', 'logGaps', 'month', 'firsts'] as const satisfies (keyof GroupSums)[];
const TABLES = ['neighbours', 'together'] as const;

/** The statistics as tensors of one dimension, by name; sums in single precision. */
export function statisticsTensors(state: RankerStatistics, { evidence = [] }: FeatureLayout): [string, Numbers][] {
  const cells = [...state.regions].flatMap(([region, counts]) => {
    const found: [region: number, item: number, sum: number][] = [];
    counts.forEach((item, sum) => {
      found.push([region, item, sum]);
    });
    return found;
  });
  return [
    ['day', Int32Array.of(Math.max(-(2 ** 31), state.day))],
    ...arraysOf(state, evidence).map(([name, sums]): [string, Numbers] => [name, Float32Array.from(sums)]),
    ...state.groups.flatMap((sums, l) =>
      GROUP_SUMS.map((name): [string, Numbers] => [`groups.${l}.${name}`, Float32Array.from(sums[name])]),
    ),
    ['regions', Int32Array.from({ length: 2 * cells.length }, (_, n) => cells[n >> 1]![n % 2]!)],
    ['regions.sums', Float32Array.from(cells, ([, , sum]) => sum)],
    ...TABLES.flatMap((name): [string, Numbers][] => [
      [`${name}.items`, state[name].items],
      [`${name}.likeness`, state[name].likeness],
    ]),
  ];
}

/** Errors: `STARS_MODEL_CORRUPT` if the tensors do not fit `items` items, `regions` regions or the layout. */
export function statisticsFrom(
  tensors: StoredNumbers,
  layout: FeatureLayout,
  levels: readonly Int32Array[],
  sizes: { items: number; regions: number },
): RankerStatistics {
  const { items } = sizes;
  const sums = (name: string, size = items): Float64Array => Float64Array.from(tensors.floats(name, size));
  return {
    day: tensors.whole('day', 1)[0]!,
    all: sums('items.all'),
    repeats: sums('items.repeats'),
    logGaps: sums('items.logGaps'),
    purchases: PURCHASE_DECAYS.map((days) => sums(purchasesName(days))),
    firsts: FIRST_DECAYS.map((days) => sums(firstsName(days))),
    evidence: (layout.evidence ?? []).map(({ name }) =>
      ITEM_EVIDENCE_DECAYS.map((days) => sums(evidenceName(name, days))),
    ),
    groups: levels.map((level, l) => {
      const size = groupCount(level);
      return Object.fromEntries(
        GROUP_SUMS.map((name) => [name, sums(`groups.${l}.${name}`, size)]),
      ) as unknown as GroupSums;
    }),
    regions: regionsFrom(tensors, sizes),
    neighbours: tableFrom(tensors, 'neighbours', items),
    together: tableFrom(tensors, 'together', items),
  };
}

const purchasesName = (days: number): string => `items.${days} days`;
const firstsName = (days: number): string => `items.first ${days} days`;
const evidenceName = (kind: string, days: number): string => `items.${kind} ${days} days`;

function arraysOf(
  { all, repeats, logGaps, purchases, firsts, evidence }: ItemStatisticsState,
  kinds: NonNullable<FeatureLayout['evidence']>,
): [string, Float64Array][] {
  return [
    ['items.all', all],
    ['items.repeats', repeats],
    ['items.logGaps', logGaps],
    ...PURCHASE_DECAYS.map((days, d): [string, Float64Array] => [purchasesName(days), purchases[d]!]),
    ...FIRST_DECAYS.map((days, d): [string, Float64Array] => [firstsName(days), firsts[d]!]),
    ...kinds.flatMap(({ name }, kind) =>
      ITEM_EVIDENCE_DECAYS.map((days, d): [string, Float64Array] => [evidenceName(name, days), evidence[kind]![d]!]),
    ),
  ];
}

/** From [n, 2], region and item, and [n] sums. */
function regionsFrom(tensors: StoredNumbers, sizes: { items: number; regions: number }): Map<number, SparseCounts> {
  const cells = tensors.whole('regions');
  const sums = tensors.floats('regions.sums', cells.length / 2);
  const regions = new Map<number, SparseCounts>();
  sums.forEach((sum, n) => {
    const [region, item] = [cells[2 * n]!, cells[2 * n + 1]!];
    if (region < 0 || region >= sizes.regions)
      throw tensors.corrupt(`regions name region ${region} of ${sizes.regions}`);
    if (item < 0 || item >= sizes.items) throw tensors.corrupt(`regions name item ${item} of ${sizes.items}`);
    const counts = regions.get(region) ?? new SparseCounts();
    counts.set(item, sum);
    regions.set(region, counts);
  });
  return regions;
}

function tableFrom(tensors: StoredNumbers, of: (typeof TABLES)[number], items: number): NeighbourTable {
  const others = tensors.whole(`${of}.items`);
  const size = others.length / items;
  const known = Number.isInteger(size) && others.every((other) => other >= -1 && other < items);
  if (!known) throw tensors.corrupt(`${of}.items should name some of ${items} items for each`);
  return { size, items: others, likeness: tensors.floats(`${of}.likeness`, others.length) };
}
