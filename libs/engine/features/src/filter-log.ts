import type { InteractionLog } from './interaction-log.js';

/** The part of a log that satisfies `keep` (row index in the log), in the same order. */
export function filterLog(log: InteractionLog, keep: (row: number, user: number) => boolean): InteractionLog {
  const rows = new Uint32Array(log.item.length);
  const userOffsets = new Uint32Array(log.userOffsets.length);
  let kept = 0;
  for (let user = 0; user < log.users.length; user++) {
    for (let row = log.userOffsets[user]!; row < log.userOffsets[user + 1]!; row++)
      if (keep(row, user)) rows[kept++] = row;
    userOffsets[user + 1] = kept;
  }
  const part = <Column extends Uint32Array | Float64Array | Uint8Array | Float32Array>(column: Column): Column => {
    const values = column.slice(0, kept) as Column;
    for (let at = 0; at < kept; at++) values[at] = column[rows[at]!]!;
    return values;
  };
  return {
    users: log.users,
    items: log.items,
    regions: log.regions,
    userOffsets,
    item: part(log.item),
    time: part(log.time),
    type: part(log.type),
    region: part(log.region),
    arrival: part(log.arrival),
    value: part(log.value),
    session: part(log.session),
    ...(log.browsing && { browsing: log.browsing }),
  };
}
