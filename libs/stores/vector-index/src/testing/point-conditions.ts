/** Conditions as Qdrant documents them, read plainly, by who has no part in making them. */
export interface StoredPoint {
  id: string;
  vector: number[];
  payload: Record<string, unknown>;
}

type Json = Record<string, unknown>;

export function passes(filter: unknown, point: StoredPoint): boolean {
  return passesTree((filter ?? {}) as Json, point.payload, point.id);
}

function passesTree({ must, should, must_not }: Json, fields: Json, id: string): boolean {
  const holds = (condition: unknown): boolean => passesOne(condition as Json, fields, id);
  const list = (conditions: unknown): unknown[] => (Array.isArray(conditions) ? conditions : []);
  if (!list(must).every(holds) || list(must_not).some(holds)) return false;
  // No alternative at all asks for nothing.
  return list(should).length === 0 || list(should).some(holds);
}

function passesOne(condition: Json, fields: Json, id: string): boolean {
  if ('has_id' in condition) return (condition['has_id'] as string[]).includes(id);
  if ('nested' in condition) {
    const { key, filter } = condition['nested'] as { key: string; filter: Json };
    return valuesOf(fields[key]).some((element) => passesTree(filter, element as Json, id));
  }
  if (!('key' in condition)) return passesTree(condition, fields, id);
  const values = valuesOf(fields[condition['key'] as string]);
  if ('match' in condition) {
    const { any, value } = condition['match'] as { any?: unknown[]; value?: unknown };
    return values.some((has) => (any ?? [value]).includes(has));
  }
  const { gte, lte } = condition['range'] as { gte: number; lte: number };
  return values.some((has) => typeof has === 'number' && has >= gte && has <= lte);
}

const valuesOf = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
