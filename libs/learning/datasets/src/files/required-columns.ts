import { meaningOf } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { ColumnPlan } from './column-plan.js';
import { textsOf } from './column-roles.js';
import { COLUMNS } from './row-kind.js';

/**
 * Errors: `STARS_FIELD_REQUIRED` if a required column of the kind is missing, or if nothing says what kind of events a
 * file has.
 */
export function checkColumns(plan: ColumnPlan, path: string): void {
  const has = (name: string): boolean => plan.has(name) || (name === 'user_id' && plan.has('anonymous_id'));
  const missing = COLUMNS[plan.kind].required.filter((name) => !has(name));
  const columns = [...plan.roles.keys()].slice(0, 40).join(', ').slice(0, 500) || 'none';
  if (missing.length > 0) {
    const what = `${path} has no column ${missing.join(', ')}, which ${plan.kind} must have; its columns are: ${columns}`;
    const how = `if one of them is meant, say so: --map ${missing[0]}=COLUMN`;
    throw new StarsError('STARS_FIELD_REQUIRED', `${what}; ${how}`, { field: missing[0]! });
  }
  if (plan.kind !== 'events' || plan.has('type')) return;
  const what = `${path} has no column type, so nothing says whether its rows are views, additions to the cart or purchases; its columns are: ${columns}`;
  const likely = likelyType(plan);
  const how =
    likely === undefined
      ? 'if all rows are of one kind, say which: --type view, --type add_to_cart or --type purchase; if a column says it: --map type=COLUMN'
      : `"${likely.column}" looks like it, with values such as ${likely.values.join(', ')}: --map type=${likely.column}; if all rows are of one kind: --type view, --type add_to_cart or --type purchase`;
  throw new StarsError('STARS_FIELD_REQUIRED', `${what}; ${how}`, { field: 'type' });
}

/** The most different values that a column of types has. */
const MOST_TYPES = 30;

/** A column with few values, some of which are names of events. */
function likelyType({ sample, roles }: ColumnPlan): { column: string; values: string[] } | undefined {
  const found = [...roles]
    .filter(([, role]) => typeof role === 'string')
    .map(([column]) => ({ column, values: [...new Set(textsOf(sample, column))] }))
    .filter(({ values }) => values.length > 0 && values.length <= MOST_TYPES)
    .map((each) => ({ ...each, known: each.values.filter(soundsLikeEvent).length }))
    .filter(({ known }) => known > 0)
    .sort((a, b) => b.known / b.values.length - a.known / a.values.length);
  return found[0] && { column: found[0].column, values: found[0].values.slice(0, 5) };
}

const soundsLikeEvent = (value: string): boolean =>
  meaningOf(value) !== undefined || /view|cart|purchase|click|order|buy/i.test(value);
