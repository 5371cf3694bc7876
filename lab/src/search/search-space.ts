import { StarsError } from '@stars/errors';
import { createRandom } from '@stars/model';
import { checkRecipe, type RecipeChanges } from '@stars/training';

/** Values of one field of a recipe: some, or a range, drawn evenly, evenly in the logarithm, or among whole numbers. */
export type Dimension =
  | { choice: unknown[] }
  | { uniform: [from: number, to: number] }
  | { log: [from: number, to: number] }
  | { integer: [from: number, to: number] };

/** Dimensions by the path of a recipe's field, such as `learningRate` or `size.dropout`. */
export type SearchSpace = Record<string, Dimension>;

/** The fields most worth tuning, around the recipes of all sizes. */
export const DEFAULT_SPACE: SearchSpace = {
  learningRate: { log: [0.0005, 0.01] },
  deltaLearningRate: { log: [0.0005, 0.02] },
  batchSize: { choice: [8, 16, 32] },
  weightDecay: { log: [0.001, 0.1] },
  generalWeight: { uniform: [0.1, 1] },
  contextDropout: { uniform: [0, 0.3] },
  deltaDropout: { uniform: [0, 0.3] },
  'size.dropout': { uniform: [0, 0.3] },
};

const invalid = (field: string, why: string): StarsError =>
  new StarsError('STARS_CONFIG_INVALID', `the search space: ${field} ${why}`, { field });

/** Errors: `STARS_CONFIG_INVALID` with the path of a field that no recipe has, or of a dimension that is none. */
export function checkSpace(space: unknown): SearchSpace {
  if (typeof space !== 'object' || space === null || Array.isArray(space)) {
    throw invalid('space', 'is an object of dimensions by field');
  }
  for (const [field, dimension] of Object.entries(space)) {
    for (const value of endsOf(field, dimension)) checkRecipe(nested([[field, value]]));
  }
  return space as SearchSpace;
}

/** Values that represent a dimension: if they are valid, all are. */
function endsOf(field: string, dimension: unknown): unknown[] {
  const entries = typeof dimension === 'object' && dimension !== null ? Object.entries(dimension) : [];
  const [kind, values] = entries[0] ?? [];
  if (entries.length !== 1 || !Array.isArray(values) || values.length === 0) {
    throw invalid(field, 'is one of {"choice": [...]}, {"uniform": [a, b]}, {"log": [a, b]}, {"integer": [a, b]}');
  }
  if (kind === 'choice') return values;
  const [from, to] = values as unknown[];
  const numbers = values.length === 2 && [from, to].every((x) => typeof x === 'number' && Number.isFinite(x));
  if (!numbers || Number(from) > Number(to)) throw invalid(field, `has two numbers as ${kind}, the smaller one first`);
  if (kind === 'log' && Number(from) <= 0) throw invalid(field, 'has numbers above 0 as log');
  if (kind === 'integer' && !values.every(Number.isSafeInteger)) throw invalid(field, 'has whole numbers as integer');
  if (kind === 'uniform' || kind === 'log' || kind === 'integer') return values;
  throw invalid(field, `has no dimension "${kind}"`);
}

/** The changes of trial `trial`: they depend only on seed and number, so a resumed search draws the same. */
export function drawChanges(space: SearchSpace, seed: number, trial: number): RecipeChanges {
  const random = createRandom((Math.imul(seed, 0x9e3779b1) ^ Math.imul(trial + 1, 0x85ebca6b)) >>> 0);
  const fields = Object.keys(space).sort();
  return checkRecipe(nested(fields.map((field) => [field, draw(space[field]!, random)])));
}

function draw(dimension: Dimension, random: () => number): unknown {
  const share = random();
  if ('choice' in dimension) return dimension.choice[Math.floor(share * dimension.choice.length)];
  if ('uniform' in dimension)
    return rounded(dimension.uniform[0] + share * (dimension.uniform[1] - dimension.uniform[0]));
  if ('integer' in dimension) {
    const [from, to] = dimension.integer;
    return from + Math.floor(share * (to - from + 1));
  }
  const [from, to] = dimension.log.map(Math.log) as [number, number];
  return rounded(Math.exp(from + share * (to - from)));
}

/** Three digits: a search is no more precise. */
const rounded = (x: number): number => Number(x.toPrecision(3));

/** `size.dropout` of 0.1 → `{ size: { dropout: 0.1 } }`. */
function nested(fields: readonly [string, unknown][]): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const [field, value] of fields) {
    const [group, name] = field.split('.') as [string, string | undefined];
    if (name === undefined) changes[group] = value;
    else changes[group] = { ...(changes[group] as object | undefined), [name]: value };
  }
  return changes;
}
