import { createHash } from 'node:crypto';
import type { EvaluationSet } from '@stars/replay';

/** SHA-256 (hex) of everything in a set that a baseline may learn from, and of its settings. */
export function setDigest(set: EvaluationSet, settings: unknown): string {
  const { interactions, log, sessions, trainTo } = set;
  const hash = createHash('sha256');
  const add = (values: Uint32Array | Int32Array | Float64Array | Uint8Array) =>
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  hash.update(JSON.stringify([set.protocol, set.catalogue, log.users, log.regions, settings]));
  for (const values of [interactions.userOffsets, interactions.row, interactions.day, interactions.item, trainTo]) {
    add(values);
  }
  for (const values of [log.item, log.time, log.type, log.region, log.session]) add(values);
  add(Float64Array.from(sessions.flatMap(({ user, time, before, historyTo }) => [user, time, before, historyTo])));
  return hash.digest('hex');
}
