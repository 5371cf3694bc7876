import type { ColumnPlan } from './column-plan.js';
import type { ColumnReading } from './column-readings.js';
import type { ColumnRole } from './column-role.js';

/** What each column of a file was taken for. */
export function readingsOf({ columns, roles, leftOver }: ColumnPlan): ColumnReading[] {
  const why = new Map(leftOver.map((each) => [each.column, each.why]));
  return columns.map((column) => {
    const role = roles.get(column);
    return role === undefined
      ? { column, as: '', how: why.get(column) ?? '' }
      : { column, as: nameOf(role), how: howOf(role) };
  });
}

function nameOf({ use, name }: ColumnRole): string {
  switch (use) {
    case 'column':
      return name;
    case 'feature':
      return `features.${name}`;
    case 'attribute':
      return `attributes.${name}`;
    case 'stock':
      return `regions.${name}.in_stock`;
  }
}

function howOf({ sign, separator, severalPaths, reading, values }: ColumnRole): string {
  const said: string[] = [];
  if (reading) said.push(reading.type);
  if ((sign ?? reading?.sign) === ',') said.push('decimal comma');
  if (separator) said.push(`levels between ${separator}`);
  if (severalPaths) said.push('the first of several paths');
  if (values) said.push([...values].map(([from, to]) => `${from} is ${to}`).join(', '));
  return said.join(', ');
}
