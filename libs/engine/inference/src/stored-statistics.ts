import {
  type FeatureLayout,
  groupCount,
  itemArrays,
  type NeighbourTable,
  newGroupSums,
  newItemArrays,
  type RankerStatistics,
  SessionIndex,
  SparseCounts,
} from '@stars/ranking';
import type { StoredNumbers } from './stored-numbers.js';

type Named = [name: string, values: Float32Array | Int32Array];

const TABLES = ['neighbours', 'together'] as const;

const kindsOf = ({ evidence = [] }: FeatureLayout): string[] => evidence.map(({ name }) => name);

/** The statistics as tensors of one dimension, by name; sums in single precision. */
export function statisticsTensors(state: RankerStatistics, layout: FeatureLayout): Named[] {
  const cells = [...state.regions].flatMap(([region, counts]) => {
    const found: [region: number, item: number, sum: number][] = [];
    counts.forEach((item, sum) => {
      found.push([region, item, sum]);
    });
    return found;
  });
  const floats = (name: string, sums: Float64Array): Named => [name, Float32Array.from(sums)];
  const arrays = itemArrays(state).values();
  const ofItems: Named[] = [];
  newItemArrays(kindsOf(layout), (name) => {
    const sums = arrays.next().value!;
    ofItems.push(floats(`items.${name}`, sums));
    return sums;
  });
  return [
    ['day', Int32Array.of(Math.max(-(2 ** 31), state.day))],
    ...ofItems,
    ...state.groups.flatMap((groups, l) =>
      Object.entries(groups).map(([of, sums]) => floats(`groups.${l}.${of}`, sums)),
    ),
    ['regions', Int32Array.from({ length: 2 * cells.length }, (_, n) => cells[n >> 1]![n % 2]!)],
    ['regions.sums', Float32Array.from(cells, ([, , sum]) => sum)],
    ...TABLES.flatMap((name): Named[] => [
      [`${name}.items`, state[name].items],
      [`${name}.likeness`, state[name].likeness],
    ]),
    ...sessionsOf(state),
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
  const sums = (name: string, size: number): Float64Array => Float64Array.from(tensors.floats(name, size));
  return {
    day: tensors.whole('day', 1)[0]!,
    ...newItemArrays(kindsOf(layout), (name) => sums(`items.${name}`, items)),
    groups: levels.map((level, l) => newGroupSums((of) => sums(`groups.${l}.${of}`, groupCount(level)))),
    regions: regionsFrom(tensors, sizes),
    neighbours: tableFrom(tensors, 'neighbours', items),
    together: tableFrom(tensors, 'together', items),
    ...(layout.browsing ? { sessions: sessionsFrom(tensors, items) } : {}),
  };
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

function sessionsOf({ sessions }: RankerStatistics): Named[] {
  if (!sessions) return [];
  const { offsets, items } = sessions.sessions;
  return [
    ['sessions.offsets', Int32Array.from(offsets)],
    ['sessions.items', items],
  ];
}

function sessionsFrom(tensors: StoredNumbers, items: number): SessionIndex {
  const offsets = Uint32Array.from(tensors.whole('sessions.offsets'));
  const met = tensors.whole('sessions.items');
  const fits =
    offsets[0] === 0 && offsets.at(-1) === met.length && offsets.every((at, n) => n === 0 || offsets[n - 1]! <= at);
  if (!fits) throw tensors.corrupt('sessions.offsets do not fit sessions.items');
  if (!met.every((item) => item >= 0 && item < items))
    throw tensors.corrupt(`sessions.items should be of ${items} items`);
  return new SessionIndex({ offsets, items: met }, items);
}
