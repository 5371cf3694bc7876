import type { StarsError } from '@stars/errors';
import type { Reason } from './file-report.js';

/** Different reasons that are told apart. */
const MOST_REASONS = 1_000;
const OTHERS = 'other reasons';

/** Counts rows by reason. */
export class Reasons {
  readonly #byText = new Map<string, { rows: number; option?: string }>();

  add(reason: string, option?: string): void {
    const known = this.#byText.get(reason);
    if (known) known.rows++;
    else if (this.#byText.size < MOST_REASONS || reason === OTHERS)
      this.#byText.set(reason, { rows: 1, ...(option && { option }) });
    else this.add(OTHERS);
  }

  /** The most frequent first. */
  list(): Reason[] {
    return [...this.#byText].map(([reason, counted]) => ({ reason, ...counted })).sort((a, b) => b.rows - a.rows);
  }
}

/** A reason that rows with other values share, and the option that helps. */
export function reasonOf(
  { code, field = '', message }: StarsError,
  value: unknown,
): { reason: string; option?: string } {
  const column = field.split(/[.[]/)[0] as string;
  if (code === 'STARS_UNKNOWN_TYPE' && column === 'type') {
    const type = String(value).slice(0, 64);
    return {
      reason: `type is "${type}", which is no kind that is known`,
      option: `--map-value "type.${type}=view" (or add_to_cart, purchase, refund, remove_from_cart, dislike, rating, view_category, search, none)`,
    };
  }
  if (code === 'STARS_FIELD_REQUIRED' && column !== '') {
    return { reason: `${column} is empty or missing`, option: `--map ${column}=COLUMN` };
  }
  // What the message quotes differs from row to row.
  const reason = message.replaceAll(/"[^"]*"|\b\d+(\.\d+)?\b/g, '…').slice(0, 200);
  if (column === '') return { reason };
  return { reason, option: `--map ${column}=COLUMN, if another column has it` };
}
