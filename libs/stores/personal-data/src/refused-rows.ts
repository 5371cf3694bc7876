import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DEFAULT_TENANT, type JsonObject } from '@stars/contracts';

/** Rows of a user that imports refused, as the folder has them. A row that names no tenant is the default tenant's. */
export async function refusedRows(
  folder: string,
  tenant: string,
  userId: string,
): Promise<{ place: string; content: JsonObject }[]> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^rejects-.*\.jsonl$/.test(name)) : [];
  const found: { place: string; content: JsonObject }[] = [];
  for (const name of names) {
    for await (const line of createInterface({ input: createReadStream(join(folder, name)), crlfDelay: Infinity })) {
      if (!line.includes(userId)) continue;
      const content = JSON.parse(line) as JsonObject;
      if (isOf(String(content['raw']), tenant, userId)) found.push({ place: `imports/${name}`, content });
    }
  }
  return found;
}

/** A raw row is JSON, which may be cut off, or a line of a table. */
function isOf(raw: string, tenant: string, userId: string): boolean {
  const named = /"tenant_id":"([^"]*)"/.exec(raw)?.[1] || DEFAULT_TENANT;
  if (named !== tenant) return false;
  const fields = raw.split(/[,;\t|]/).map((field) => field.trim().replace(/^"|"$/g, ''));
  return fields.includes(userId) || raw.includes(JSON.stringify(userId));
}
