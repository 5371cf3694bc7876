import type { ItemState } from './catalogue-items.js';
import type { CheckedFile } from './check-file.js';
import { withdrawnItems } from './withdrawn-items.js';

/** A larger share of rejected rows means that the file was misunderstood. */
const MOST_REJECTED = 0.05;

/** A file of items that would withdraw a larger share of the catalogue may have been cut off. */
const MOST_WITHDRAWN = 0.5;

/** Why the files are not stored; undefined if they may be. */
export function refusal(
  files: readonly CheckedFile[],
  catalogue: ReadonlyMap<string, ItemState>,
  replace: boolean,
): string | undefined {
  const bad = files.flatMap(({ file, rows, rejects, reasons }) => {
    if (rejects.count <= MOST_REJECTED * rows) return [];
    const [first] = reasons.list();
    const share = Math.round((100 * rejects.count) / rows);
    const help = first?.option === undefined ? '' : `; try ${first.option}`;
    return [
      `${rejects.count} of ${rows} rows of ${file.path} (${share}%) cannot be read, most often because ${first?.reason}${help}`,
    ];
  });
  if (bad.length === 0 && replace) bad.push(...wronglyReplaced(files, catalogue));
  if (bad.length === 0) return undefined;
  return `${bad.join('. ')}. To store them all the same: --allow-rejects`;
}

function wronglyReplaced(files: readonly CheckedFile[], catalogue: ReadonlyMap<string, ItemState>): string[] {
  const items = files.find(({ file }) => file.kind === 'items');
  if (items === undefined) return [];
  const { file, rejects, ids } = items;
  if (rejects.count > 0)
    return [`${rejects.count} rows of ${file.path} cannot be read, and --replace would withdraw their items`];
  if (ids.size === 0) return [`${file.path} has no items, so --replace has nothing to put in their place`];
  const there = [...catalogue.values()].filter(({ gone }) => !gone).length;
  const withdrawn = withdrawnItems(catalogue, files).length;
  if (withdrawn <= MOST_WITHDRAWN * there) return [];
  return [`--replace would withdraw ${withdrawn} of ${there} items, because ${file.path} does not have them`];
}
