import { type FeatureSpec, requestColumns, sideLayout, signalsOfInputs } from '@stars/features';
import { tinyArtifact, tinySpec } from '@stars/inference/testing';
import { offsetWeights, parameter, parameterValues, type StarsConfig, tf } from '@stars/model';
import { describe, expect, it } from 'vitest';
import { extendedSpec, extendModel, newSignals } from './extend-model.js';

const base = tinySpec({ regionCategories: [{ name: 'event', values: ['match'] }] });
const fitted: FeatureSpec = {
  ...base,
  holidays: ['Easter Sunday', 'Christmas Day'],
  regionNumbers: [
    { name: 'humidity', mean: 1, deviation: 2 },
    { name: 'temperature', mean: 99, deviation: 99 },
  ],
  regionCategories: [
    { name: 'event', values: ['fair', 'match'] },
    { name: 'strike', values: ['true'] },
  ],
};
const spec = extendedSpec(base, fitted);
const columns = requestColumns(sideLayout(base));
const OFFSETS: Partial<StarsConfig> = {
  offsetBound: 0.3,
  offsetTime: columns.time,
  signalWidth: columns.signals.reduce((sum, { width }) => sum + width, 0),
};
const rowsOf = (values: Float32Array, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, row) => [...values.subarray(row * width, (row + 1) * width)]);

describe('extendedSpec', () => {
  it('keeps what the model knows, scales included, and appends new inputs', () => {
    expect(signalsOfInputs(spec)).toEqual([
      ...['Christmas Day', 'Easter Sunday', 'temperature', 'humidity'],
      ...['event', 'event', 'strike'],
    ]);
    expect(spec.regionCategories.map(({ values }) => values)).toEqual([['match', 'fair'], ['true']]);
    expect(spec.regionNumbers[0]).toEqual(base.regionNumbers[0]);
    expect(newSignals(base, spec).sort()).toEqual(['Easter Sunday', 'event=fair', 'humidity', 'strike=true']);
    expect(extendedSpec(base, base)).toEqual(base);
  });
});

describe('extendModel', () => {
  it('leaves every known input its rows, and gives new ones rows of zeros', () => {
    const artifact = { ...tinyArtifact(['a', 'b'], { spec: base, parts: OFFSETS }), manifest: undefined as never };
    const { config, parameters } = extendModel(artifact, spec, 9, 1);
    expect(config).toMatchObject({ offsetBound: 0.3, signalWidth: 7, sideWidth: sideLayout(spec).width });
    const [plain, wide] = [extendModel(artifact, base, 9, 1), { config, parameters }].map(({ config, parameters }) =>
      rowsOf(offsetWeights(config, parameterValues(parameters))!.delta, 16),
    ) as [number[][], number[][]];
    const time = columns.time.width;
    expect(wide.slice(0, time)).toEqual(plain.slice(0, time));
    const signals = wide.slice(time);
    expect([0, 2, 4].map((row) => signals[row])).toEqual(plain.slice(time));
    for (const row of [1, 3, 5, 6]) expect(signals[row]!.every((x) => x === 0)).toBe(true);
    for (const [name, { values }] of artifact.weights) {
      if (/^(side|offset)\./.test(name)) continue;
      expect(parameter(parameters, name).dataSync()).toEqual(values);
    }
    tf.dispose([...parameters.values()]);
  });

  it('gives a model without offsets room for them', () => {
    const artifact = { ...tinyArtifact(['a', 'b'], { spec: base }), manifest: undefined as never };
    const { config, parameters } = extendModel(artifact, spec, 0.4, 1);
    expect(config).toMatchObject({ offsetBound: 0.4, servingWidth: 16 });
    expect(offsetWeights(config, parameterValues(parameters))!.delta.every((x) => x === 0)).toBe(true);
    tf.dispose([...parameters.values()]);
  });
});
