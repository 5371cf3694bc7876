import type { CheckedFile } from './check-file.js';

/** A larger share of rejected rows means that the file was misunderstood. */
const MOST_REJECTED = 0.05;

/** Why the files are not stored; undefined if they may be. */
export function refusal(files: readonly CheckedFile[], replace: boolean): string | undefined {
  const bad = files.flatMap(({ file, rows, rejects, reasons }) => {
    if (rejects.count <= MOST_REJECTED * rows) return [];
    const [first] = reasons.list();
    const share = Math.round((100 * rejects.count) / rows);
    const help = first?.option === undefined ? '' : `; try ${first.option}`;
    return [
      `${rejects.count} of ${rows} rows of ${file.path} (${share}%) cannot be read, most often because ${first?.reason}${help}`,
    ];
  });
  const items = files.find(({ file }) => file.kind === 'items');
  if (bad.length === 0 && replace && items && items.rejects.count > 0) {
    bad.push(
      `${items.rejects.count} rows of ${items.file.path} cannot be read, and --replace would withdraw their items`,
    );
  }
  if (bad.length === 0) return undefined;
  return `${bad.join('. ')}. To store the other rows: --allow-rejects`;
}
