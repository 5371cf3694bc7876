import { describe, expect, it } from 'vitest';
import { AdamW } from './adamw.js';
import type { ParameterSpec } from './parameter-specs.js';
import type { Parameters } from './parameters.js';
import { createRandom, resumeRandom } from './random.js';
import { tf } from './tf.js';

describe('a generator', () => {
  it('resumes from its state with the same numbers', () => {
    const random = createRandom(7);
    for (let i = 0; i < 1000; i++) random();
    const resumed = resumeRandom(JSON.parse(JSON.stringify(random.state())));
    const [rest, again] = [random, resumed].map((stream) => Array.from({ length: 100 }, stream));
    expect(again).toEqual(rest);
  });
});

describe('AdamW', () => {
  const specs: ParameterSpec[] = [
    { name: 'weight', shape: [3], group: 'decay', deviation: 0 },
    { name: 'delta', shape: [2], group: 'delta', deviation: 0 },
  ];
  const start = (): Parameters =>
    new Map(specs.map(({ name, shape }) => [name, tf.randomNormal(shape, 0, 1, 'float32', 5)]));
  const gradient = (step: number) =>
    new Map(specs.map(({ name, shape }, i) => [name, tf.randomNormal(shape, 0, 1, 'float32', 1 + 10 * step + i)]));
  const bits = (parameters: Parameters): number[][] => [...parameters.values()].map((x) => [...x.dataSync()]);

  it('resumes from its state bit for bit', () => {
    const [straight, parameters] = [new AdamW(specs), start()];
    for (let step = 0; step < 6; step++) straight.apply(parameters, gradient(step), 0.01, step < 2 ? 0 : 0.02);

    const [before, halfway] = [new AdamW(specs), start()];
    for (let step = 0; step < 3; step++) before.apply(halfway, gradient(step), 0.01, step < 2 ? 0 : 0.02);
    const after = new AdamW(specs);
    after.restore(before.state());
    for (let step = 3; step < 6; step++) after.apply(halfway, gradient(step), 0.01, 0.02);
    expect(bits(halfway)).toEqual(bits(parameters));
  });

  it('refuses the state of another model', () => {
    const other = new AdamW([{ name: 'weight', shape: [4], group: 'decay', deviation: 0 }, specs[1]!]);
    expect(() => new AdamW(specs).restore(other.state())).toThrow(RangeError);
    expect(() => new AdamW(specs).restore({ groups: [] })).toThrow(RangeError);
  });
});
