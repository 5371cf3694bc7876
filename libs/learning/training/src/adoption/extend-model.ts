import { type FeatureSpec, requestColumns, sideLayout } from '@stars/features';
import type { ModelArtifact, StoredTensor } from '@stars/inference';
import { checkConfig, createParameters, type Parameters, parameterSpecs, type StarsConfig, tf } from '@stars/model';

/**
 * The inputs of a model, followed by those of later signals: known inputs keep their places.
 * @param fitted The spec that would be fitted to the current data.
 */
export function extendedSpec(base: FeatureSpec, fitted: FeatureSpec): FeatureSpec {
  const known = new Set([...base.regionNumbers, ...base.regionCategories].map(({ name }) => name));
  const unknown = <T extends { name: string }>(signals: readonly T[]): T[] =>
    signals.filter(({ name }) => !known.has(name));
  const valuesOf = new Map(fitted.regionCategories.map(({ name, values }) => [name, values]));
  return {
    ...base,
    holidays: [...base.holidays, ...fitted.holidays.filter((name) => !base.holidays.includes(name))],
    regionNumbers: [...base.regionNumbers, ...unknown(fitted.regionNumbers)],
    regionCategories: [
      ...base.regionCategories.map(({ name, values }) => ({
        name,
        values: [...values, ...(valuesOf.get(name) ?? []).filter((value) => !values.includes(value))],
      })),
      ...unknown(fitted.regionCategories),
    ],
  };
}

/** Holidays and signals that the second spec knows and the first does not; a category with its new values. */
export function newSignals(before: FeatureSpec, after: FeatureSpec): string[] {
  const known = new Set(inputNames(before));
  return inputNames(after).filter((name) => !known.has(name));
}

const inputNames = (spec: FeatureSpec): string[] => [
  ...spec.holidays,
  ...spec.regionNumbers.map(({ name }) => name),
  ...spec.regionCategories.flatMap(({ name, values }) => values.map((value) => `${name}=${value}`)),
];

export interface ExtendedModel {
  config: StarsConfig;
  parameters: Parameters;
}

/**
 * A trained model with room for further signals, which do nothing until they are learned: vectors of users and items do not
 * change. The caller disposes of the parameters.
 * @param offsetBound ρ for a model that has no offsets yet.
 */
export function extendModel(base: ModelArtifact, spec: FeatureSpec, offsetBound: number, seed: number): ExtendedModel {
  const layout = sideLayout(spec);
  const columns = requestColumns(layout);
  const config = checkConfig({
    ...base.config,
    sideWidth: layout.width,
    offsetBound: base.config.offsetBound > 0 ? base.config.offsetBound : offsetBound,
    offsetTime: columns.time,
    signalWidth: columns.signals.reduce((sum, { width }) => sum + width, 0),
  });
  const parameters = createParameters(config, seed);
  const [from, to] = [sideRows(base.spec), sideRows(spec)];
  const rowsOf = new Map<string, readonly [readonly string[], readonly string[]]>([
    ['side.weight', [from, to]],
    ['offset.weight', [offsetRows(base.config, base.spec), offsetRows(config, spec)]],
  ]);
  for (const { name, shape } of parameterSpecs(config)) {
    const stored = base.weights.get(name);
    const rows = rowsOf.get(name);
    const values = rows ? movedRows(stored, rows, shape[1]!) : (stored!.values as Float32Array).slice();
    parameters.get(name)!.dispose();
    parameters.set(name, tf.tensor(values, shape, 'float32'));
  }
  return { config, parameters };
}

/** Rows by their names; zeros for a name that the model does not have. */
function movedRows(
  stored: StoredTensor | undefined,
  [from, to]: readonly [readonly string[], readonly string[]],
  width: number,
): Float32Array {
  const values = new Float32Array(to.length * width);
  if (!stored) return values;
  const place = new Map(from.map((name, row) => [name, row]));
  to.forEach((name, row) => {
    const old = place.get(name);
    if (old !== undefined) {
      values.set((stored.values as Float32Array).subarray(old * width, (old + 1) * width), row * width);
    }
  });
  return values;
}

const regionRows = (spec: FeatureSpec): string[] => [
  ...spec.regionNumbers.map(({ name }) => `number ${name}`),
  ...spec.regionCategories.flatMap(({ name, values }) => values.map((value) => `category ${name}=${value}`)),
];

/** A name for each row of `offset.weight`. */
const offsetRows = ({ width }: StarsConfig, spec: FeatureSpec): string[] => [
  ...Array.from({ length: width }, (_, i) => `time ${i}`),
  ...spec.holidays.map((name) => `holiday ${name}`),
  ...regionRows(spec),
];

/** A name for each row of `side.weight`. */
const sideRows = (spec: FeatureSpec): string[] => [
  ...Array.from({ length: sideLayout(spec).holiday }, (_, i) => `side ${i}`),
  ...spec.holidays.map((name) => `holiday ${name}`),
  ...spec.itemSignals.flatMap(({ name, values }) => [
    `item ${name}`,
    ...values.map((value) => `item ${name}=${value}`),
  ]),
  ...regionRows(spec),
];
