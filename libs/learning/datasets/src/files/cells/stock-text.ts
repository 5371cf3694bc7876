import { plainName } from '../row-kind.js';
import { booleanOf } from './attribute-value.js';
import { numberOf } from './number-text.js';

/** What shops, Google's product feed and schema.org call it, as `plainName` has it. */
const IN_STOCK =
  `instock available preorder backorder onbackorder limitedavailability onlineonly instoreonly lieferbar verfügbar
  auflager vorrätig`.split(/\s+/);
const OUT_OF_STOCK = `outofstock soldout unavailable notavailable discontinued ausverkauft nichtlieferbar nichtverfügbar
  nichtauflager vergriffen`.split(/\s+/);

/** Whether a cell says that there is some: a number of pieces, yes or no, or a word for it. Undefined if it says neither. */
export function stockOf(cell: unknown): boolean | undefined {
  if (typeof cell === 'boolean') return cell;
  if (typeof cell === 'number' || typeof cell === 'bigint') return cell > 0;
  if (typeof cell !== 'string') return undefined;
  const number = numberOf(cell);
  if (number !== undefined) return number > 0;
  const word = plainName(cell.replace(/^https?:\/\/schema\.org\//, ''));
  return IN_STOCK.includes(word) || (OUT_OF_STOCK.includes(word) ? false : booleanOf(cell));
}
