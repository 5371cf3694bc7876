import { describe, expect, it } from 'vitest';
import { checkConfig } from './check-config.js';
import { ALL_PARTS, type ModelParts, type StarsConfig } from './config.js';
import { encode, generalVectors, nextVectors } from './encoder.js';
import { itemContent, itemTokens } from './item-encoder.js';
import { DropoutSeeds } from './layers/dropout.js';
import { parameterSpecs } from './parameter-specs.js';
import { movedParameters } from './testing/tiny-batch.js';
import { type TinySequence, tinyBatch, tinyConfig, tinyItems, tinySequence } from './testing/tiny-model.js';
import { tf } from './tf.js';

const names = (config: StarsConfig): string[] => parameterSpecs(config).map(({ name }) => name);

/** All vectors of a sequence under a configuration; shared parameters come from the whole model. */
function vectors(
  changes: Partial<StarsConfig>,
  sequence: TinySequence = tinySequence(),
  change: (items: ReturnType<typeof tinyItems>) => void = () => {},
): number[] {
  const config = tinyConfig(changes);
  const parameters = movedParameters(tinyConfig({ tagHidden: changes.tagHidden ?? 0 }));
  const items = tinyItems(config);
  change(items);
  const content = itemContent(config, parameters, items);
  const { items: tokens, copies } = encode(
    config,
    parameters,
    itemTokens(parameters, content),
    tinyBatch(config, [sequence], 6),
  );
  const rows = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
  return [
    ...nextVectors(parameters, tokens, rows(6)).dataSync(),
    ...generalVectors(parameters, copies, rows(2)).dataSync(),
  ];
}

const off = (part: keyof ModelParts): Partial<StarsConfig> => ({ parts: { ...ALL_PARTS, [part]: false } });
const apart = (a: number[], b: number[]): number => Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));
const whole = vectors({});

describe('parts', () => {
  it.each(['text', 'user', 'position', 'recency'] as const)('%s, off, changes every vector', (part) => {
    const without = vectors(off(part));
    // A copy before every basket would see only itself; those of this sequence see items.
    expect(apart(without, whole)).toBeGreaterThan(1e-3);
  });

  it('without text the embedding has no effect, and δ and tags still have', () => {
    const embedding = (items: ReturnType<typeof tinyItems>): void => void items.embedding.fill(2);
    expect(apart(vectors({}, tinySequence(), embedding), whole)).toBeGreaterThan(1e-3);
    const without = vectors(off('text'));
    expect(vectors(off('text'), tinySequence(), embedding)).toEqual(without);
    expect(
      apart(
        vectors(off('text'), tinySequence(), (items) => void items.deltaRow.fill(-1)),
        without,
      ),
    ).toBeGreaterThan(1e-3);
    expect(
      apart(
        vectors(off('text'), tinySequence(), (items) => void items.tags.fill(1)),
        without,
      ),
    ).toBeGreaterThan(1e-3);
  });

  it('without recency the time between events has no effect', () => {
    const later = { ...tinySequence(), hours: [0, 0, 90, 91, 91, 900] };
    expect(apart(vectors({}, later), whole)).toBeGreaterThan(1e-3);
    expect(vectors(off('recency'), later)).toEqual(vectors(off('recency')));
  });

  it('without [USER] only the copies themselves start from the user', () => {
    const other = { ...tinySequence(), user: { number: -3, category: 1, known: true } };
    const tokens = 6 * 16;
    expect(apart(vectors({}, other).slice(0, tokens), whole.slice(0, tokens))).toBeGreaterThan(1e-3);
    const without = vectors(off('user')).slice(0, tokens);
    expect(vectors(off('user'), other).slice(0, tokens)).toEqual(without);
  });

  it('without positions there are no parameters for them, and order within a basket never matters', () => {
    expect(names(tinyConfig())).toContain('position.weight');
    expect(names(tinyConfig(off('position')))).not.toContain('position.weight');
  });
});

