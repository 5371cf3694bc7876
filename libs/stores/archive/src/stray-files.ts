import type { ObjectStore } from '@stars/object-store';
import type { ArchiveLog } from './archive-log.js';
import { announcedBy } from './ingest.js';

/** An import stores its files for minutes. One that is silent for so long was killed. */
const IMPORT_MS = 86_400_000;

/**
 * Deletes files that no entry names: what a writer left that others had overtaken, and files of imports that broke off.
 * @param now ms since 1970
 */
export async function deleteStray(
  { store, log, now }: { store: ObjectStore; log: ArchiveLog; now: number },
  signal?: AbortSignal,
): Promise<void> {
  for (const { seq, time } of (await log.refresh(signal)).importing) {
    // From now on it cannot end: if it goes on all the same, it begins again.
    if (now - time > IMPORT_MS) await log.append({ imported: { seq, add: [], next: {} } }, signal);
  }
  const { plan, files, replaced, seq, importing } = await log.refresh(signal);
  const known = new Set([...files, ...replaced].map(({ key }) => key));
  const underWay = new Set([...importing.map((one) => one.seq), ...(plan ? [plan.seq] : [])]);
  const stray: string[] = [];
  for await (const key of store.list('tenant=', { signal })) {
    const announced = announcedBy(key);
    // What is announced later than the state, or is under way, will be named.
    if (!known.has(key) && announced <= seq && !underWay.has(announced)) stray.push(key);
  }
  // Also if there are none: a folder looks for what killed writers left half written.
  await store.delete(stray, { signal });
}
