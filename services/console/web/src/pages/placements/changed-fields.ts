export interface ChangedField {
  /** Its path, such as `action.pin.pins[0].position`. */
  field: string;
  /** Empty: it was not there. */
  from: string;
  /** Empty: it is not there any more. */
  to: string;
}

/** The values that differ between two versions, by their paths. What is empty is as if it were not there. */
export function changedFields(from: object, to: object): ChangedField[] {
  const [before, after] = [new Map(valuesIn(from, '')), new Map(valuesIn(to, ''))];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((field) => ({ field, from: before.get(field) ?? '', to: after.get(field) ?? '' }))
    .filter((each) => each.from !== each.to);
}

function valuesIn(value: unknown, path: string): [field: string, value: string][] {
  if (Array.isArray(value)) return value.flatMap((each, n) => valuesIn(each, `${path}[${n}]`));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => valuesIn(inner, path === '' ? name : `${path}.${name}`));
  }
  return [[path, String(value ?? '')]];
}