describe('δ of the catalogue as a whole', () => {
  it.each([0, 0.4])('is that of its items one by one, also if some have none, with δ-dropout %f', (dropout) => {
    const config = tinyConfig();
    const parameters = movedParameters(config);
    const items = tinyItems(config);
    items.deltaRow[3] = -1;
    items.deltaRow[7] = -1;
    // An item more, so that the rows are not the catalogue's.
    const more = {
      count: items.count + 1,
      embedding: Float32Array.of(...items.embedding, ...items.embedding.subarray(0, config.contentWidth)),
      tags: Float32Array.of(...items.tags, ...items.tags.subarray(0, config.tagCount)),
      deltaRow: Int32Array.of(...items.deltaRow, 0),
    };
    const rows = (of: ReturnType<typeof tinyItems>): number[][] => {
      const use = { dropout, seeds: new DropoutSeeds(1, 1) };
      return itemContent(config, parameters, of, use).arraySync() as number[][];
    };
    const whole = rows(items);
    rows(more)
      .slice(0, items.count)
      .forEach((row, i) => {
        expect(row).toEqual(whole[i]);
      });
    const bare = itemContent(config, new Map(parameters).set('item.delta', tf.zeros([12, config.contentWidth])), items);
    const same = (bare.arraySync() as number[][]).map((row, i) => apart(row, whole[i]!) === 0);
    expect([same[3], same[7]]).toEqual([true, true]);
    const dropped = same.filter(Boolean).length - 2;
    if (dropout === 0) expect(dropped).toBe(0);
    else expect(dropped).toBeGreaterThan(0);
  });
});

describe('f_tag', () => {
  it('is a linear layer, or two with a ReLU between', () => {
    const config = tinyConfig({ tagHidden: 4 });
    const parameters = movedParameters(config);
    const items = tinyItems(config);
    const [w1, b1, w2] = ['tag.hidden.weight', 'tag.hidden.bias', 'tag.weight'].map((name) =>
      parameters.get(name)!.arraySync(),
    ) as [number[][], number[], number[][]];
    const content = itemContent(config, parameters, items).arraySync() as number[][];
    for (let i = 0; i < items.count; i++) {
      const tags = [...items.tags.subarray(i * 3, (i + 1) * 3)];
      const hidden = b1.map((bias, k) =>
        Math.max(
          0,
          tags.reduce((sum, x, t) => sum + x * w1[t]![k]!, bias),
        ),
      );
      w2[0]!.forEach((_, a) => {
        const expected = hidden.reduce((sum, x, k) => sum + x * w2[k]![a]!, 0);
        expect(content[i]![config.contentWidth + a]).toBeCloseTo(expected, 4);
      });
    }
  });
});

describe('checkConfig', () => {
  it('fills in missing parts of an older configuration with the model without them', () => {
    const { parts: _p, priorPlace: _pp, tagHidden: _t, offsetBound: _o, ...older } = tinyConfig();
    expect(checkConfig(older)).toEqual(tinyConfig());
    expect(names(checkConfig(older))).not.toContain('offset.weight');
  });

  it.each([
    [{ width: 0 }, /^width/],
    [{ heads: 3 }, /heads/],
    [{ dropout: 1 }, /dropout/],
    [{ tagHidden: -1 }, /tagHidden/],
    [{ priorPlace: 'never' as never }, /priorPlace/],
    [{ priorWeight: Number.NaN }, /priorWeight/],
    [{ servingWidth: 1, priorPlace: 'serve' as const }, /servingWidth/],
    [{ offsetBound: -1 }, /offsetBound/],
    [{ offsetBound: 1, offsetTime: { column: 4, width: 4 } }, /offsetTime/],
    [{ auxiliary: true, parts: { ...ALL_PARTS, text: false } }, /auxiliary/],
  ])('names the invalid field: %j', (changes, message) => {
    expect(() => tinyConfig(changes)).toThrow(message);
    expect(() => tinyConfig(changes)).toThrow(RangeError);
  });
});
