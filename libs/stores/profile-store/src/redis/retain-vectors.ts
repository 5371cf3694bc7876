import { scanKeys } from './key-scan.js';
import { fieldOfVectors, isFieldOfVectors } from './profile-fields.js';
import type { RedisLink } from './redis-link.js';
import { sendWindows, WINDOW } from './send-windows.js';

/** Drops the vectors of other models from all profiles that the pattern finds; `changed` is called for each. */
export async function retainVectors(
  link: RedisLink,
  pattern: string,
  modelVersions: readonly string[],
  changed: (key: string) => void,
): Promise<void> {
  const kept = new Set(modelVersions.map(fieldOfVectors));
  let cursor: string | undefined;
  do {
    const page = await scanKeys(link, pattern, { limit: WINDOW, ...(cursor ? { cursor } : {}) });
    const fields = await sendWindows(link, page.keys, (key) => ({ key, args: ['HKEYS', key] }));
    const dropped = page.keys.flatMap((key, i) => {
      const old = (fields[i] as Buffer[]).map(String).filter((field) => isFieldOfVectors(field) && !kept.has(field));
      return old.length === 0 ? [] : [{ key, args: ['HDEL', key, ...old] }];
    });
    await sendWindows(link, dropped, (command) => command);
    for (const { key } of dropped) changed(key);
    cursor = page.cursor;
  } while (cursor !== undefined);
}
