import { readFile } from 'node:fs/promises';
import type { EstimateRuleResponse, RuleItemChange } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { jsonObject } from './option-values.js';
import { type Column, number, renderTable } from './table.js';
import { renderWarnings } from './versioned-verbs.js';

/** Reads a rule as JSON from a file. Errors: `STARS_UNREADABLE_FILE`, `STARS_INVALID_FIELD`. */
export async function readRule(path: string): Promise<object> {
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new StarsError('STARS_UNREADABLE_FILE', `${path} cannot be read`, { field: 'file', cause });
  });
  try {
    return jsonObject(content);
  } catch (cause) {
    throw new StarsError('STARS_INVALID_FIELD', `${path} has no JSON object`, { field: 'file', cause });
  }
}

/** What a rule would change, for people. */
export function renderEstimate(estimate: EstimateRuleResponse): string {
  const { answers, lists, skipped, actedOn, changed, since, assumed, gaining, losing, loggedFeedback } = estimate;
  const warned = renderWarnings(estimate.warnings);
  if (answers === 0)
    return `No answer was recorded in this time: only answers to requests with a surface are.\n${warned}`;
  const lines = [
    `${number(answers)} answers since ${since!.toISOString()}, with ${number(lists)} lists${
      skipped > 0 ? ` (${number(skipped)} more need seeds, and are left out)` : ''
    }.`,
    `The rule acts on ${number(actedOn)} lists, and changes ${number(changed)}.`,
    ...(assumed.length > 0 ? [`Taken to hold, as records do not have them: ${assumed.join(', ')}.`] : []),
    ...dcgLines(estimate),
    `Logged feedback: not estimable (${loggedFeedback!.notEstimable}).`,
  ];
  const moved = [...gaining, ...losing.toReversed()];
  return `${lines.join('\n')}\n${warned}${moved.length > 0 ? `\n${renderTable(COLUMNS, moved)}\n` : ''}`;
}

function dcgLines({ expectedDcg }: EstimateRuleResponse): string[] {
  const { lists, before, after, changeLow, changeHigh } = expectedDcg!;
  if (lists === 0) return ['Expected DCG: the model has no scores for these lists.'];
  const percent = (change: number): string => `${change < 0 ? '' : '+'}${((100 * change) / before).toFixed(1)}%`;
  const interval =
    changeLow === undefined ? 'one user: no interval' : `95%: ${percent(changeLow)} to ${percent(changeHigh!)}`;
  return [
    `Expected DCG of ${number(lists)} changed lists: ${before.toFixed(3)} → ${after.toFixed(3)}, ${percent(after - before)} (${interval}).`,
  ];
}

const COLUMNS: Column<RuleItemChange>[] = [
  { title: 'item', value: ({ itemId }) => itemId },
  { title: 'lists before', value: ({ listsBefore }) => number(listsBefore), right: true },
  { title: 'lists after', value: ({ listsAfter }) => number(listsAfter), right: true },
];
