import type { InteractionLog } from './interaction-log.js';

/** The part of a log that satisfies `keep` (row index in the log), in the same order. */
export function filterLog(log: InteractionLog, keep: (row: number, user: number) => boolean): InteractionLog {
  const rows: number[] = [];
  const userOffsets = new Uint32Array(log.userOffsets.length);
  for (let user = 0; user < log.users.length; user++) {
    for (let row = log.userOffsets[user]!; row < log.userOffsets[user + 1]!; row++) if (keep(row, user)) rows.push(row);
    userOffsets[user + 1] = rows.length;
  }
  const at = Uint32Array.from(rows);
  return {
    users: log.users,
    items: log.items,
    regions: log.regions,
    userOffsets,
    item: Uint32Array.from(at, (row) => log.item[row]!),
    time: Float64Array.from(at, (row) => log.time[row]!),
    type: Uint8Array.from(at, (row) => log.type[row]!),
    region: Uint32Array.from(at, (row) => log.region[row]!),
    arrival: Uint32Array.from(at, (row) => log.arrival[row]!),
    value: Float32Array.from(at, (row) => log.value[row]!),
    session: Uint32Array.from(at, (row) => log.session[row]!),
  };
}
